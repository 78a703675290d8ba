#include "emergency/emergency_steps.hpp"

#include "audit/audit.hpp"
#include "base/try.hpp"
#include "broadcast/standing_sound.hpp"
#include "broadcast/target_preview.hpp"
#include "emergency/emergency_events.hpp"
#include "emergency/emergency_json.hpp"
#include "emergency/raise_emergency.hpp"

namespace emergency {

namespace {

using broadcast::DeviceId;

/// How often the siren sounds while the words are made; they wait for its end.
constexpr std::int32_t siren_rounds = 2;
/// A device that comes later gets the words, which begin with themselves.
constexpr base::Millis siren_life = std::chrono::seconds(90);
/// So long it sounds by itself where somebody is to speak and nothing was written.
constexpr base::Millis siren_alone = std::chrono::minutes(5);

std::int32_t siren_repeats(const Emergency& emergency, base::Instant at, std::int64_t round_ms) {
    return has_words(emergency)
               ? siren_rounds
               : rounds(at, std::min(at + siren_alone, *emergency.expires_at), round_ms);
}

/// The siren, and before it in an exercise the words that say so. Without those words an exercise
/// has no siren either.
std::vector<device_protocol::ManifestItem> siren_items(storage::Connection& connection,
                                                       const Emergency& emergency) {
    std::vector<device_protocol::ManifestItem> items;
    const auto siren = broadcast::find_standing_sound(connection, broadcast::siren_sound);
    const bool exercise = emergency.request.mode == Mode::exercise;
    const auto notice = exercise
                            ? broadcast::find_standing_sound(connection, broadcast::exercise_sound)
                            : std::nullopt;
    if (!emergency.request.siren || !siren || (exercise && !notice)) {
        return items;
    }
    if (notice) {
        items.push_back(*notice);
    }
    items.push_back(*siren);
    return items;
}

} // namespace

base::Failure refuse_unknown() {
    return base::fail(base::Fault::not_found, "emergency.not_found",
                      "Không có đợt khẩn cấp này, hoặc bạn không được xem.",
                      "There is no such emergency, or you may not see it.");
}

device_protocol::BroadcastClass wire_class(const Emergency& emergency) {
    return emergency.request.mode == Mode::exercise ? device_protocol::BroadcastClass::priority
                                                    : device_protocol::BroadcastClass::emergency;
}

broadcast::RunKind run_kind(const Emergency& emergency) {
    return emergency.request.mode == Mode::exercise ? broadcast::RunKind::exercise
                                                    : broadcast::RunKind::emergency;
}

base::Result<std::vector<devices::Device>> targets_of(storage::Connection& connection,
                                                      const Emergency& emergency) {
    TRY_ASSIGN(auto devices, broadcast::resolve_targets(connection, emergency.request.targets));
    std::erase_if(devices, [&](const devices::Device& device) {
        return !emergency.area.covers(device.details.area);
    });
    return devices;
}

base::Result<void> order_siren(EmergencyDesk& desk, storage::Transaction& transaction,
                               const rights::Actor& actor, const std::vector<DeviceId>& devices,
                               StepOutcome& outcome) {
    Emergency& emergency = outcome.emergency;
    const auto items = siren_items(transaction, emergency);
    if (items.empty()) {
        return {};
    }
    const base::Instant at = desk.broadcast.clock.now() + lead;
    TRY_ASSIGN(auto ordered,
               broadcast::store_sound(
                   desk.broadcast, transaction, actor,
                   {.title = shown_title(emergency),
                    .kind = run_kind(emergency),
                    .class_ = wire_class(emergency),
                    .items = items,
                    .repeats = siren_repeats(emergency, at, device_protocol::duration_ms(items)),
                    .at = at,
                    .expires_at = at + siren_life,
                    .devices = devices,
                    .volume_percent = emergency.request.volume_percent}));
    emergency.siren_run = ordered.run->id;
    emergency.siren_ends_at = at + base::Millis{ordered.run->duration_ms};
    outcome.orders.push_back(std::move(ordered));
    return {};
}

base::Result<void> order_stops(EmergencyDesk& desk, storage::Transaction& transaction,
                               const rights::Actor& actor, const std::string& reason,
                               StepOutcome& outcome) {
    for (const auto& run :
         {outcome.emergency.siren_run, outcome.emergency.speech.run, outcome.emergency.voice_run}) {
        if (!run) {
            continue;
        }
        auto stop = broadcast::store_stop(desk.broadcast, transaction, actor, *run, reason);
        if (!stop && stop.error().code == "broadcast.no_targets") {
            continue; // its devices have left the register meanwhile
        }
        TRY_ASSIGN(auto ordered, std::move(stop));
        outcome.orders.push_back(std::move(ordered));
    }
    return {};
}

void tell(EmergencyDesk& desk, const StepOutcome& outcome) {
    for (const broadcast::Ordered& order : outcome.orders) {
        broadcast::announce_order(desk.broadcast, order);
    }
    tell_emergency_changed(desk.broadcast.events, outcome.emergency);
    desk.wake();
}

base::Result<Emergency> take_step(EmergencyDesk& desk, const rights::Actor& actor,
                                  const EmergencyId& id, std::string_view action,
                                  const Decide& decide) {
    const base::Instant now = desk.broadcast.clock.now();
    std::optional<StepOutcome> taken;
    bool changed = false;
    TRY(desk.broadcast.database.write([&](storage::Transaction& transaction) -> base::Result<void> {
        const auto before = find_emergency(transaction, id);
        if (!before) {
            return refuse_unknown();
        }
        TRY_ASSIGN(StepOutcome outcome, decide(transaction, *before));
        changed = outcome.emergency != *before;
        if (changed) {
            TRY(save_emergency(transaction, outcome.emergency, now));
            audit::append(transaction, actor,
                          {.action = std::string(action),
                           .entity = "emergency/" + base::to_text(id),
                           .area = outcome.emergency.area,
                           .before = to_json(*before),
                           .after = to_json(outcome.emergency),
                           .note = outcome.emergency.history.back().note},
                          now);
        }
        taken = std::move(outcome);
        return {};
    }));
    if (changed) {
        tell(desk, *taken);
    }
    return std::move(taken->emergency);
}

} // namespace emergency
