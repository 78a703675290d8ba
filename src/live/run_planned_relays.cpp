#include "live/run_planned_relays.hpp"

#include "base/try.hpp"
#include "broadcast/why_record.hpp"
#include "devices/device_list.hpp"
#include "live/planned_relay.hpp"
#include "live/session_record.hpp"
#include "live/session_steps.hpp"
#include "live/tell_session.hpp"
#include "relay/manage_stations.hpp"
#include "schedule/schedule_record.hpp"

#include <algorithm>
#include <iterator>
#include <map>

#include <spdlog/spdlog.h>

namespace live {

using broadcast::RunNoteCode;
using broadcast::WhyCode;
using schedule::Programme;
using schedule::ProgrammeId;

namespace {

struct Picture {
    std::vector<broadcast::WaitingRelay> waiting;
    std::vector<Session> sessions; ///< of planned relays whose end has not come
    std::map<ProgrammeId, Programme> programmes;

    [[nodiscard]] const Programme* active(const ProgrammeId& id) const {
        const auto found = programmes.find(id);
        const bool is_active =
            found != programmes.end() && found->second.state == schedule::ProgrammeState::active;
        return is_active ? &found->second : nullptr;
    }
};

ProgrammeId programme_of(const broadcast::WaitingRelay& relay) {
    return ProgrammeId::parse(relay.run.programme).value_or(ProgrammeId());
}

base::Result<Picture> look(LiveDesk& desk, base::Instant now) {
    return desk.broadcast.database.read(
        [&](storage::Connection& connection) -> base::Result<Picture> {
            Picture picture{.waiting = broadcast::waiting_relays(connection, now),
                            .sessions = planned_sessions(connection, now),
                            .programmes = {}};
            const auto load = [&](const ProgrammeId& id) {
                if (!picture.programmes.contains(id)) {
                    if (auto found = schedule::find_programme(connection, id)) {
                        picture.programmes.emplace(id, std::move(*found));
                    }
                }
            };
            for (const broadcast::WaitingRelay& relay : picture.waiting) {
                load(programme_of(relay));
            }
            for (const Session& session : picture.sessions) {
                load(session.plan->programme);
            }
            return picture;
        });
}

/// A session that the plan wants now.
struct Wanted {
    Session draft; ///< with every device that is due
    area::AreaPath unit;
    bool is_waiting = false; ///< its devices wait for it; else it is taken up again
    std::optional<RunNoteCode> note;
};

Wanted first_of(LiveDesk& desk, const broadcast::WaitingRelay& relay, const Programme& programme,
                const RelayStart& start, base::Instant now) {
    Wanted wanted{.draft = {}, .unit = programme.area, .is_waiting = true, .note = {}};
    wanted.draft.id = SessionId::make(now, desk.broadcast.random);
    wanted.draft.title = programme.title;
    wanted.draft.owner = programme.changed_by.user;
    wanted.draft.owner_name = programme.changed_by.name;
    wanted.draft.class_ = programme.class_;
    wanted.draft.tier = tier_of(programme.area);
    wanted.draft.source = SourceKind::station;
    wanted.draft.station = relay::StationId::parse(relay.run.station).value_or(relay::StationId());
    wanted.draft.volume_percent = programme.volume_percent;
    wanted.draft.created_at = now;
    wanted.draft.ends_by = start.until;
    wanted.draft.devices = start.devices;
    wanted.draft.plan = {relay.run.id, programme.id};
    if (now - start.at >= joined_late_after) {
        wanted.note = RunNoteCode::joined_late;
    }
    return wanted;
}

Wanted again(LiveDesk& desk, const Session& broken, const Programme& programme,
             std::vector<DeviceId> devices, base::Instant now) {
    Wanted wanted{.draft = broken,
                  .unit = programme.area,
                  .is_waiting = false,
                  .note = RunNoteCode::taken_up};
    wanted.draft.id = SessionId::make(now, desk.broadcast.random);
    wanted.draft.state = SessionState::waiting;
    wanted.draft.created_at = now;
    wanted.draft.on_air_at.reset();
    wanted.draft.ended_at.reset();
    wanted.draft.end_reason.reset();
    wanted.draft.ended_by_name.clear();
    wanted.draft.recording.reset();
    wanted.draft.devices = std::move(devices);
    return wanted;
}

/// Those of its devices that it can have now; the others are told why not, and wait on.
std::vector<devices::Device> available(storage::Transaction& transaction, const Wanted& wanted,
                                       const std::vector<Session>& others) {
    const Session& draft = wanted.draft;
    std::vector<DeviceId> due = draft.devices;
    if (wanted.is_waiting) {
        due = broadcast::still_waiting(transaction, draft.plan->run, due);
    }
    Session asking = draft;
    asking.devices = due;
    const std::vector<DeviceId> free = free_devices(others, asking);
    if (wanted.is_waiting) {
        std::vector<DeviceId> taken;
        std::ranges::set_difference(due, free, std::back_inserter(taken));
        broadcast::hold_relay_back(transaction, draft.plan->run, taken, WhyCode::preempted);
    }
    return free.empty() ? std::vector<devices::Device>()
                        : devices::select_targets(transaction, {.devices = free});
}

/// Nothing when none of its devices can have it now.
base::Result<std::optional<Session>> put_on_air(LiveDesk& desk, storage::Transaction& transaction,
                                                const rights::Actor& job, const Wanted& wanted) {
    Session session = wanted.draft;
    auto chain = relay::chain_of(transaction, job, wanted.unit, *session.station);
    if (!chain) {
        if (wanted.is_waiting) {
            broadcast::hold_relay_back(transaction, session.plan->run, session.devices,
                                       WhyCode::station_gone);
        }
        return std::optional<Session>();
    }
    const auto others = open_sessions(transaction);
    const auto targets = available(transaction, wanted, others);
    if (targets.empty()) {
        return std::optional<Session>();
    }
    session.devices.clear();
    for (const devices::Device& device : targets) {
        session.devices.push_back(device.id);
    }
    std::ranges::sort(session.devices);
    session.area = common_area(targets);
    TRY(take_devices(desk, transaction, job, others, session));
    store_opened(desk, transaction, job, session);
    if (wanted.is_waiting) {
        broadcast::begin_waiting_relay(transaction, session.plan->run, session.devices);
    }
    if (wanted.note) {
        broadcast::note_run(transaction, session.run, *wanted.note, session.created_at);
    }
    desk.studio.open(session, std::move(*chain), {});
    return std::optional(std::move(session));
}

void open_planned(LiveDesk& desk, const rights::Actor& job, const Wanted& wanted) {
    auto opened = desk.broadcast.database.write(
        [&](storage::Transaction& transaction) -> base::Result<std::optional<Session>> {
            static_cast<void>(desk.studio.take(wanted.draft.id)); // of an attempt before
            return put_on_air(desk, transaction, job, wanted);
        });
    if (!opened) {
        static_cast<void>(desk.studio.take(wanted.draft.id));
        spdlog::error("live: the planned relay {} does not begin: {}", wanted.draft.title,
                      opened.error().message.en);
    } else if (*opened) {
        desk.broadcast.wake();
        tell_session(desk, **opened);
    }
}

void step(LiveDesk& desk, const rights::Actor& job, const Picture& picture,
          const broadcast::WaitingRelay& relay, base::Instant now) {
    const Programme* programme = picture.active(programme_of(relay));
    const RelayStep next = next_step(relay, programme == nullptr, now);
    for (const RelayStart& start : next.starts) {
        open_planned(desk, job, first_of(desk, relay, *programme, start, now));
    }
    if (next.misses.empty()) {
        return;
    }
    const auto written =
        desk.broadcast.database.write([&](storage::Transaction& transaction) -> base::Result<void> {
            for (const RelayMiss& miss : next.misses) {
                broadcast::miss_waiting_relay(transaction, relay.run.id, miss.devices, miss.code,
                                              now);
            }
            return {};
        });
    if (!written) {
        spdlog::warn("live: {}", written.error().message.en);
    }
}

} // namespace

void run_planned_relays(LiveDesk& desk) {
    const base::Instant now = desk.broadcast.clock.now();
    const auto picture = look(desk, now);
    if (!picture) {
        return; // the database is away; the next look finds the same
    }
    const rights::Actor job = rights::system_actor("tiếp sóng theo lịch");
    for (const Session& session : picture->sessions) {
        const auto planned = picture->programmes.find(session.plan->programme);
        if (session.state != SessionState::ended && !picture->active(session.plan->programme)) {
            const std::string by =
                planned == picture->programmes.end() ? "" : planned->second.changed_by.name;
            if (const auto ended = end_session(desk, job, session.id, {EndReason::cancelled, by});
                !ended) {
                spdlog::error("live: {} is not ended: {}", base::to_text(session.id),
                              ended.error().message.en);
            }
        }
    }
    for (const broadcast::WaitingRelay& relay : picture->waiting) {
        step(desk, job, *picture, relay, now);
    }
    for (TakeUp& broken : to_take_up(picture->sessions, now)) {
        const auto& session = *std::ranges::find(picture->sessions, broken.session, &Session::id);
        if (const Programme* programme = picture->active(session.plan->programme)) {
            open_planned(desk, job,
                         again(desk, session, *programme, std::move(broken.devices), now));
        }
    }
}

} // namespace live
