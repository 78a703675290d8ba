#pragma once

#include "base/result.hpp"
#include "media/sandbox.hpp"

#include <atomic>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace live {

/// What a source calls its bytes, as ffmpeg names it; empty when it is none that we take.
[[nodiscard]] std::string container_of(std::string_view media_type);

enum class Pace : std::uint8_t {
    as_it_comes,
    as_it_sounds, ///< what comes faster waits in the pipe
};

/// Strangers' bytes to samples (16 bits, mono, 48 kHz), in the sandbox. One container after
/// another. Safe to call from any thread.
class SoundDecoder {
public:
    /// `take` is called on the decoder's thread with whatever comes out; quick, must not throw.
    /// `name` is for the log.
    SoundDecoder(media::Sandbox& sandbox, std::filesystem::path ffmpeg, std::string name,
                 std::function<void(std::string_view)> take);
    ~SoundDecoder();
    SoundDecoder(const SoundDecoder&) = delete;
    SoundDecoder& operator=(const SoundDecoder&) = delete;

    /// A container begins; what is left of the one before is dropped. Refuses `live.source_taken`
    /// while one is open, `live.unknown_sound`, `live.no_decoder`.
    [[nodiscard]] base::Result<void> begin(std::string_view media_type, Pace pace);
    /// Never blocks. False: the decoder is gone or does not follow; nothing more is wanted.
    [[nodiscard]] bool feed(std::string_view bytes);
    /// Waits for room. False: the decoder is gone, or it was stopped.
    [[nodiscard]] bool feed_all(std::string_view bytes, const std::stop_token& stop);
    /// The container is over; what has been fed is still decoded.
    void end_input();
    /// Until everything that was fed has been decoded, after end_input.
    void wait_until_decoded(const std::stop_token& stop);
    [[nodiscard]] bool open() const;
    void stop();

private:
    enum class Fed : std::uint8_t { all, some, gone };

    Fed feed_some(std::string_view& bytes);
    void decode(const std::string& container, Pace pace, int input, const std::stop_token& stop);

    media::Sandbox& sandbox_;
    const std::filesystem::path ffmpeg_;
    const std::string name_;
    const std::function<void(std::string_view)> take_;
    mutable std::mutex mutex_; ///< guards everything below
    int input_ = -1;
    std::jthread thread_;
    std::atomic<bool> running_ = false;
};

} // namespace live
