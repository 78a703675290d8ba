#include "updates/advance_rollouts.hpp"

#include "audit/audit.hpp"
#include "base/try.hpp"
#include "broadcast/standing_update.hpp"
#include "emergency/emergency_record.hpp"
#include "updates/observe.hpp"
#include "updates/tell_update_changed.hpp"
#include "updates/words.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace updates {

namespace {

using device_protocol::UpdateOrder;

bool touches(const area::AreaPath& one, const area::AreaPath& other) {
    return one.covers(other) || other.covers(one);
}

bool emergency_open_in(storage::Connection& connection, const area::AreaPath& area) {
    return std::ranges::any_of(
        emergency::unfinished_emergencies(connection), [&](const auto& open) {
            return open.stage != emergency::Stage::over && touches(open.area, area);
        });
}

UpdateOrder order_of(const Rollout& rollout, const StoredBundle& bundle, bool back) {
    return {.order = base::to_text(back ? rollout.back_order : rollout.id),
            .version = bundle.bundle.version,
            .sha256 = bundle.sha256,
            .size = static_cast<std::int64_t>(bundle.envelope.size()),
            .from = rollout.plan.from,
            .to = rollout.plan.to,
            .quiet_minutes = rollout.plan.quiet_minutes,
            .back = back ? std::optional(true) : std::nullopt};
}

/// The job looks at it again.
bool is_open(const Step& step) {
    const auto& rollout = step.rollout;
    const bool goes_on =
        rollout.state == RolloutState::running || rollout.state == RolloutState::paused;
    return goes_on || std::ranges::any_of(step.members, [&](const Member& member) {
               return is_under_way(member.progress) || member.progress == Progress::returning ||
                      (rollout.taking_back && member.progress == Progress::updated &&
                       member.reason.empty());
           });
}

void carry_out(storage::Transaction& transaction, const Step& step, const StoredBundle& bundle) {
    const std::string id = base::to_text(bundle.id);
    for (const DeviceId device : step.withdraw) {
        broadcast::remove_standing_update(transaction, device, base::to_text(step.rollout.id));
        broadcast::remove_standing_update(transaction, device,
                                          base::to_text(step.rollout.back_order));
    }
    for (const DeviceId device : step.tell) {
        broadcast::put_standing_update(transaction, device, id,
                                       order_of(step.rollout, bundle, false));
    }
    for (const DeviceId device : step.take_back) {
        broadcast::put_standing_update(transaction, device, id,
                                       order_of(step.rollout, bundle, true));
    }
}

/// True when anything has changed.
base::Result<bool> advance(UpdateDesk& desk, storage::Transaction& transaction,
                           const Rollout& rollout) {
    const base::Instant now = desk.broadcast.clock.now();
    const auto bundle = find_bundle(transaction, rollout.bundle);
    const auto seen = observe_members(transaction, rollout, now);
    std::vector<Member> members;
    for (const Observed& one : seen) {
        members.push_back(observe(one, rollout, bundle->bundle.version));
    }
    const Step step =
        decide(rollout, std::move(members), {now, emergency_open_in(transaction, rollout.area)});
    bool changed = step.rollout != rollout;
    for (std::size_t i = 0; i < seen.size(); ++i) {
        const Member& before = seen[i].member;
        const Member& after = step.members[i];
        if (before.progress != after.progress || before.reason != after.reason ||
            before.told_at != after.told_at) {
            save_member(transaction, rollout.id, after);
            changed = true;
        }
    }
    carry_out(transaction, step, *bundle);
    const bool open = is_open(step);
    if (!changed && open) {
        return false;
    }
    TRY_ASSIGN(const Rollout stored, save_rollout(transaction, step.rollout, open));
    if (stored.state != rollout.state) {
        audit::append(transaction, rights::system_actor("cập nhật thiết bị"),
                      {.action = "updates." + std::string(json::enum_text(stored.state)),
                       .entity = "rollout/" + base::to_text(stored.id),
                       .area = stored.area,
                       .before = json::write(rollout),
                       .after = json::write(stored),
                       .note = stored.reason},
                      now);
    }
    return true;
}

} // namespace

base::Result<void> advance_rollouts(UpdateDesk& desk) {
    TRY_ASSIGN(const auto open,
               desk.broadcast.database.read(
                   [](storage::Connection& connection) -> base::Result<std::vector<Rollout>> {
                       return open_rollouts(connection);
                   }));
    for (const Rollout& rollout : open) {
        const auto changed = desk.broadcast.database.write(
            [&](storage::Transaction& transaction) -> base::Result<bool> {
                return advance(desk, transaction, rollout);
            });
        if (!changed && changed.error().code != "updates.changed_meanwhile") {
            return std::unexpected(changed.error());
        }
        if (changed && *changed) {
            tell_update_changed(desk.broadcast.events, rollout);
            desk.broadcast.wake();
        }
    }
    return {};
}

} // namespace updates
