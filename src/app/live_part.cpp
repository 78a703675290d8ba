#include "app/live_part.hpp"

#include "base/try.hpp"
#include "live/left_over.hpp"
#include "live/live_json.hpp"
#include "live/live_routes.hpp"
#include "live/run_planned_relays.hpp"
#include "live/run_talk_backs.hpp"
#include "media/sandbox_process.hpp"
#include "relay/station_routes.hpp"

namespace app {

namespace {

constexpr std::chrono::milliseconds tick_every{100};
constexpr std::chrono::milliseconds look_every{500};

live::OnAir::Parts on_air_parts(Foundation& foundation, MediaPart& media, http::EventHub& events) {
    return {.sandbox = media.sandbox(),
            .clock = foundation.clock(),
            .on_level = [&events](const live::SessionId& session, const live::Level& level) {
                events.publish(live::level_channel, "level", live::level_json(session, level));
            }};
}

live::OnAirOptions studio_options(Foundation& foundation, MediaPart& media,
                                  const std::filesystem::path& ffmpeg) {
    live::OnAirOptions options;
    options.ffmpeg = ffmpeg;
    options.recordings = foundation.folders().uploads;
    options.bits_per_second = media.render_settings().opus_bits_per_second;
    return options;
}

std::set<std::string> private_hosts(const RelayConfig& config) {
    return {config.private_hosts.begin(), config.private_hosts.end()};
}

} // namespace

base::Result<std::unique_ptr<LivePart>> LivePart::open(Foundation& foundation, MediaPart& media,
                                                       broadcast::BroadcastDesk& broadcast,
                                                       http::EventHub& events) {
    TRY_ASSIGN(const auto ffmpeg, media::find_system_program("ffmpeg"));
    return std::unique_ptr<LivePart>(new LivePart(foundation, media, broadcast, events, ffmpeg));
}

LivePart::LivePart(Foundation& foundation, MediaPart& media, broadcast::BroadcastDesk& broadcast,
                   http::EventHub& events, const std::filesystem::path& ffmpeg)
    : streams_(private_hosts(foundation.config().relay)),
      studio_(on_air_parts(foundation, media, events), studio_options(foundation, media, ffmpeg),
              {streams_, media.blobs()}),
      talk_backs_(on_air_parts(foundation, media, events),
                  studio_options(foundation, media, ffmpeg)),
      desk_{broadcast, studio_, media.blobs(), talk_backs_},
      stations_{foundation.database(), foundation.clock(), foundation.random()} {}

void LivePart::add_routes(http::Router& router) {
    live::add_live_routes(router, desk_);
    live::add_source_routes(router, desk_);
    live::add_stream_routes(router, desk_);
    live::add_talk_back_routes(router, desk_);
    relay::add_station_routes(router, stations_);
}

base::Result<std::int64_t> LivePart::end_within(const rights::Actor& actor,
                                                const area::AreaPath& area) {
    return live::stop_sessions_within(desk_, actor, area);
}

base::Result<void> LivePart::start() {
    TRY(live::close_left_over(desk_));
    ticking_ = std::make_unique<Periodic>([this](const std::stop_token&) {
        studio_.tick();
        talk_backs_.tick();
        return tick_every;
    });
    ending_ = std::make_unique<Periodic>([this](const std::stop_token&) {
        live::end_due_sessions(desk_);
        live::run_planned_relays(desk_);
        live::end_due_talk_backs(desk_);
        return look_every;
    });
    return {};
}

void LivePart::stop() {
    ending_.reset();
    ticking_.reset();
}

} // namespace app
