#include "broadcast/order_commands.hpp"

#include "base/try.hpp"
#include "broadcast/command_draft.hpp"
#include "broadcast/higher_emergency.hpp"
#include "broadcast/play_guard.hpp"
#include "devices/device_list.hpp"
#include "rights/policy.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace broadcast {

namespace {

using base::Fault;
using device_protocol::Command;
using devices::Device;
using rights::Permission;

base::Result<std::vector<Device>> find_targets(storage::Connection& connection,
                                               const content::Targets& targets) {
    auto found = devices::select_targets(connection, {.areas = targets.areas,
                                                      .groups = targets.groups,
                                                      .devices = targets.devices,
                                                      .drawn = targets.drawn});
    if (found.empty()) {
        return base::fail(Fault::invalid, "broadcast.no_targets",
                          "Không có thiết bị nào đang dùng trong phạm vi đã chọn.",
                          "There is no device in use within the chosen targets.");
    }
    return found;
}

base::Result<void> require_everywhere(const rights::Actor& actor, Permission permission,
                                      const std::vector<Device>& targets) {
    for (const Device& device : targets) {
        TRY(rights::require(actor, permission, device.details.area));
    }
    return {};
}

base::Result<base::Instant> choose_instant(const PlayOrder& order, base::Instant now) {
    if (!order.at) {
        return now + lead_time;
    }
    if (*order.at < now) {
        return base::fail(Fault::invalid, "broadcast.too_late", "Thời điểm phát đã qua.",
                          "The instant to play at has passed.");
    }
    if (*order.at > now + play_ahead_max) {
        return base::fail(Fault::invalid, "broadcast.too_far_ahead",
                          "Phát sau hơn 6 ngày thì hãy đặt trong chương trình phát.",
                          "Later than six days ahead belongs into a programme.");
    }
    return std::max(*order.at, now + base::Millis{500});
}

void fill_play(BroadcastDesk& desk, Draft& draft, const PlayOrder& order,
               const PlayableBulletin& bulletin, base::Instant at) {
    Command& command = draft.command;
    command.class_ = bulletin.class_;
    command.at = at;
    command.expires_at = at + play_life;
    command.source.bulletin = base::to_text(bulletin.id);
    const RunId run = RunId::make(command.issued_at, desk.random);
    command.play = {.run = run, .items = bulletin.items, .volume_percent = order.volume_percent};
    draft.record.run = base::to_text(run);
    draft.record.summary = bulletin.title;
    draft.run = Run{.id = run,
                    .command = base::to_text(command.cid),
                    .bulletin = base::to_text(bulletin.id),
                    .title = bulletin.title,
                    .kind = bulletin.class_ == BroadcastClass::emergency ? RunKind::emergency
                                                                         : RunKind::broadcast,
                    .class_ = bulletin.class_,
                    .area = {},
                    .at = at,
                    .duration_ms = device_protocol::duration_ms(bulletin.items),
                    .created_at = command.issued_at};
}

base::Result<std::vector<Device>> stop_targets(storage::Connection& connection,
                                               const StopOrder& order,
                                               const std::optional<Run>& run) {
    if (!order.targets.empty() || !run) {
        return find_targets(connection, order.targets);
    }
    content::Targets all;
    for (const auto& row : connection.query(
             "select device from delivery where subject = $1 order by device", {run->subject()})) {
        all.devices.push_back(row.id<DeviceId>("device"));
    }
    return find_targets(connection, all);
}

/// Leaves out where an emergency sounds that is not the actor's to end; gives how many.
base::Result<std::size_t> leave_emergencies(storage::Connection& connection,
                                            const rights::Actor& actor,
                                            const std::optional<Run>& run,
                                            std::vector<Device>& targets, base::Instant now) {
    if (run) {
        const bool guarded =
            run->class_ == BroadcastClass::emergency && !may_end_emergency(actor, run->area);
        return guarded ? base::Result<std::size_t>(refuse_to_end_emergency())
                       : base::Result<std::size_t>(0);
    }
    const std::size_t spared = spare_emergencies(connection, actor, targets, now);
    return targets.empty() ? base::Result<std::size_t>(refuse_to_end_emergency())
                           : base::Result<std::size_t>(spared);
}

base::Result<void> may_stop(const rights::Actor& actor, const std::vector<Device>& targets) {
    for (const Device& device : targets) {
        if (!rights::allows(actor, Permission::stop_everything, device.details.area)) {
            TRY(rights::require(actor, Permission::operate_devices, device.details.area));
        }
    }
    return {};
}

} // namespace

