#include "app/update_part.hpp"

#include "http/router.hpp"
#include "updates/advance_rollouts.hpp"
#include "updates/update_routes.hpp"

#include <spdlog/spdlog.h>

namespace app {

namespace {

/// An emergency must take orders away soon; with nothing open it costs one small query.
constexpr std::chrono::milliseconds advance_every{1'000};

} // namespace

UpdatePart::UpdatePart(broadcast::BroadcastDesk& broadcast, media::BlobStore& blobs)
    : desk_{broadcast, blobs, [this] {
                if (Periodic* const job = running_.load()) {
                    job->wake();
                }
            }} {}

void UpdatePart::add_routes(http::Router& router) {
    updates::add_update_routes(router, desk_);
}

void UpdatePart::start() {
    advancing_ = std::make_unique<Periodic>([this](const std::stop_token&) {
        const auto done = updates::advance_rollouts(desk_);
        if (!done) {
            spdlog::warn("updates: rollouts not looked at: {}", done.error().message.en);
        }
        return advance_every;
    });
    running_ = advancing_.get();
}

void UpdatePart::stop() {
    running_ = nullptr;
    advancing_.reset();
}

} // namespace app
