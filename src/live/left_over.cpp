#include "live/left_over.hpp"

#include "base/try.hpp"
#include "live/session_record.hpp"
#include "live/session_steps.hpp"
#include "live/tell_session.hpp"

#include <spdlog/spdlog.h>

namespace live {

namespace {

namespace fs = std::filesystem;

void drop(const fs::path& file) {
    std::error_code ignored;
    fs::remove(file, ignored);
}

base::Result<std::optional<Session>> find(LiveDesk& desk, const SessionId& id) {
    return desk.broadcast.database.read(
        [&](storage::Connection& connection) -> base::Result<std::optional<Session>> {
            return find_session(connection, id);
        });
}

/// Puts what lies there into the library as the recording of a session that has none.
base::Result<void> archive_left_over(LiveDesk& desk, const rights::Actor& job, const SessionId& id,
                                     const fs::path& file) {
    TRY_ASSIGN(const media::StoredBlob blob, desk.blobs.put_file(file));
    std::optional<Session> session;
    TRY(desk.broadcast.database.write([&](storage::Transaction& transaction) -> base::Result<void> {
        session = find_session(transaction, id);
        if (!session) {
            return session_not_found();
        }
        TRY_ASSIGN(session->recording, archive(desk, transaction, *session, blob));
        save_session(transaction, *session);
        note_in_audit(desk, transaction, job, "live.recording_found", *session);
        return {};
    }));
    tell_session(desk, *session);
    return {};
}

} // namespace

base::Result<void> close_left_over(LiveDesk& desk) {
    TRY_ASSIGN(const auto open,
               desk.broadcast.database.read(
                   [](storage::Connection& connection) -> base::Result<std::vector<Session>> {
                       return open_sessions(connection);
                   }));
    const rights::Actor job = rights::system_actor("live");
    for (const Session& session : open) {
        TRY(end_session(desk, job, session.id, {EndReason::server_restarted, ""}));
    }
    for (const SessionId& id : desk.studio.left_recordings()) {
        const fs::path file = desk.studio.recording_file(id);
        TRY_ASSIGN(const auto session, find(desk, id));
        if (!session || session->recording || !mend_recording(file)) {
            drop(file);
        } else if (const auto kept = archive_left_over(desk, job, id, file); kept) {
            drop(file);
        } else {
            spdlog::error("live: the recording {} is not archived: {}", file.string(),
                          kept.error().message.en);
        }
    }
    return {};
}

} // namespace live
