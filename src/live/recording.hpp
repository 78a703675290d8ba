#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>

namespace live {

/// What went on air, written as it goes: Ogg Opus (RFC 7845). After a crash the file is whole up to
/// the last second. Used by one thread.
class Recording {
public:
    /// Refuses `live.recording_failed` (unavailable).
    [[nodiscard]] static base::Result<Recording> create(const std::filesystem::path& file,
                                                        std::int32_t pre_skip);
    ~Recording();
    Recording(Recording&&) noexcept;
    Recording& operator=(Recording&&) noexcept;

    void add(std::string_view packet);
    /// Writes the rest. True when everything is in the file.
    [[nodiscard]] bool finish();
    [[nodiscard]] std::int64_t packets() const;

private:
    struct State;
    explicit Recording(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// What a killed server left: cuts off the second that was being written. True when there is sound
/// before it. Strangers' bytes are none of it.
[[nodiscard]] bool mend_recording(const std::filesystem::path& file);

} // namespace live
