#include "live/run_talk_backs.hpp"

#include "audit/audit.hpp"
#include "base/try.hpp"
#include "broadcast/device_inputs.hpp"
#include "broadcast/order_sound.hpp"
#include "devices/device_record.hpp"
#include "live/talk_back_json.hpp"
#include "rights/policy.hpp"

#include <spdlog/spdlog.h>

namespace live {

using base::Fault;

namespace {

void log_change(storage::Transaction& transaction, const rights::Actor& actor,
                const std::string& action, const TalkBack& talk_back, base::Instant now) {
    audit::append(transaction, actor,
                  {.action = action,
                   .entity = "device/" + base::to_text(talk_back.device),
                   .area = talk_back.area,
                   .before = "",
                   .after = talk_back_audit(talk_back),
                   .note = ""},
                  now);
}

/// What is heard is over at once; that it is over is then written down.
void end(LiveDesk& desk, const rights::Actor& actor, const SessionId& id, TalkBackEnd reason) {
    const base::Instant now = desk.broadcast.clock.now();
    const auto ended = desk.talk_backs.end(id, reason, now);
    if (!ended) {
        return;
    }
    static_cast<void>(ended->on_air->finish(EndReason::by_owner)); // nothing was recorded
    const auto written =
        desk.broadcast.database.write([&](storage::Transaction& transaction) -> base::Result<void> {
            broadcast::recall_capture(transaction, ended->talk_back.command, now);
            log_change(transaction, actor, "live.talk_back_end", ended->talk_back, now);
            return {};
        });
    if (!written) {
        spdlog::error("live: the end of talk-back {} is not in the audit log: {}",
                      base::to_text(id), written.error().message.en);
    }
}

base::Result<devices::Device> find_cluster(storage::Connection& connection, const DeviceId& id) {
    auto found = devices::find_device(connection, id);
    if (!found) {
        return base::fail(Fault::not_found, "live.no_such_cluster", "Không có cụm loa này.",
                          "There is no such cluster.");
    }
    return std::move(*found);
}

/// Judges, asks the device, and opens the way for its sound; all or nothing.
base::Result<void> store_opening(LiveDesk& desk, storage::Transaction& transaction,
                                 const rights::Actor& actor, TalkBack& talk_back) {
    const base::Instant now = talk_back.opened_at;
    TRY_ASSIGN(const devices::Device device, find_cluster(transaction, talk_back.device));
    const auto monitor =
        broadcast::find_input(transaction, talk_back.device, broadcast::InputUse::monitor, now);
    TRY(may_talk_back(actor, {.area = device.details.area,
                              .has_monitor = monitor.has_value(),
                              .online = monitor && monitor->online}));
    talk_back.area = device.details.area;
    talk_back.device_name = device.details.name;
    TRY_ASSIGN(talk_back.command,
               broadcast::store_capture(desk.broadcast, transaction, actor,
                                        {.session = base::to_text(talk_back.id),
                                         .title = "Nghe tại cụm " + talk_back.device_name,
                                         .class_ = BroadcastClass::ordinary,
                                         .device = talk_back.device,
                                         .input = broadcast::InputUse::monitor,
                                         .until = talk_back.ends_by}));
    log_change(transaction, actor, "live.talk_back_open", talk_back, now);
    return desk.talk_backs.open(talk_back);
}

} // namespace

base::Result<TalkBack> open_talk_back(LiveDesk& desk, const rights::Actor& actor,
                                      const NewTalkBack& wanted) {
    if (wanted.minutes < 1 || wanted.minutes > talk_back_minutes_max) {
        return base::fail(Fault::invalid, "live.bad_talk_back_minutes",
                          "Mỗi lần nghe tại cụm dài từ 1 đến 10 phút.",
                          "One may listen at a cluster for 1 to 10 minutes.");
    }
    for (const auto& running : desk.talk_backs.running()) {
        if (running.talk_back.owner == actor.user && running.talk_back.device == wanted.device) {
            end(desk, actor, running.talk_back.id, TalkBackEnd::by_owner);
        }
    }
    const base::Instant now = desk.broadcast.clock.now();
    TalkBack talk_back{.id = SessionId::make(now, desk.broadcast.random),
                       .device = wanted.device,
                       .device_name = {},
                       .area = {},
                       .owner = actor.user,
                       .owner_name = actor.name,
                       .command = {},
                       .opened_at = now,
                       .ends_by = now + std::chrono::minutes(wanted.minutes),
                       .kept_at = now,
                       .ended_at = {},
                       .end_reason = {}};
    const auto stored =
        desk.broadcast.database.write([&](storage::Transaction& transaction) -> base::Result<void> {
            return store_opening(desk, transaction, actor, talk_back);
        });
    if (!stored) {
        desk.talk_backs.drop(talk_back.id);
        return base::fail(stored.error());
    }
    desk.broadcast.wake();
    return talk_back;
}

base::Result<TalkBacks::Running> own_talk_back(LiveDesk& desk, const rights::Actor& actor,
                                               const SessionId& id) {
    auto found = desk.talk_backs.find(id);
    if (!found || found->talk_back.owner != actor.user) {
        return base::fail(Fault::not_found, "live.talk_back_not_found",
                          "Buổi nghe tại cụm này đã kết thúc.", "This talk-back is over.");
    }
    return std::move(*found);
}

base::Result<TalkBacks::Running> keep_talk_back(LiveDesk& desk, const rights::Actor& actor,
                                                const SessionId& id) {
    TRY_ASSIGN(const TalkBacks::Running mine, own_talk_back(desk, actor, id));
    // Rights may have been taken away meanwhile.
    TRY(rights::require(actor, rights::Permission::operate_devices, mine.talk_back.area));
    if (!mine.talk_back.ended_at) {
        desk.talk_backs.keep(id, desk.broadcast.clock.now());
    }
    return own_talk_back(desk, actor, id);
}

base::Result<TalkBacks::Running> stop_talk_back(LiveDesk& desk, const rights::Actor& actor,
                                                const SessionId& id) {
    TRY(own_talk_back(desk, actor, id));
    end(desk, actor, id, TalkBackEnd::by_owner);
    return own_talk_back(desk, actor, id);
}

void end_due_talk_backs(LiveDesk& desk) {
    const base::Instant now = desk.broadcast.clock.now();
    const rights::Actor job = rights::system_actor("live");
    for (const auto& running : desk.talk_backs.running()) {
        if (const auto reason = due_end(running.talk_back, running.on_air->last_sound(), now)) {
            end(desk, job, running.talk_back.id, *reason);
        }
    }
    desk.talk_backs.forget(now);
}

} // namespace live
