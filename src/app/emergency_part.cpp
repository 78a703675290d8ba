#include "app/emergency_part.hpp"

#include "base/try.hpp"
#include "emergency/advance_emergencies.hpp"
#include "emergency/emergency_routes.hpp"
#include "http/router.hpp"
#include "media/scratch_directory.hpp"
#include "speech/wav.hpp"

#include <spdlog/spdlog.h>

namespace app {

namespace {

constexpr std::chrono::milliseconds advance_every{1'000};
constexpr std::chrono::milliseconds look_at_sounds_every{3'600'000};
constexpr std::chrono::milliseconds sounds_retry{5'000};

} // namespace

EmergencyPart::EmergencyPart(Foundation& foundation, MediaPart& media, content::SoundMaker& voice,
                             broadcast::BroadcastDesk& broadcast)
    : foundation_(foundation), media_(media), rules_(foundation.database()),
      desk_{broadcast, rules_, voice, [this] {
                if (Periodic* const job = running_.load()) {
                    job->wake();
                }
            }} {}

void EmergencyPart::add_routes(http::Router& router) {
    emergency::add_emergency_routes(router, desk_);
    emergency::add_template_routes(router, desk_);
}

void EmergencyPart::start() {
    making_ = std::make_unique<Periodic>(
        [this](const std::stop_token& stop) { return make_sounds(stop); });
    advancing_ =
        std::make_unique<Periodic>([this](const std::stop_token& stop) { return advance(stop); });
    running_ = advancing_.get();
}

void EmergencyPart::stop() {
    running_ = nullptr;
    making_.reset();
    advancing_.reset();
}

std::chrono::milliseconds EmergencyPart::advance(const std::stop_token& stop) {
    emergency::advance_emergencies(desk_, stop);
    return advance_every;
}

std::chrono::milliseconds EmergencyPart::make_sounds(const std::stop_token& stop) {
    const auto to_sound =
        [&](int rate,
            const std::vector<std::int16_t>& samples) -> base::Result<content::MediaFile> {
        TRY_ASSIGN(const auto folder, media::ScratchDirectory::make(foundation_.folders().scratch));
        const auto file = folder.path() / "sound.wav";
        speech::WavWriter writer(file);
        TRY(writer.write(rate, samples));
        TRY(writer.finish());
        TRY_ASSIGN(const auto made,
                   media_.transcoder().render_for_devices(
                       file, folder.path(), media_.render_settings(), [](double) {}, stop));
        TRY_ASSIGN(const auto stored, media_.blobs().put_file(made.file));
        return content::MediaFile{stored.sha256, static_cast<std::int64_t>(stored.size_bytes),
                                  made.duration_ms};
    };
    const auto made = emergency::make_standing_sounds(desk_, to_sound, stop);
    if (!made && !stop.stop_requested()) {
        spdlog::warn("emergency: the sounds to be held by devices are not made yet: {}",
                     made.error().message.en);
    }
    return made ? look_at_sounds_every : sounds_retry;
}

} // namespace app
