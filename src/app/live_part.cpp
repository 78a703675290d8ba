#include "app/live_part.hpp"

#include "base/try.hpp"
#include "live/live_json.hpp"
#include "live/live_routes.hpp"
#include "media/sandbox_process.hpp"
#include "relay/station_routes.hpp"

namespace app {

namespace {

constexpr std::chrono::milliseconds tick_every{100};
constexpr std::chrono::milliseconds look_every{500};

live::OnAirOptions studio_options(Foundation& foundation, MediaPart& media,
                                  std::filesystem::path ffmpeg) {
    live::OnAirOptions options;
    options.ffmpeg = std::move(ffmpeg);
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
    TRY_ASSIGN(auto ffmpeg, media::find_system_program("ffmpeg"));
    return std::unique_ptr<LivePart>(
        new LivePart(foundation, media, broadcast, events, std::move(ffmpeg)));
}

LivePart::LivePart(Foundation& foundation, MediaPart& media, broadcast::BroadcastDesk& broadcast,
                   http::EventHub& events, std::filesystem::path ffmpeg)
    : streams_(private_hosts(foundation.config().relay)),
      studio_({.sandbox = media.sandbox(),
               .clock = foundation.clock(),
               .on_level =
                   [&events](const live::SessionId& session, const live::Level& level) {
                       events.publish(live::level_channel, "level",
                                      live::level_json(session, level));
                   }},
              studio_options(foundation, media, std::move(ffmpeg)), {streams_, media.blobs()}),
      desk_{broadcast, studio_, media.blobs()},
      stations_{foundation.database(), foundation.clock(), foundation.random()} {}

void LivePart::add_routes(http::Router& router) {
    live::add_live_routes(router, desk_);
    live::add_source_routes(router, desk_);
    live::add_stream_routes(router, desk_);
    relay::add_station_routes(router, stations_);
}

base::Result<void> LivePart::start() {
    TRY(live::close_left_over(desk_));
    ticking_ = std::make_unique<Periodic>([this](const std::stop_token&) {
        studio_.tick();
        return tick_every;
    });
    ending_ = std::make_unique<Periodic>([this](const std::stop_token&) {
        live::end_due_sessions(desk_);
        return look_every;
    });
    return {};
}

void LivePart::stop() {
    ending_.reset();
    ticking_.reset();
}

} // namespace app
