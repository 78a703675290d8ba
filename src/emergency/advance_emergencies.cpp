#include "emergency/advance_emergencies.hpp"

#include "base/try.hpp"
#include "broadcast/delivery_record.hpp"
#include "broadcast/standing_sound.hpp"
#include "broadcast/test_tone.hpp"
#include "emergency/emergency_steps.hpp"
#include "emergency/raise_emergency.hpp"
#include "emergency/siren.hpp"

#include <algorithm>

#include <spdlog/spdlog.h>

namespace emergency {

namespace {

using device_protocol::ManifestItem;

constexpr const char* job_name = "phát khẩn cấp";
constexpr const char* exercise_words =
    "Diễn tập. Diễn tập. Đây là nội dung diễn tập, không phải tình huống thật.";
/// Between the siren and the words.
constexpr base::Millis breath = std::chrono::milliseconds(300);
/// A closing message is for those who heard the alarm.
constexpr base::Millis closing_life = std::chrono::minutes(10);

/// Nobody watches the progress: the words are wanted until they are made.
bool whatever_it_takes(std::int64_t) {
    return true;
}

content::LanguageVariant spoken_variant(const std::string& text,
                                        const std::optional<std::string>& voice) {
    content::LanguageVariant variant{
        .language = "vi", .source = content::VariantSource::speech, .voice = voice};
    variant.blocks.push_back({.kind = content::BlockKind::paragraph, .text = text});
    return variant;
}

content::LanguageVariant variant_of(const Emergency& emergency, const Spoken& spoken) {
    const bool is_speech = &spoken == &emergency.speech;
    if (is_speech && emergency.request.recording) {
        return {.language = "vi",
                .source = content::VariantSource::recording,
                .recording = emergency.request.recording};
    }
    return spoken_variant(spoken.text, emergency.request.voice);
}

ManifestItem item_of(const content::MediaFile& file, const char* kind) {
    return {.sha256 = file.sha256,
            .size = file.size_bytes,
            .duration_ms = file.duration_ms,
            .kind = kind};
}

/// What sounds in one round after the siren's own run: the words, then the siren again; in an
/// exercise every round begins by saying so.
base::Result<std::vector<ManifestItem>> round_items(storage::Connection& connection,
                                                    const Emergency& emergency,
                                                    const content::MediaFile& words,
                                                    bool with_siren) {
    std::vector<ManifestItem> items;
    if (emergency.request.mode == Mode::exercise) {
        const auto notice = broadcast::find_standing_sound(connection, broadcast::exercise_sound);
        if (!notice) {
            return base::fail(base::Fault::unavailable, "emergency.no_exercise_sound",
                              "Câu báo diễn tập chưa được dựng xong.",
                              "The words that announce an exercise are not made yet.");
        }
        items.push_back(*notice);
    }
    items.push_back(item_of(words, "speech"));
    const auto siren = broadcast::find_standing_sound(connection, broadcast::siren_sound);
    if (with_siren && emergency.request.siren && siren) {
        items.push_back(*siren);
    }
    return items;
}

std::vector<broadcast::DeviceId> devices_of(storage::Connection& connection,
                                            const Emergency& emergency) {
    std::vector<broadcast::DeviceId> ids;
    for (const DevicePart& part : load_parts(connection, emergency)) {
        if (const auto id = broadcast::DeviceId::parse(part.device)) {
            ids.push_back(*id);
        }
    }
    return ids;
}

/// Those of the siren's run; without a siren, the present targets.
base::Result<std::vector<broadcast::DeviceId>> sounding_devices(storage::Connection& connection,
                                                                const Emergency& emergency) {
    auto ids = devices_of(connection, emergency);
    if (ids.empty()) {
        TRY_ASSIGN(const auto targets, targets_of(connection, emergency));
        for (const devices::Device& device : targets) {
            ids.push_back(device.id);
        }
    }
    return ids;
}

base::Result<StepOutcome> order_speech(EmergencyDesk& desk, storage::Transaction& transaction,
                                       const rights::Actor& job, const Emergency& before) {
    StepOutcome outcome{.emergency = before};
    Emergency& emergency = outcome.emergency;
    const base::Instant now = desk.broadcast.clock.now();
    if (emergency.stage != Stage::on_air || emergency.voice_run || emergency.speech.run ||
        !emergency.speech.audio || now >= *emergency.expires_at) {
        return outcome;
    }
    TRY_ASSIGN(const auto items,
               round_items(transaction, emergency, *emergency.speech.audio, true));
    TRY_ASSIGN(const auto devices, sounding_devices(transaction, emergency));
    const base::Instant after_siren =
        emergency.siren_ends_at ? *emergency.siren_ends_at + breath : now;
    const base::Instant at = std::max(now + lead, after_siren);
    TRY_ASSIGN(
        auto ordered,
        broadcast::store_sound(
            desk.broadcast, transaction, job,
            {.title = shown_title(emergency),
             .kind = run_kind(emergency),
             .class_ = wire_class(emergency),
             .items = items,
             .repeats = rounds(at, *emergency.expires_at, device_protocol::duration_ms(items)),
             .at = at,
             .expires_at = std::max(*emergency.expires_at, at + std::chrono::seconds(60)),
             .devices = devices,
             .volume_percent = emergency.request.volume_percent}));
    emergency.speech.run = ordered.run->id;
    emergency.history.push_back({now, "spoken", {{}, job.name}, false, {}});
    emergency.version += 1;
    outcome.orders.push_back(std::move(ordered));
    return outcome;
}

base::Result<StepOutcome> order_closing(EmergencyDesk& desk, storage::Transaction& transaction,
                                        const rights::Actor& job, const Emergency& before) {
    StepOutcome outcome{.emergency = before};
    Emergency& emergency = outcome.emergency;
    const base::Instant now = desk.broadcast.clock.now();
    if (!emergency.closing || emergency.closing->run || !emergency.closing->audio) {
        return outcome;
    }
    TRY_ASSIGN(const auto items,
               round_items(transaction, emergency, *emergency.closing->audio, false));
    TRY_ASSIGN(const auto devices, sounding_devices(transaction, emergency));
    TRY_ASSIGN(auto ordered,
               broadcast::store_sound(desk.broadcast, transaction, job,
                                      {.title = shown_title(emergency) + " – báo an toàn",
                                       .kind = run_kind(emergency),
                                       .class_ = wire_class(emergency),
                                       .items = items,
                                       .at = now + lead,
                                       .expires_at = now + lead + closing_life,
                                       .devices = devices,
                                       .volume_percent = emergency.request.volume_percent}));
    emergency.closing->run = ordered.run->id;
    emergency.history.push_back({now, "closing_spoken", {{}, job.name}, false, {}});
    emergency.version += 1;
    outcome.orders.push_back(std::move(ordered));
    return outcome;
}

/// Made outside any transaction; `which` finds it again in the version of that moment.
template <class Which>
base::Result<void> make_sound(EmergencyDesk& desk, const rights::Actor& job,
                              const Emergency& emergency, const std::stop_token& stop,
                              Which which) {
    const Spoken* const wanted = which(emergency);
    if (wanted == nullptr || wanted->audio) {
        return {};
    }
    const auto made = desk.voice.make_sound(variant_of(emergency, *wanted), emergency.area,
                                            whatever_it_takes, stop);
    const std::string problem = made ? std::string() : made.error().message.vi;
    if (!made) {
        spdlog::error("emergency: the words of {} are not made: {}", base::to_text(emergency.id),
                      made.error().message.en);
    }
    if (!made && problem == wanted->problem) {
        return {}; // told already
    }
    TRY(take_step(desk, job, emergency.id, "emergency.make_sound",
                  [&](storage::Transaction&, const Emergency& before) -> base::Result<StepOutcome> {
                      StepOutcome outcome{.emergency = before};
                      Spoken* const spoken = which(outcome.emergency);
                      if (spoken == nullptr) {
                          return outcome;
                      }
                      if (made) {
                          spoken->audio = made->audio;
                      }
                      spoken->problem = problem;
                      return outcome;
                  }));
    return {};
}

bool wants_speech(const Emergency& emergency) {
    return emergency.stage != Stage::over && has_words(emergency);
}
const Spoken* speech_of(const Emergency& emergency) {
    return wants_speech(emergency) ? &emergency.speech : nullptr;
}
Spoken* speech_of(Emergency& emergency) {
    return wants_speech(emergency) ? &emergency.speech : nullptr;
}
const Spoken* closing_of(const Emergency& emergency) {
    return emergency.closing ? &*emergency.closing : nullptr;
}
Spoken* closing_of(Emergency& emergency) {
    return emergency.closing ? &*emergency.closing : nullptr;
}

base::Result<void> end_by_time(EmergencyDesk& desk, const rights::Actor& job,
                               const EmergencyId& id) {
    TRY(take_step(desk, job, id, "emergency.end",
                  [&](storage::Transaction& transaction,
                      const Emergency& before) -> base::Result<StepOutcome> {
                      StepOutcome outcome{.emergency = before};
                      const base::Instant now = desk.broadcast.clock.now();
                      const auto ending = due_ending(before, now);
                      if (!ending) {
                          return outcome;
                      }
                      TRY_ASSIGN(outcome.emergency, end(before, *ending, "", job, now));
                      TRY(order_stops(desk, transaction, job, shown_title(before), outcome));
                      return outcome;
                  }));
    return {};
}

/// Its answers are still coming in. The siren sounds long enough for the words to arrive.
base::Result<bool> siren_goes_first(EmergencyDesk& desk, const Emergency& emergency) {
    if (emergency.stage != Stage::on_air || !emergency.siren_run || emergency.speech.run) {
        return false;
    }
    return desk.broadcast.database.read([&](storage::Connection& connection) -> base::Result<bool> {
        const auto siren = broadcast::find_run(connection, *emergency.siren_run);
        return siren && desk.broadcast.clock.now() < siren->created_at + siren_first &&
               broadcast::is_awaited(connection, siren->subject());
    });
}

base::Result<void> advance(EmergencyDesk& desk, const rights::Actor& job,
                           const Emergency& emergency, const std::stop_token& stop) {
    if (due_ending(emergency, desk.broadcast.clock.now())) {
        return end_by_time(desk, job, emergency.id);
    }
    TRY_ASSIGN(const bool wait, siren_goes_first(desk, emergency));
    if (wait) {
        return {};
    }
    TRY(make_sound(desk, job, emergency, stop, [](auto& present) { return speech_of(present); }));
    TRY(make_sound(desk, job, emergency, stop, [](auto& present) { return closing_of(present); }));
    TRY(take_step(desk, job, emergency.id, "emergency.speak",
                  [&](storage::Transaction& transaction, const Emergency& before) {
                      return order_speech(desk, transaction, job, before);
                  }));
    TRY(take_step(desk, job, emergency.id, "emergency.speak_closing",
                  [&](storage::Transaction& transaction, const Emergency& before) {
                      return order_closing(desk, transaction, job, before);
                  }));
    return {};
}

base::Result<bool> is_missing(EmergencyDesk& desk, std::string_view name) {
    return desk.broadcast.database.read([&](storage::Connection& connection) -> base::Result<bool> {
        return !broadcast::find_standing_sound(connection, name);
    });
}

base::Result<void> keep_sound(EmergencyDesk& desk, std::string_view name,
                              const content::MediaFile& file) {
    TRY(desk.broadcast.database.write([&](storage::Transaction& transaction) -> base::Result<void> {
        return broadcast::put_standing_sound(transaction, name,
                                             item_of(file, std::string(name).c_str()),
                                             desk.broadcast.clock.now());
    }));
    desk.broadcast.wake();
    return {};
}

} // namespace

void advance_emergencies(EmergencyDesk& desk, const std::stop_token& stop) {
    const rights::Actor job = rights::system_actor(job_name);
    using Open = std::vector<Emergency>;
    const auto open =
        desk.broadcast.database.read([&](storage::Connection& connection) -> base::Result<Open> {
            return unfinished_emergencies(connection);
        });
    if (!open) {
        spdlog::error("emergency: not looked at: {}", open.error().message.en);
        return;
    }
    for (const Emergency& emergency : *open) {
        if (stop.stop_requested()) {
            return;
        }
        if (const auto done = advance(desk, job, emergency, stop); !done) {
            spdlog::error("emergency {}: {}", base::to_text(emergency.id), done.error().message.en);
        }
    }
}

base::Result<void> make_standing_sounds(EmergencyDesk& desk, const SamplesToSound& samples_to_sound,
                                        const std::stop_token& stop) {
    TRY_ASSIGN(const bool no_siren, is_missing(desk, broadcast::siren_sound));
    if (no_siren) {
        TRY_ASSIGN(const auto file, samples_to_sound(siren_rate, siren_samples()));
        TRY(keep_sound(desk, broadcast::siren_sound, file));
    }
    TRY_ASSIGN(const bool no_tone, is_missing(desk, broadcast::test_tone_sound));
    if (no_tone) {
        TRY_ASSIGN(const auto file,
                   samples_to_sound(broadcast::test_tone_rate, broadcast::test_tone_samples()));
        TRY(keep_sound(desk, broadcast::test_tone_sound, file));
    }
    TRY_ASSIGN(const bool no_words, is_missing(desk, broadcast::exercise_sound));
    if (no_words) {
        TRY_ASSIGN(const auto made,
                   desk.voice.make_sound(spoken_variant(exercise_words, std::nullopt),
                                         area::AreaPath{}, whatever_it_takes, stop));
        TRY(keep_sound(desk, broadcast::exercise_sound, made.audio));
    }
    return {};
}

} // namespace emergency
