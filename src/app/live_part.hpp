#pragma once

#include "app/foundation.hpp"
#include "app/media_part.hpp"
#include "app/periodic.hpp"
#include "http/event_hub.hpp"
#include "live/live_desk.hpp"
#include "relay/manage_stations.hpp"
#include "relay/stream_fetch_curl.hpp"

namespace http {
class Router;
}

namespace app {

/// Live broadcasting and relays: the studio and what keeps its sessions in time.
class LivePart {
public:
    /// Fails when ffmpeg is not installed. Everything must outlive the part.
    [[nodiscard]] static base::Result<std::unique_ptr<LivePart>>
    open(Foundation& foundation, MediaPart& media, broadcast::BroadcastDesk& broadcast,
         http::EventHub& events);

    void add_routes(http::Router& router);
    /// Ends the sessions within the area, for "stop everything"; says how many.
    [[nodiscard]] base::Result<std::int64_t> end_within(const rights::Actor& actor,
                                                        const area::AreaPath& area);
    /// Ends what a former run left open, then keeps time.
    [[nodiscard]] base::Result<void> start();
    void stop();

private:
    LivePart(Foundation& foundation, MediaPart& media, broadcast::BroadcastDesk& broadcast,
             http::EventHub& events, const std::filesystem::path& ffmpeg);

    relay::CurlStreamFetch streams_;
    live::Studio studio_;
    live::TalkBacks talk_backs_;
    live::LiveDesk desk_;
    relay::StationDesk stations_;
    std::unique_ptr<Periodic> ticking_;
    std::unique_ptr<Periodic> ending_;
};

} // namespace app
