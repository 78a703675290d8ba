#include "live/run_sessions.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "broadcast/order_sound.hpp"
#include "crypto/digest.hpp"
#include "crypto/token.hpp"
#include "devices/device_list.hpp"
#include "emergency/emergency_events.hpp"
#include "emergency/emergency_record.hpp"
#include "emergency/emergency_steps.hpp"
#include "emergency/voice.hpp"
#include "live/run_relays.hpp"
#include "live/session_record.hpp"
#include "live/session_steps.hpp"
#include "live/tell_session.hpp"
#include "relay/manage_stations.hpp"
#include "rights/policy.hpp"

#include <algorithm>

#include <spdlog/spdlog.h>

namespace live {

using base::Fault;
using rights::Permission;

namespace {

constexpr std::size_t title_max = 200;

std::string hash_of(std::string_view password) {
    return base::to_text(crypto::sha256(password));
}

/// Nobody speaks as an emergency who has not raised one: its rule asks for a second person or
/// factor.
base::Result<void> check_emergency(const NewSession& wanted) {
    if (!wanted.emergency && wanted.class_ == BroadcastClass::emergency) {
        return base::fail(Fault::invalid, "live.emergency_needed",
                          "Muốn nói trực tiếp khẩn cấp, hãy phát lệnh khẩn cấp trước, rồi bấm nói "
                          "trực tiếp ở trang của đợt đó.",
                          "To speak live in an emergency, raise it first and speak from its page.");
    }
    if (wanted.emergency && (wanted.source == SourceKind::station || !wanted.targets.empty())) {
        return base::fail(Fault::invalid, "live.not_in_emergency",
                          "Trong đợt khẩn cấp chỉ nói trực tiếp, tới đúng nơi của đợt đó.",
                          "In an emergency one speaks, and to its own devices.");
    }
    return {};
}

base::Result<void> check(const NewSession& wanted) {
    TRY(check_emergency(wanted));
    const bool named = wanted.emergency || !wanted.title.empty();
    if (!named || base::code_points(wanted.title) > title_max) {
        return base::fail(Fault::invalid, "live.bad_title", "Tên buổi phát cần từ 1 đến 200 ký tự.",
                          "The title needs 1 to 200 characters.");
    }
    if (wanted.minutes < 1 || wanted.minutes > minutes_max) {
        return base::fail(Fault::invalid, "live.bad_minutes",
                          "Thời lượng tối đa phải từ 1 đến 720 phút.",
                          "The time limit must be 1 to 720 minutes.");
    }
    if ((wanted.source == SourceKind::station) != wanted.station.has_value()) {
        return base::fail(Fault::invalid, "live.which_station", "Hãy chọn đài để tiếp sóng.",
                          "A relay needs a station, and nothing else does.");
    }
    if ((wanted.source == SourceKind::input) != wanted.input_device.has_value()) {
        return base::fail(Fault::invalid, "live.which_input",
                          "Hãy chọn thiết bị có ngõ vào âm thanh.",
                          "A line input needs its device, and nothing else does.");
    }
    if (wanted.rules.blank_max < relay::blank_least || wanted.rules.blank_max > relay::blank_most ||
        wanted.rules.back_min < relay::back_least || wanted.rules.back_min > relay::back_most) {
        return base::fail(Fault::invalid, "live.bad_silence",
                          "Thời gian chờ khi mất tiếng phải từ 3 đến 120 giây, khi có lại từ 3 đến "
                          "600 giây.",
                          "The wait must be 3 to 120 seconds of silence, 3 to 600 for a return.");
    }
    if (wanted.volume_percent && (*wanted.volume_percent < 0 || *wanted.volume_percent > 100)) {
        return base::fail(Fault::invalid, "live.bad_volume", "Âm lượng phải từ 0 đến 100.",
                          "The volume must be 0 to 100.");
    }
    return {};
}

using Devices = std::vector<devices::Device>;

base::Result<Devices> devices_of(storage::Connection& connection, const content::Targets& targets) {
    return devices::select_targets(connection, {.areas = targets.areas,
                                                .groups = targets.groups,
                                                .devices = targets.devices,
                                                .drawn = targets.drawn});
}

/// What must be in the programme of the day an approver has to want, spoken or relayed, by hand as
/// in the plan (decision 0021). An exercise was wanted when it was raised.
base::Result<void> check_class(const rights::Actor& actor, const Session& session) {
    if (session.class_ == BroadcastClass::ordinary || session.emergency ||
        rights::allows(actor, Permission::approve_bulletins, session.area)) {
        return {};
    }
    return base::fail(Fault::forbidden, "live.needs_approver",
                      "Phát trực tiếp hạng ưu tiên cần quyền phê duyệt ở mọi nơi được chọn. Hãy "
                      "nhờ người duyệt của đơn vị mở, hoặc mở buổi phát hạng thông thường.",
                      "A live session of class priority is opened by who may approve bulletins at "
                      "all of its places. Ask an approver of the unit to open it, or open an "
                      "ordinary one.");
}

base::Result<void> aim(const rights::Actor& actor, const Devices& targets, Session& session) {
    if (targets.empty()) {
        return base::fail(Fault::invalid, "live.no_targets",
                          "Không có thiết bị nào đang dùng trong phạm vi đã chọn.",
                          "There is no device in use within the chosen targets.");
    }
    const Permission needed =
        session.emergency ? Permission::raise_emergency : Permission::operate_devices;
    for (const devices::Device& device : targets) {
        TRY(rights::require(actor, needed, device.details.area));
        session.devices.push_back(device.id);
    }
    std::ranges::sort(session.devices);
    session.area = common_area(targets);
    session.tier = tier_of(actor, session.area);
    return check_class(actor, session);
}

/// The device is told to send what it captures; the actor must operate it too.
base::Result<void> order_capture(LiveDesk& desk, storage::Transaction& transaction,
                                 const rights::Actor& actor, const Session& session,
                                 const std::vector<Session>& others) {
    const DeviceId& id = *session.input_device;
    const auto found = devices::select_targets(transaction, {.devices = {id}});
    if (found.empty()) {
        return base::fail(Fault::invalid, "live.which_input",
                          "Hãy chọn thiết bị có ngõ vào âm thanh.",
                          "A line input needs its device, and nothing else does.");
    }
    TRY(rights::require(actor, Permission::operate_devices, found.front().details.area));
    if (std::ranges::find(others, session.input_device, &Session::input_device) != others.end()) {
        return base::fail(Fault::conflict, "live.input_taken",
                          "Ngõ vào của thiết bị này đang dùng cho một buổi khác.",
                          "The input of this device is in use for another session.");
    }
    TRY(broadcast::store_capture(desk.broadcast, transaction, actor,
                                 {.session = base::to_text(session.id),
                                  .title = session.title,
                                  .class_ = session.class_,
                                  .device = id,
                                  .until = session.ends_by}));
    return {};
}

Session draft_of(LiveDesk& desk, const rights::Actor& actor, const NewSession& wanted,
                 std::string password_hash) {
    const base::Instant now = desk.broadcast.clock.now();
    return {.id = SessionId::make(now, desk.broadcast.random),
            .title = wanted.title,
            .owner = actor.user,
            .owner_name = actor.name,
            .area = {},
            .class_ = wanted.class_,
            .source = wanted.source,
            .station = wanted.station,
            .input_device = wanted.input_device,
            .volume_percent = wanted.volume_percent,
            .password_hash = std::move(password_hash),
            .run = {},
            .created_at = now,
            .ends_by = now + std::chrono::minutes(wanted.minutes),
            .ended_by_name = {},
            .devices = {},
            .plan = {},
            .emergency = wanted.emergency};
}

/// Its devices, its commands, its rows. Gives the emergency in which it is spoken.
base::Result<std::optional<emergency::Emergency>>
store_new(LiveDesk& desk, storage::Transaction& transaction, const rights::Actor& actor,
          const NewSession& wanted, Session& session) {
    std::optional<emergency::Emergency> spoken_in;
    if (wanted.emergency) {
        TRY_ASSIGN(spoken_in, emergency::make_way_for_voice(desk.broadcast, transaction, actor,
                                                            *wanted.emergency));
        session.title = emergency::shown_title(*spoken_in);
        session.class_ = emergency::wire_class(*spoken_in);
        session.ends_by = std::min(session.ends_by, *spoken_in->expires_at);
        session.volume_percent =
            session.volume_percent ? session.volume_percent : spoken_in->request.volume_percent;
    }
    TRY_ASSIGN(const Devices targets, spoken_in ? emergency::targets_of(transaction, *spoken_in)
                                                : devices_of(transaction, wanted.targets));
    TRY(aim(actor, targets, session));
    TRY(desk.broadcast.guard.may_sound(session.area, session.class_, session.created_at,
                                       (session.ends_by - session.created_at).count()));
    const auto others = open_sessions(transaction);
    TRY(take_devices(desk, transaction, actor, others, session));
    if (session.input_device) {
        TRY(order_capture(desk, transaction, actor, session, others));
    }
    if (spoken_in) {
        TRY_ASSIGN(spoken_in, emergency::store_voice_begun(desk.broadcast, transaction, actor,
                                                           *spoken_in, session.run));
    }
    store_opened(desk, transaction, actor, session);
    return spoken_in;
}

base::Result<void> begin_in_studio(LiveDesk& desk, storage::Transaction& transaction,
                                   const rights::Actor& actor, const NewSession& wanted,
                                   const Session& session) {
    if (session.source != SourceKind::station) {
        desk.studio.open(session);
        return {};
    }
    TRY_ASSIGN(auto chain, relay::chain_of(transaction, actor, session.area, *session.station));
    desk.studio.open(session, std::move(chain), wanted.rules);
    return {};
}

/// Of an emergency that is over nothing more is spoken.
bool is_spoken_out(LiveDesk& desk, const Session& session) {
    if (!session.emergency) {
        return false;
    }
    const auto over =
        desk.broadcast.database.read([&](storage::Connection& connection) -> base::Result<bool> {
            const auto found = emergency::find_emergency(connection, *session.emergency);
            return !found || found->stage == emergency::Stage::over;
        });
    return over && *over;
}

} // namespace

bool opens(const Session& session, std::string_view password) {
    return !password.empty() &&
           crypto::equal_constant_time(session.password_hash, hash_of(password));
}

base::Result<Opened> open_session(LiveDesk& desk, const rights::Actor& actor,
                                  const NewSession& wanted) {
    TRY(check(wanted));
    Opened opened;
    opened.password = crypto::random_token(desk.broadcast.random);
    const Session draft = draft_of(desk, actor, wanted, hash_of(opened.password));
    std::optional<emergency::Emergency> spoken_in;
    auto stored =
        desk.broadcast.database.write([&](storage::Transaction& transaction) -> base::Result<void> {
            opened.session = draft;
            TRY_ASSIGN(spoken_in, store_new(desk, transaction, actor, wanted, opened.session));
            // Before the devices can ask for it.
            return begin_in_studio(desk, transaction, actor, wanted, opened.session);
        });
    if (!stored) {
        static_cast<void>(desk.studio.take(draft.id));
        return base::fail(std::move(stored).error());
    }
    desk.broadcast.wake();
    tell_session(desk, opened.session);
    if (spoken_in) {
        emergency::tell_emergency_changed(desk.broadcast.events, *spoken_in);
    }
    return opened;
}

base::Result<Session> stop_session(LiveDesk& desk, const rights::Actor& actor,
                                   const SessionId& id) {
    TRY_ASSIGN(const auto session,
               desk.broadcast.database.read(
                   [&](storage::Connection& connection) -> base::Result<std::optional<Session>> {
                       return find_session(connection, id);
                   }));
    if (!session || !rights::allows(actor, Permission::read_schedule, session->area)) {
        return session_not_found();
    }
    TRY_ASSIGN(const EndReason reason, may_stop(actor, *session));
    return end_session(desk, actor, id, {.reason = reason, .by_name = actor.name});
}

base::Result<std::int64_t> stop_sessions_within(LiveDesk& desk, const rights::Actor& actor,
                                                const area::AreaPath& area) {
    TRY_ASSIGN(const auto open,
               desk.broadcast.database.read(
                   [](storage::Connection& connection) -> base::Result<std::vector<Session>> {
                       return open_sessions(connection);
                   }));
    std::int64_t stopped = 0;
    for (const Session& session : open) {
        const auto reason = may_stop(actor, session);
        if (!reason || !area.covers(session.area)) {
            continue;
        }
        TRY(end_session(desk, actor, session.id, {.reason = *reason, .by_name = actor.name}));
        ++stopped;
    }
    return stopped;
}

base::Result<void> note_on_air(LiveDesk& desk, const SessionId& id) {
    std::optional<Session> changed;
    TRY(desk.broadcast.database.write([&](storage::Transaction& transaction) -> base::Result<void> {
        changed = find_session(transaction, id);
        if (changed && changed->state == SessionState::waiting) {
            changed->state = SessionState::on_air;
            changed->on_air_at = desk.broadcast.clock.now();
            save_session(transaction, *changed);
        }
        return {};
    }));
    if (changed) {
        tell_session(desk, *changed);
    }
    return {};
}

void end_due_sessions(LiveDesk& desk) {
    const auto open = desk.broadcast.database.read(
        [](storage::Connection& connection) -> base::Result<std::vector<Session>> {
            return open_sessions(connection);
        });
    if (!open) {
        return;
    }
    const base::Instant now = desk.broadcast.clock.now();
    const rights::Actor job = rights::system_actor("live");
    for (const Session& session : *open) {
        const auto on_air = desk.studio.find(session.id);
        const auto last = on_air ? on_air->last_sound() : std::nullopt;
        if (last && session.state == SessionState::waiting) {
            if (const auto noted = note_on_air(desk, session.id); !noted) {
                spdlog::warn("live: {}", noted.error().message.en);
            }
        }
        auto reason =
            is_spoken_out(desk, session) ? EndReason::emergency_over : due_end(session, last, now);
        if (const auto left = note_turns(desk, session); left && *left && !reason) {
            reason = EndReason::source_lost;
        }
        if (reason) {
            if (const auto ended = end_session(desk, job, session.id, {*reason, ""}); !ended) {
                spdlog::error("live: {} is not ended: {}", base::to_text(session.id),
                              ended.error().message.en);
            }
        }
    }
}

} // namespace live
