#pragma once

#include "player/http_fetch.hpp"
#include "player/live_feed.hpp"

#include <thread>

namespace player {

/// Keeps a live stream coming, on a thread of its own: connects, reads, connects again where it
/// stopped when the line breaks, until the session is over or this object goes.
class LiveReceiver {
public:
    /// The packets must outlive the receiver.
    LiveReceiver(HttpServer server, std::string path, LivePackets& packets);
    ~LiveReceiver();
    LiveReceiver(const LiveReceiver&) = delete;
    LiveReceiver& operator=(const LiveReceiver&) = delete;

private:
    void run();
    /// False when it is of no use to try again.
    [[nodiscard]] bool listen();
    void pause();

    const HttpServer server_;
    const std::string path_;
    LivePackets& packets_;
    std::atomic<bool> stopping_ = false;
    int failures_ = 0;
    std::thread thread_;
};

} // namespace player
