#pragma once

#include "speech/speech_cache.hpp"

#include <cstdint>
#include <filesystem>
#include <mutex>

namespace speech {

/// Keeps sounds as files `ab/cd….pcm` below a folder, across restarts. When the folder grows over
/// its limit, the files not asked for longest go. The folder may be emptied at any time.
class SpeechCacheFiles final : public SpeechCache {
public:
    SpeechCacheFiles(std::filesystem::path folder, std::uint64_t bytes_max);
    [[nodiscard]] std::optional<Speech> find(const base::Sha256& key) override;
    void keep(const base::Sha256& key, const Speech& speech) override;

private:
    [[nodiscard]] std::filesystem::path file_of(const base::Sha256& key) const;
    void make_room();

    std::filesystem::path folder_;
    std::uint64_t bytes_max_;
    std::mutex mutex_;
    std::uint64_t bytes_ = 0;
    std::uint64_t next_name_ = 0;
};

} // namespace speech
