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

/// What is to be done with one rollout, and what it follows from.
struct Look {
    std::vector<Observed> seen;
    StoredBundle bundle;
    Step step;
    bool open = true; ///< after the step
};

Look look_at(storage::Connection& connection, const Rollout& rollout, base::Instant now) {
    Look look{.seen = observe_members(connection, rollout, now),
              .bundle = find_bundle(connection, rollout.bundle).value(),
              .step = {}};
    std::vector<Member> members;
    for (Observed& one : look.seen) {
        one.member.fits = fits_platform(one.platform, look.bundle.bundle.platform);
        members.push_back(observe(one, rollout, look.bundle.bundle.version));
    }
    look.step =
        decide(rollout, std::move(members), {now, emergency_open_in(connection, rollout.area)});
    look.open = is_open(look.step);
    return look;
}

bool stands_elsewhere(const Member& before, const Member& after) {
    return before.progress != after.progress || before.reason != after.reason ||
           before.told_at != after.told_at;
}

bool changes_anything(const Look& look, const Rollout& rollout) {
    bool moved = false;
    for (std::size_t i = 0; i < look.seen.size(); ++i) {
        moved = moved || stands_elsewhere(look.seen[i].member, look.step.members[i]);
    }
    return moved || look.step.rollout != rollout || !look.open;
}

base::Result<void> advance(UpdateDesk& desk, storage::Transaction& transaction,
                           const Rollout& rollout) {
    const base::Instant now = desk.broadcast.clock.now();
    const Look look = look_at(transaction, rollout, now);
    for (std::size_t i = 0; i < look.seen.size(); ++i) {
        if (stands_elsewhere(look.seen[i].member, look.step.members[i])) {
            save_member(transaction, rollout.id, look.step.members[i]);
        }
    }
    carry_out(transaction, look.step, look.bundle);
    TRY_ASSIGN(const Rollout stored, save_rollout(transaction, look.step.rollout, look.open));
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
    return {};
}

/// Most looks change nothing; they do not hold back those who write.
base::Result<bool> has_something_to_do(UpdateDesk& desk, const Rollout& rollout) {
    return desk.broadcast.database.read([&](storage::Connection& connection) -> base::Result<bool> {
        return changes_anything(look_at(connection, rollout, desk.broadcast.clock.now()), rollout);
    });
}

} // namespace

base::Result<void> advance_rollouts(UpdateDesk& desk) {
    TRY_ASSIGN(const auto open,
               desk.broadcast.database.read(
                   [](storage::Connection& connection) -> base::Result<std::vector<Rollout>> {
                       return open_rollouts(connection);
                   }));
    for (const Rollout& rollout : open) {
        TRY_ASSIGN(const bool due, has_something_to_do(desk, rollout));
        if (!due) {
            continue;
        }
        const auto done = desk.broadcast.database.write(
            [&](storage::Transaction& transaction) -> base::Result<void> {
                return advance(desk, transaction, rollout);
            });
        if (!done && done.error().code != "updates.changed_meanwhile") {
            return done;
        }
        tell_update_changed(desk.broadcast.events, rollout);
        desk.broadcast.wake();
    }
    return {};
}

} // namespace updates
