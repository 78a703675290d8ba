#include "live/session_steps.hpp"

#include "audit/audit.hpp"
#include "base/try.hpp"
#include "broadcast/order_sound.hpp"
#include "broadcast/why_record.hpp"
#include "emergency/emergency_events.hpp"
#include "emergency/voice.hpp"
#include "live/live_json.hpp"
#include "live/session_record.hpp"
#include "live/tell_session.hpp"
#include "media/media_library.hpp"

#include <algorithm>
#include <iterator>

#include <spdlog/spdlog.h>

namespace live {

using base::Fault;

namespace {

broadcast::RunKind run_kind(const Session& session) {
    if (!session.emergency) {
        return broadcast::RunKind::broadcast;
    }
    return session.class_ == BroadcastClass::emergency ? broadcast::RunKind::emergency
                                                       : broadcast::RunKind::exercise;
}

base::Result<RunId> order(LiveDesk& desk, storage::Transaction& transaction,
                          const rights::Actor& actor, const Session& session,
                          const std::vector<DeviceId>& devices) {
    TRY_ASSIGN(const broadcast::Ordered ordered,
               broadcast::store_live(
                   desk.broadcast, transaction, actor,
                   {.session = base::to_text(session.id),
                    .title = session.title,
                    .kind = run_kind(session),
                    .class_ = session.class_,
                    .devices = devices,
                    .until = session.ends_by,
                    .volume_percent = session.volume_percent,
                    .programme = session.plan ? base::to_text(session.plan->programme) : ""}));
    return ordered.run->id;
}

/// Some of its devices fall silent at once.
base::Result<void> silence(LiveDesk& desk, storage::Transaction& transaction,
                           const rights::Actor& actor, const Session& session,
                           const std::vector<DeviceId>& devices, const std::string& reason) {
    for (const auto& [run, hearers] : device_runs(transaction, session.id)) {
        std::vector<DeviceId> chosen;
        std::ranges::set_intersection(hearers, devices, std::back_inserter(chosen));
        TRY(broadcast::store_stop_on(desk.broadcast, transaction, actor, run, chosen, reason));
    }
    return {};
}

/// What "why?" tells of the runs that end with it.
std::optional<broadcast::RunNoteCode> note_of(const Session& session) {
    if (session.end_reason == EndReason::server_restarted) {
        return broadcast::RunNoteCode::server_restarted;
    }
    const bool lost = session.station && session.end_reason == EndReason::source_lost;
    return lost ? std::optional(broadcast::RunNoteCode::station_lost) : std::nullopt;
}

/// Nobody begins them any more; "why?" knows the reason.
void close_runs(storage::Transaction& transaction, const Session& session, base::Instant now) {
    const auto note = note_of(session);
    for (const auto& [run, _] : device_runs(transaction, session.id)) {
        broadcast::close_live(transaction, run, now);
        if (note) {
            broadcast::note_run(transaction, run, *note, now);
        }
    }
    broadcast::close_live(transaction, session.run, now);
}

/// What was spoken in a session that runs here.
struct Heard {
    std::optional<std::filesystem::path> file;
    std::optional<media::StoredBlob> blob;
};
Heard take_recording(LiveDesk& desk, const Studio::Running& running, EndReason reason) {
    Heard heard;
    if (running.on_air) {
        heard.file = running.on_air->finish(reason);
    }
    if (heard.file) {
        if (auto stored = desk.blobs.put_file(*heard.file)) {
            heard.blob = *stored;
        } else {
            spdlog::error("live: the recording {} is not archived: {}", heard.file->string(),
                          stored.error().message.en);
        }
    }
    return heard;
}

/// Who gave way to the ended session goes on.
base::Result<void> give_back(LiveDesk& desk, storage::Transaction& transaction,
                             const rights::Actor& actor, const Session& ended) {
    const auto others = open_sessions(transaction);
    for (const Displaced& back : resumable(others, ended)) {
        const auto& other = *std::ranges::find(others, back.session, &Session::id);
        const auto run = order(desk, transaction, actor, other, back.devices);
        if (!run && run.error().code != "broadcast.no_targets") {
            return base::fail(run.error());
        }
        if (run) { // else none of them is in use any more
            put_device_run(transaction, other.id, back.devices, *run);
        }
    }
    return {};
}

} // namespace

base::Failure session_not_found() {
    return base::fail(Fault::not_found, "live.session_not_found",
                      "Không có buổi phát trực tiếp này.", "There is no such live session.");
}

area::AreaPath common_area(const std::vector<devices::Device>& targets) {
    std::vector<area::AreaCode> common = targets.front().details.area.codes();
    for (const devices::Device& device : targets) {
        const auto [end, _] = std::ranges::mismatch(common, device.details.area.codes());
        common.erase(end, common.end());
    }
    return area::AreaPath(std::move(common));
}

base::Result<void> take_devices(LiveDesk& desk, storage::Transaction& transaction,
                                const rights::Actor& actor, const std::vector<Session>& others,
                                Session& session) {
    TRY_ASSIGN(const auto displaced, arbitrate(others, session));
    for (const Displaced& taken : displaced) {
        const auto& other = *std::ranges::find(others, taken.session, &Session::id);
        TRY(silence(desk, transaction, actor, other, taken.devices, session.title));
    }
    TRY_ASSIGN(session.run, order(desk, transaction, actor, session, session.devices));
    return {};
}

void store_opened(LiveDesk& desk, storage::Transaction& transaction, const rights::Actor& actor,
                  const Session& session) {
    insert_session(transaction, session);
    note_in_audit(desk, transaction, actor, "live.open", session);
}

base::Result<std::optional<media::MediaFileId>>
archive(LiveDesk& desk, storage::Transaction& transaction, const Session& session,
        const std::optional<media::StoredBlob>& blob) {
    if (!blob) {
        return std::optional<media::MediaFileId>();
    }
    const base::Instant now = desk.broadcast.clock.now();
    media::MediaFile file{.id = media::MediaFileId{session.id.uuid},
                          .area = session.area,
                          .name = session.title + ".opus"};
    file.original = blob->sha256;
    file.original_bytes = static_cast<std::int64_t>(blob->size_bytes);
    file.media_type = "audio/ogg";
    file.created_by = session.owner;
    file.created_by_name = session.owner_name;
    file.created_at = now;
    file.changed_at = now;
    TRY(media::insert_media_file(transaction, file));
    return std::optional(file.id);
}

void note_in_audit(LiveDesk& desk, storage::Transaction& transaction, const rights::Actor& actor,
                   std::string action, const Session& session) {
    audit::append(transaction, actor,
                  {.action = std::move(action),
                   .entity = "live_session/" + base::to_text(session.id),
                   .area = session.area,
                   .before = "",
                   .after = session_audit(session),
                   .note = ""},
                  desk.broadcast.clock.now());
}

base::Result<Session> end_session(LiveDesk& desk, const rights::Actor& actor, const SessionId& id,
                                  const Ending& ending) {
    // Held to the end: it takes a moment until the lines to its sources are closed.
    const Studio::Running running = desk.studio.take(id);
    const Heard heard = take_recording(desk, running, ending.reason);
    const base::Instant now = desk.broadcast.clock.now();
    std::optional<emergency::Emergency> spoken_in;
    auto ended = desk.broadcast.database.write(
        [&](storage::Transaction& transaction) -> base::Result<Session> {
            auto session = find_session(transaction, id);
            if (!session) {
                return session_not_found();
            }
            if (session->state == SessionState::ended) {
                return *session;
            }
            session->state = SessionState::ended;
            session->ended_at = now;
            session->end_reason = ending.reason;
            session->ended_by_name = ending.by_name;
            TRY_ASSIGN(session->recording, archive(desk, transaction, *session, heard.blob));
            save_session(transaction, *session);
            if (ending.reason == EndReason::by_higher || ending.reason == EndReason::cancelled) {
                TRY(silence(desk, transaction, actor, *session, session->devices, session->title));
            }
            close_runs(transaction, *session, now);
            TRY(give_back(desk, transaction, actor, *session));
            if (session->emergency) {
                TRY_ASSIGN(spoken_in,
                           emergency::store_voice_ended(desk.broadcast, transaction, actor,
                                                        *session->emergency, session->run));
            }
            note_in_audit(desk, transaction, actor, "live.end", *session);
            return *session;
        });
    TRY(std::move(ended));
    if (heard.file && heard.blob) {
        std::error_code ignored;
        std::filesystem::remove(*heard.file, ignored);
    }
    desk.broadcast.wake();
    tell_session(desk, *ended);
    if (spoken_in) {
        emergency::tell_emergency_changed(desk.broadcast.events, *spoken_in);
    }
    return ended;
}

} // namespace live
