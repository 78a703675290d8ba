#pragma once

#include "device_protocol/desired_state.hpp"
#include "mqtt/client.hpp"
#include "player/playback.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <variant>

namespace player {

struct LinkUp {
    std::int64_t incarnation = 0;
};
struct LinkDown {};
struct FetchedManifest {
    device_protocol::ManifestReference reference;
    std::string envelope;
};
struct FetchedKeys {
    std::string chain; ///< empty: the server has none to give
};
struct FetchedMedia {
    base::Sha256 sha256;
};
/// The envelope of a bundle, as it came.
struct FetchedUpdate {
    std::string envelope;
};
/// The whole program lies in its partial file.
struct FetchedProgram {
    base::Sha256 sha256;
};
struct Quit {};

/// Everything that other threads tell the control loop.
using Input = std::variant<LinkUp, LinkDown, mqtt::Message, PlaybackReport, FetchedManifest,
                           FetchedKeys, FetchedMedia, FetchedUpdate, FetchedProgram, Quit>;

/// The one door into the control loop. Bounded by what feeds it: one connection of small messages,
/// one playback, one fetcher; beyond `messages_max` waiting MQTT messages are dropped, the server
/// sends them again.
class Inbox {
public:
    void put(Input input) {
        {
            const std::lock_guard lock(mutex_);
            if (std::holds_alternative<mqtt::Message>(input) && waiting_.size() >= messages_max) {
                return;
            }
            waiting_.push_back(std::move(input));
        }
        changed_.notify_one();
    }

    /// The oldest input, or nothing when none came until then.
    std::optional<Input> take_until(std::chrono::steady_clock::time_point deadline) {
        std::unique_lock lock(mutex_);
        if (!changed_.wait_until(lock, deadline, [this] { return !waiting_.empty(); })) {
            return std::nullopt;
        }
        Input input = std::move(waiting_.front());
        waiting_.pop_front();
        return input;
    }

    static constexpr std::size_t messages_max = 500;

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Input> waiting_;
};

} // namespace player