base::Result<void> check_percent(std::optional<std::int32_t> percent) {
    if (percent && (*percent < 0 || *percent > 100)) {
        return base::fail(Fault::invalid, "broadcast.wrong_volume", "Âm lượng phải từ 0 đến 100.",
                          "The volume must be 0 to 100.");
    }
    return {};
}

base::Result<Ordered> order_play(BroadcastDesk& desk, const rights::Actor& actor,
                                 const PlayOrder& order) {
    const base::Instant now = desk.clock.now();
    TRY(check_percent(order.volume_percent));
    TRY_ASSIGN(const base::Instant at, choose_instant(order, now));
    TRY_ASSIGN(const PlayableBulletin bulletin, desk.guard.find_playable(order.bulletin, at));
    Draft draft = begin_draft(desk, actor, device_protocol::op_play, now);
    fill_play(desk, draft, order, bulletin, at);
    std::size_t count = 0;
    auto stored = desk.database.write([&](storage::Transaction& transaction) -> base::Result<void> {
        TRY_ASSIGN(const std::vector<Device> targets, find_targets(transaction, order.targets));
        const bool emergency = bulletin.class_ == BroadcastClass::emergency;
        TRY(require_everywhere(
            actor, emergency ? Permission::raise_emergency : Permission::operate_devices, targets));
        finish_record(draft, targets);
        draft.run->area = draft.record.area;
        TRY(desk.guard.may_sound(draft.record.area, bulletin.class_, at, draft.run->duration_ms));
        store_draft(desk, transaction, actor, draft, targets);
        count = targets.size();
        return {};
    });
    TRY(std::move(stored));
    return announce(desk, std::move(draft), count);
}

base::Result<Ordered> order_stop(BroadcastDesk& desk, const rights::Actor& actor,
                                 const StopOrder& order) {
    const base::Instant now = desk.clock.now();
    Draft draft = begin_draft(desk, actor, device_protocol::op_stop, now);
    // The highest class, so that a stop is never put behind what it is to stop.
    draft.command.class_ = BroadcastClass::priority;
    draft.command.expires_at = now + stop_life;
    draft.command.stop = device_protocol::StopArguments{.run = order.run};
    draft.record.summary = order.reason;
    std::size_t count = 0;
    std::size_t spared = 0;
    auto stored = desk.database.write([&](storage::Transaction& transaction) -> base::Result<void> {
        std::optional<Run> run;
        if (order.run) {
            run = find_run(transaction, *order.run);
            if (!run) {
                return base::fail(Fault::not_found, "broadcast.run_not_found",
                                  "Không có lượt phát này.", "There is no such run.");
            }
            draft.command.class_ = std::max(draft.command.class_, run->class_);
            draft.record.run = base::to_text(run->id);
        }
        TRY_ASSIGN(std::vector<Device> targets, stop_targets(transaction, order, run));
        TRY(may_stop(actor, targets));
        TRY_ASSIGN(spared, leave_emergencies(transaction, actor, run, targets, now));
        if (run) {
            outlive(transaction, draft, *run, now);
            if (!run->command.empty() && order.targets.empty()) {
                recall_command(transaction, run->command, now);
            }
        }
        finish_record(draft, targets);
        store_draft(desk, transaction, actor, draft, targets);
        count = targets.size();
        return {};
    });
    TRY(std::move(stored));
    Ordered ordered = announce(desk, std::move(draft), count);
    ordered.spared = spared;
    return ordered;
}

base::Result<Ordered> order_volume(BroadcastDesk& desk, const rights::Actor& actor,
                                   const VolumeOrder& order) {
    const base::Instant now = desk.clock.now();
    TRY(check_percent(order.percent));
    if (order.until <= now || order.until > now + std::chrono::hours(24)) {
        return base::fail(Fault::invalid, "broadcast.wrong_until",
                          "Âm lượng tạm thời chỉ giữ được đến nhiều nhất 24 giờ tới.",
                          "A passing volume holds for at most the next 24 hours.");
    }
    Draft draft = begin_draft(desk, actor, device_protocol::op_volume, now);
    draft.command.expires_at = order.until;
    draft.command.volume =
        device_protocol::VolumeArguments{.percent = order.percent, .until = order.until};
    draft.record.summary = fmt::format("{} %", order.percent);
    std::size_t count = 0;
    auto stored = desk.database.write([&](storage::Transaction& transaction) -> base::Result<void> {
        TRY_ASSIGN(const std::vector<Device> targets, find_targets(transaction, order.targets));
        TRY(require_everywhere(actor, Permission::operate_devices, targets));
        finish_record(draft, targets);
        store_draft(desk, transaction, actor, draft, targets);
        count = targets.size();
        return {};
    });
    TRY(std::move(stored));
    return announce(desk, std::move(draft), count);
}

} // namespace broadcast
