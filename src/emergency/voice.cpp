#include "emergency/voice.hpp"

#include "audit/audit.hpp"
#include "base/try.hpp"
#include "broadcast/order_sound.hpp"
#include "emergency/emergency_json.hpp"
#include "emergency/emergency_record.hpp"
#include "emergency/emergency_steps.hpp"
#include "rights/policy.hpp"

namespace emergency {

namespace {

using rights::Permission;

base::Result<void> save(storage::Transaction& transaction, const rights::Actor& actor,
                        std::string_view action, const Emergency& before, const Emergency& after,
                        base::Instant now) {
    TRY(save_emergency(transaction, after, now));
    audit::append(transaction, actor,
                  {.action = std::string(action),
                   .entity = "emergency/" + base::to_text(after.id),
                   .area = after.area,
                   .before = to_json(before),
                   .after = to_json(after)},
                  now);
    return {};
}

} // namespace

base::Result<Emergency> make_way_for_voice(broadcast::BroadcastDesk& desk,
                                           storage::Transaction& transaction,
                                           const rights::Actor& actor, const EmergencyId& id) {
    const base::Instant now = desk.clock.now();
    const auto found = find_emergency(transaction, id);
    if (!found || !rights::allows(actor, Permission::read_schedule, found->area)) {
        return refuse_unknown();
    }
    TRY(rights::require(actor, Permission::raise_emergency, found->area));
    TRY(begin_voice(*found, RunId{}, actor, now)); // asked before anything falls silent
    const bool siren_sounds = found->siren_ends_at && now < *found->siren_ends_at;
    for (const auto& run : {siren_sounds ? found->siren_run : std::nullopt, found->speech.run}) {
        if (!run) {
            continue;
        }
        const auto stop =
            broadcast::store_stop(desk, transaction, actor, *run, shown_title(*found));
        if (!stop && stop.error().code != "broadcast.no_targets") {
            return base::fail(stop.error());
        }
    }
    return *found;
}

base::Result<Emergency> store_voice_begun(broadcast::BroadcastDesk& desk,
                                          storage::Transaction& transaction,
                                          const rights::Actor& actor, const Emergency& before,
                                          const RunId& run) {
    const base::Instant now = desk.clock.now();
    TRY_ASSIGN(Emergency after, begin_voice(before, run, actor, now));
    TRY(save(transaction, actor, "emergency.begin_voice", before, after, now));
    return after;
}

base::Result<Emergency> store_voice_ended(broadcast::BroadcastDesk& desk,
                                          storage::Transaction& transaction,
                                          const rights::Actor& actor, const EmergencyId& id,
                                          const RunId& run) {
    const base::Instant now = desk.clock.now();
    const auto before = find_emergency(transaction, id);
    if (!before) {
        return refuse_unknown();
    }
    Emergency after = end_voice(*before, run, actor, now);
    if (after != *before) {
        TRY(save(transaction, actor, "emergency.end_voice", *before, after, now));
    }
    return after;
}

} // namespace emergency
