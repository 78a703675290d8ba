#include "broadcast/order_sound.hpp"

#include "base/try.hpp"
#include "broadcast/command_draft.hpp"
#include "devices/device_list.hpp"
#include "devices/live_events.hpp"

#include <algorithm>

namespace broadcast {

namespace {

using devices::Device;

base::Result<std::vector<Device>> find_devices_in_use(storage::Connection& connection,
                                                      const std::vector<DeviceId>& ids) {
    auto found = devices::select_targets(connection, {.devices = ids});
    if (found.empty()) {
        return base::fail(base::Fault::invalid, "broadcast.no_targets",
                          "Không có thiết bị nào đang dùng trong phạm vi đã chọn.",
                          "There is no device in use within the chosen targets.");
    }
    return found;
}

std::vector<DeviceId> devices_of_run(storage::Connection& connection, const Run& run) {
    std::vector<DeviceId> ids;
    for (const auto& row : connection.query(
             "select device from delivery where subject = $1 order by device", {run.subject()})) {
        ids.push_back(row.id<DeviceId>("device"));
    }
    return ids;
}

Draft begin_stop(BroadcastDesk& desk, storage::Connection& connection, const rights::Actor& actor,
                 const Run& run, const std::string& reason) {
    const base::Instant now = desk.clock.now();
    Draft draft = begin_draft(desk, actor, device_protocol::op_stop, now);
    draft.command.class_ = std::max(BroadcastClass::priority, run.class_);
    draft.command.stop = device_protocol::StopArguments{.run = run.id};
    draft.record.run = base::to_text(run.id);
    draft.record.summary = reason;
    outlive(connection, draft, run, now);
    return draft;
}

/// A draft with a run, for those of the devices that are in use.
base::Result<Ordered> store_for(BroadcastDesk& desk, storage::Transaction& transaction,
                                const rights::Actor& actor, Draft draft,
                                const std::vector<DeviceId>& devices) {
    TRY_ASSIGN(const std::vector<Device> targets, find_devices_in_use(transaction, devices));
    finish_record(draft, targets);
    draft.run->area = draft.record.area;
    store_draft(desk, transaction, actor, draft, targets);
    return Ordered{
        .command = std::move(draft.record), .run = std::move(draft.run), .targets = targets.size()};
}

} // namespace

base::Result<Ordered> store_sound(BroadcastDesk& desk, storage::Transaction& transaction,
                                  const rights::Actor& actor, const SoundOrder& order) {
    const base::Instant now = desk.clock.now();
    Draft draft = begin_draft(desk, actor, device_protocol::op_play, now);
    device_protocol::Command& command = draft.command;
    command.class_ = order.class_;
    command.at = order.at;
    command.expires_at = order.expires_at;
    const RunId run = RunId::make(now, desk.random);
    command.play = {.run = run, .items = order.items, .volume_percent = order.volume_percent};
    if (order.repeats > 1) {
        command.play->repeats = order.repeats;
    }
    draft.record.run = base::to_text(run);
    draft.record.summary = order.title;
    draft.run = Run{.id = run,
                    .command = base::to_text(command.cid),
                    .title = order.title,
                    .kind = order.kind,
                    .class_ = order.class_,
                    .at = order.at,
                    .duration_ms = device_protocol::duration_ms(order.items) * order.repeats,
                    .created_at = now};
    return store_for(desk, transaction, actor, std::move(draft), order.devices);
}

base::Result<Ordered> store_live(BroadcastDesk& desk, storage::Transaction& transaction,
                                 const rights::Actor& actor, const LiveOrder& order) {
    const base::Instant now = desk.clock.now();
    Draft draft = begin_draft(desk, actor, device_protocol::op_live, now);
    draft.command.class_ = order.class_;
    draft.command.expires_at = order.until;
    const RunId run = RunId::make(now, desk.random);
    draft.command.live = {
        .run = run, .session = order.session, .volume_percent = order.volume_percent};
    draft.record.op = device_protocol::op_play;
    draft.record.run = base::to_text(run);
    draft.record.summary = order.title;
    draft.run = Run{.id = run,
                    .command = base::to_text(draft.command.cid),
                    .programme = order.programme,
                    .title = order.title,
                    .kind = order.kind,
                    .class_ = order.class_,
                    .at = now,
                    .duration_ms = (order.until - now).count(),
                    .created_at = now};
    return store_for(desk, transaction, actor, std::move(draft), order.devices);
}

base::Result<CommandId> store_capture(BroadcastDesk& desk, storage::Transaction& transaction,
                                      const rights::Actor& actor, const CaptureOrder& order) {
    Draft draft = begin_draft(desk, actor, device_protocol::op_capture, desk.clock.now());
    draft.command.class_ = order.class_;
    draft.command.expires_at = order.until;
    draft.command.capture = {.session = order.session};
    if (order.input != device_protocol::InputUse::line) { // older devices do not know the word
        draft.command.capture->input = order.input;
    }
    draft.record.summary = order.title;
    TRY_ASSIGN(const std::vector<Device> targets, find_devices_in_use(transaction, {order.device}));
    finish_record(draft, targets);
    store_draft(desk, transaction, actor, draft, targets);
    return draft.command.cid;
}

void recall_capture(storage::Transaction& transaction, const CommandId& command,
                    base::Instant now) {
    recall_command(transaction, base::to_text(command), now);
}

void close_live(storage::Transaction& transaction, const RunId& id, base::Instant now) {
    auto run = find_run(transaction, id);
    if (!run) {
        return;
    }
    recall_command(transaction, run->command, now);
    transaction.execute("update delivery set expires_at = $2 where subject = $1 and "
                        "expires_at > $2 and ended_at is null",
                        {run->command, now});
    run->duration_ms = std::min(run->duration_ms, (now - run->at).count());
    put_run(transaction, *run);
}

base::Result<Ordered> store_stop(BroadcastDesk& desk, storage::Transaction& transaction,
                                 const rights::Actor& actor, const RunId& id,
                                 const std::string& reason) {
    const base::Instant now = desk.clock.now();
    const auto run = find_run(transaction, id);
    if (!run) {
        return base::fail(base::Fault::not_found, "broadcast.run_not_found",
                          "Không có lượt phát này.", "There is no such run.");
    }
    Draft draft = begin_stop(desk, transaction, actor, *run, reason);
    TRY_ASSIGN(const std::vector<Device> targets,
               find_devices_in_use(transaction, devices_of_run(transaction, *run)));
    if (!run->command.empty()) {
        recall_command(transaction, run->command, now);
    }
    finish_record(draft, targets);
    store_draft(desk, transaction, actor, draft, targets);
    return Ordered{.command = std::move(draft.record), .run = *run, .targets = targets.size()};
}

base::Result<void> store_stop_on(BroadcastDesk& desk, storage::Transaction& transaction,
                                 const rights::Actor& actor, const RunId& id,
                                 const std::vector<DeviceId>& devices, const std::string& reason) {
    const auto run = find_run(transaction, id);
    const std::vector<Device> targets = devices::select_targets(transaction, {.devices = devices});
    if (targets.empty() || !run) {
        return {};
    }
    Draft draft = begin_stop(desk, transaction, actor, *run, reason);
    finish_record(draft, targets);
    store_draft(desk, transaction, actor, draft, targets);
    return {};
}

void announce_order(BroadcastDesk& desk, const Ordered& ordered) {
    desk.wake();
    if (ordered.run) {
        devices::tell_run_changed(desk.events, base::to_text(ordered.run->id), ordered.run->area);
    }
}

base::Result<std::size_t> stop_withdrawn(BroadcastDesk& desk, const content::BulletinId& bulletin) {
    const base::Instant now = desk.clock.now();
    const rights::Actor job = rights::system_actor("thu hồi bản tin");
    std::vector<Ordered> stops;
    TRY(desk.database.write([&](storage::Transaction& transaction) -> base::Result<void> {
        stops.clear();
        std::vector<RunId> open;
        // Told once: a run whose stop is already under way is not stopped again.
        for (const auto& row : transaction.query(
                 "select id from run where bulletin = $1 and command <> '' and "
                 "at + duration_ms > $2 and not exists (select 1 from command c where "
                 "c.op = 'stop' and c.run = run.id) order by at, id",
                 {bulletin, now})) {
            open.push_back(row.id<RunId>("id"));
        }
        for (const RunId& run : open) {
            auto stop = store_stop(desk, transaction, job, run, "Bản tin đã được thu hồi");
            if (!stop && stop.error().code == "broadcast.no_targets") {
                continue; // its devices are gone from the register
            }
            TRY_ASSIGN(Ordered ordered, std::move(stop));
            stops.push_back(std::move(ordered));
        }
        return {};
    }));
    for (const Ordered& stop : stops) {
        announce_order(desk, stop);
    }
    return stops.size();
}

} // namespace broadcast
