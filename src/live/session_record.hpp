#pragma once

#include "live/live_session.hpp"
#include "live/taken_turn.hpp"
#include "storage/database.hpp"

#include <map>

/// Rows of sessions. Every function runs in the caller's read or transaction.
namespace live {

/// Every device sounds it under the session's run.
void insert_session(storage::Transaction& transaction, const Session& session);
/// Writes what changes: state, run, times, why it ended, recording.
void save_session(storage::Transaction& transaction, const Session& session);
[[nodiscard]] std::optional<Session> find_session(storage::Connection& connection,
                                                  const SessionId& id);
/// Those that have not ended.
[[nodiscard]] std::vector<Session> open_sessions(storage::Connection& connection);
/// Of planned relays whose end has not come, in the order in which they were opened.
[[nodiscard]] std::vector<Session> planned_sessions(storage::Connection& connection,
                                                    base::Instant now);
/// These sound it under another run from now on.
void put_device_run(storage::Transaction& transaction, const SessionId& session,
                    const std::vector<DeviceId>& devices, const RunId& run);
/// The devices of a session, ascending, by the run under which they sound it.
[[nodiscard]] std::map<RunId, std::vector<DeviceId>> device_runs(storage::Connection& connection,
                                                                 const SessionId& session);

/// The turns of a relay are kept in the order in which they were taken.
void add_turn(storage::Transaction& transaction, const SessionId& session, const TakenTurn& turn);
[[nodiscard]] std::vector<TakenTurn> turns_of(storage::Connection& connection,
                                              const SessionId& session);

struct SessionPage {
    std::vector<Session> sessions; ///< newest first
    std::string next;              ///< empty on the last page
};
[[nodiscard]] SessionPage list_sessions(storage::Connection& connection,
                                        const std::vector<area::AreaPath>& visible,
                                        std::string_view after, std::size_t limit);

} // namespace live
