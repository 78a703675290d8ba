#include "broadcast/command_draft.hpp"

#include "audit/audit.hpp"
#include "broadcast/channels.hpp"
#include "broadcast/sign.hpp"
#include "device_protocol/acceptance.hpp"
#include "devices/broker_accounts.hpp"
#include "devices/device_list.hpp"
#include "devices/live_events.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace broadcast {

namespace {

using device_protocol::Command;
using devices::Device;

/// The nearest area that covers all targets: who may read of the command is decided by it.
area::AreaPath common_area(const std::vector<Device>& targets) {
    std::vector<area::AreaCode> common = targets.front().details.area.codes();
    for (const Device& device : targets) {
        const auto& codes = device.details.area.codes();
        const auto [end, _] = std::ranges::mismatch(common, codes);
        common.erase(end, common.end());
    }
    return area::AreaPath(std::move(common));
}

/// Everybody who might hear a group of one of the targets, with the groups of which all members are
/// here. Empty for a single target: it is addressed by its own topic.
std::vector<Listening> listening_around(storage::Connection& connection, const area::AreaPath& area,
                                        const std::vector<Device>& targets) {
    if (targets.size() < 2) {
        return {};
    }
    devices::TargetSelection around{.areas = {area}};
    std::set<devices::GroupId> groups;
    for (const Device& device : targets) {
        groups.insert(device.groups.begin(), device.groups.end());
    }
    around.groups.assign(groups.begin(), groups.end());
    std::set<std::string> wider;
    const auto& codes = area.codes();
    for (std::size_t i = 0; i + 1 < codes.size(); ++i) {
        wider.insert(devices::area_group(codes[i]));
    }
    std::vector<Listening> everyone;
    for (const Device& device : devices::select_targets(connection, around)) {
        Listening one{.device = device.id, .groups = devices::protocol_groups(device)};
        std::erase_if(one.groups, [&](const auto& group) { return wider.contains(group); });
        everyone.push_back(std::move(one));
    }
    return everyone;
}

DeliveryRow delivery_row(const Draft& draft, DeviceId device) {
    const Command& command = draft.command;
    DeliveryRow row{.subject = base::to_text(command.cid),
                    .planned_at = command.at.value_or(command.issued_at),
                    .is_command = true};
    row.delivery.device = device;
    row.delivery.expires_at = command.expires_at;
    // How long somebody will speak nobody knows.
    row.delivery.ms_planned = draft.run && !command.live ? draft.run->duration_ms : 0;
    return row;
}

/// Signs once per group, and once per device that no group reaches. Nothing has left yet.
void store_deliveries(BroadcastDesk& desk, storage::Transaction& transaction, const Draft& draft,
                      const Channels& channels) {
    const auto count = static_cast<std::int64_t>(channels.groups.size() + channels.alone.size());
    std::int64_t sequence = take_sequence(transaction, count) - count;
    Command command = draft.command;
    for (const auto& [group, members] : channels.groups) {
        command.seq = ++sequence;
        command.target = {.group = group};
        insert_group_sending(transaction, {.subject = base::to_text(command.cid),
                                           .group = group,
                                           .envelope = sign(desk, command),
                                           .expires_at = command.expires_at,
                                           .send_at = command.issued_at});
        for (const DeviceId& device : members) {
            DeliveryRow row = delivery_row(draft, device);
            row.sent_with = group;
            insert_delivery(transaction, row);
        }
    }
    for (const DeviceId& device : channels.alone) {
        command.seq = ++sequence;
        command.target = {.device = base::to_text(device)};
        DeliveryRow row = delivery_row(draft, device);
        row.envelope = sign(desk, command);
        row.delivery.send_at = command.issued_at;
        insert_delivery(transaction, row);
    }
}

} // namespace

Draft begin_draft(BroadcastDesk& desk, const rights::Actor& actor, std::string_view op,
                  base::Instant now) {
    Draft draft;
    draft.command.cid = CommandId::make(now, desk.random);
    draft.command.op = op;
    draft.command.issued_at = now;
    draft.command.source = {.node = desk.node, .user = base::to_text(actor.user)};
    draft.record.id = draft.command.cid;
    draft.record.op = op;
    draft.record.issued_at = now;
    draft.record.ordered_by = base::to_text(actor.user);
    draft.record.ordered_by_name = actor.name;
    return draft;
}

void outlive(storage::Connection& connection, Draft& draft, const Run& run, base::Instant now) {
    const base::Instant end =
        last_start(connection, run) + base::Millis{run.duration_ms} + play_life;
    draft.command.expires_at =
        std::clamp(end, now + stop_life, now + device_protocol::command_life_max);
}

void finish_record(Draft& draft, const std::vector<Device>& targets) {
    draft.record.class_ = draft.command.class_;
    draft.record.expires_at = draft.command.expires_at;
    draft.record.area = common_area(targets);
}

void store_draft(BroadcastDesk& desk, storage::Transaction& transaction, const rights::Actor& actor,
                 const Draft& draft, const std::vector<Device>& targets) {
    insert_command(transaction, draft.record);
    if (draft.run) {
        put_run(transaction, *draft.run);
    }
    std::set<DeviceId> ids;
    for (const Device& device : targets) {
        ids.insert(device.id);
    }
    store_deliveries(
        desk, transaction, draft,
        choose_channels(listening_around(transaction, draft.record.area, targets), ids));
    audit::append(transaction, actor,
                  {.action = "broadcast.order_" + draft.record.op,
                   .entity = "command/" + base::to_text(draft.record.id),
                   .area = draft.record.area,
                   .after = draft.record.summary + fmt::format(" ({})", targets.size())},
                  draft.command.issued_at);
}

Ordered announce(BroadcastDesk& desk, Draft draft, std::size_t targets) {
    desk.wake();
    if (draft.run) {
        devices::tell_run_changed(desk.events, base::to_text(draft.run->id), draft.run->area);
    }
    return {.command = std::move(draft.record), .run = std::move(draft.run), .targets = targets};
}

} // namespace broadcast
