#pragma once

#include "base/instant.hpp"
#include "player/http_fetch.hpp"
#include "player/sound_input.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

namespace player {

/// Sends what one input of this device captures to the server, on a thread of its own, until the
/// session is over. One session at a time; a new one takes the place of the one before. Belongs to
/// the control loop.
class Capture {
public:
    /// `input` may be null: then there is nothing to capture.
    explicit Capture(std::unique_ptr<SoundInput> input);
    ~Capture();
    Capture(const Capture&) = delete;
    Capture& operator=(const Capture&) = delete;

    [[nodiscard]] bool available() const { return input_ != nullptr; }
    /// Until the server ends it, at the latest at `until` of the system's clock. Never waits.
    void begin(HttpServer server, const std::string& session, base::Instant until);

private:
    struct Wanted {
        HttpServer server;
        std::string path;
        base::Instant until;
    };

    void run();
    /// False when it is of no use to try again.
    [[nodiscard]] bool send(const Wanted& wanted);
    void pause();

    const std::unique_ptr<SoundInput> input_;
    std::atomic<bool> cancel_ = false; ///< what is being sent is not wanted any more
    std::mutex mutex_;
    std::condition_variable changed_;
    std::optional<Wanted> next_;
    bool quitting_ = false;
    std::thread thread_; ///< only where there is an input
};

/// The inputs of this device, each captured for its own session.
struct Captures {
    Capture line;
    Capture monitor;
};

} // namespace player
