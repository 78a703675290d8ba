#include "broadcast/stored_word.hpp"
#include "device_protocol/messages_described.hpp"
#include "live/live_words.hpp"
#include "live/session_record.hpp"

#include <algorithm>

namespace live {

namespace {

using broadcast::stored_word;

constexpr std::string_view columns =
    "id, title, owner, owner_name, area, class, tier, source, volume_percent, password_hash, "
    "state, "
    "run, created_at, ends_by, on_air_at, ended_at, end_reason, ended_by_name, recording, "
    "station, input_device, planned_run, programme, emergency";
constexpr std::string_view insert_sql = R"sql(
insert into live_session (id, title, owner, owner_name, area, class, tier, source, volume_percent,
  password_hash, state, run, created_at, ends_by, on_air_at, ended_at, end_reason, ended_by_name,
  recording, station, input_device, planned_run, programme, emergency)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
  $21, $22, $23, $24))sql";
constexpr std::string_view save_sql = R"sql(
update live_session set state = $2, run = $3, on_air_at = $4, ended_at = $5, end_reason = $6,
  ended_by_name = $7, recording = $8 where id = $1)sql";

std::string reason_text(const Session& session) {
    return session.end_reason ? std::string(json::enum_text(*session.end_reason)) : std::string();
}

Session read_session(storage::Connection& connection, const storage::Row& row) {
    Session session{.id = row.id<SessionId>("id"),
                    .title = row.text("title"),
                    .owner = row.id<rights::UserId>("owner"),
                    .owner_name = row.text("owner_name"),
                    .area = area::AreaPath::parse(row.text("area")).value_or(area::AreaPath()),
                    .class_ = stored_word<BroadcastClass>(row, "class"),
                    .tier = stored_word<Tier>(row, "tier"),
                    .source = stored_word<SourceKind>(row, "source"),
                    .station = row.optional_id<relay::StationId>("station"),
                    .input_device = row.optional_id<DeviceId>("input_device"),
                    .volume_percent = {},
                    .password_hash = row.text("password_hash"),
                    .state = stored_word<SessionState>(row, "state"),
                    .run = row.id<RunId>("run"),
                    .created_at = row.instant("created_at"),
                    .ends_by = row.instant("ends_by"),
                    .on_air_at = row.optional_instant("on_air_at"),
                    .ended_at = row.optional_instant("ended_at"),
                    .end_reason = {},
                    .ended_by_name = row.text("ended_by_name"),
                    .recording = row.optional_id<media::MediaFileId>("recording"),
                    .devices = {},
                    .plan = {},
                    .emergency = row.optional_id<emergency::EmergencyId>("emergency")};
    if (const auto planned = row.optional_id<RunId>("planned_run")) {
        session.plan = {*planned, row.id<schedule::ProgrammeId>("programme")};
    }
    if (const auto percent = row.optional_integer("volume_percent")) {
        session.volume_percent = static_cast<std::int32_t>(*percent);
    }
    if (!row.text("end_reason").empty()) {
        session.end_reason = stored_word<EndReason>(row, "end_reason");
    }
    for (const auto& device : connection.query(
             "select device from live_session_device where session = $1 order by device",
             {session.id})) {
        session.devices.push_back(device.id<DeviceId>("device"));
    }
    return session;
}

std::vector<Session> select(storage::Connection& connection, const std::string& rest,
                            const storage::Parameters& parameters) {
    std::vector<Session> sessions;
    for (const auto& row : connection.query(
             "select " + std::string(columns) + " from live_session " + rest, parameters)) {
        sessions.push_back(read_session(connection, row));
    }
    return sessions;
}

} // namespace

void insert_session(storage::Transaction& transaction, const Session& session) {
    std::optional<RunId> planned_run;
    std::optional<schedule::ProgrammeId> programme;
    if (session.plan) {
        planned_run = session.plan->run;
        programme = session.plan->programme;
    }
    transaction.execute(insert_sql, {session.id,
                                     session.title,
                                     session.owner,
                                     session.owner_name,
                                     area::to_text(session.area),
                                     json::enum_text(session.class_),
                                     json::enum_text(session.tier),
                                     json::enum_text(session.source),
                                     session.volume_percent,
                                     session.password_hash,
                                     json::enum_text(session.state),
                                     session.run,
                                     session.created_at,
                                     session.ends_by,
                                     session.on_air_at,
                                     session.ended_at,
                                     reason_text(session),
                                     session.ended_by_name,
                                     session.recording,
                                     session.station,
                                     session.input_device,
                                     planned_run,
                                     programme,
                                     session.emergency});
    for (const DeviceId& device : session.devices) {
        transaction.execute(
            "insert into live_session_device (session, device, run) values ($1, $2, $3)",
            {session.id, device, session.run});
    }
}

void put_device_run(storage::Transaction& transaction, const SessionId& session,
                    const std::vector<DeviceId>& devices, const RunId& run) {
    for (const DeviceId& device : devices) {
        transaction.execute(
            "update live_session_device set run = $3 where session = $1 and device = $2",
            {session, device, run});
    }
}

std::map<RunId, std::vector<DeviceId>> device_runs(storage::Connection& connection,
                                                   const SessionId& session) {
    std::map<RunId, std::vector<DeviceId>> runs;
    for (const auto& row : connection.query(
             "select run, device from live_session_device where session = $1 order by device",
             {session})) {
        runs[row.id<RunId>("run")].push_back(row.id<DeviceId>("device"));
    }
    return runs;
}

void save_session(storage::Transaction& transaction, const Session& session) {
    transaction.execute(save_sql, {session.id, json::enum_text(session.state), session.run,
                                   session.on_air_at, session.ended_at, reason_text(session),
                                   session.ended_by_name, session.recording});
}

std::optional<Session> find_session(storage::Connection& connection, const SessionId& id) {
    auto found = select(connection, "where id = $1", {id});
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::vector<Session> open_sessions(storage::Connection& connection) {
    return select(connection, "where state <> 'ended' order by id", {});
}

std::vector<Session> planned_sessions(storage::Connection& connection, base::Instant now) {
    return select(connection, "where planned_run is not null and ends_by > $1 order by id", {now});
}

void add_turn(storage::Transaction& transaction, const SessionId& session, const TakenTurn& turn) {
    const auto before =
        transaction.query("select count(*) as turns from live_turn where session = $1", {session});
    transaction.execute(
        "insert into live_turn (session, number, at, why, link) values ($1, $2, $3, $4, $5)",
        {session, before.front().integer("turns") + 1, turn.at, json::enum_text(turn.why),
         turn.link});
}

std::vector<TakenTurn> turns_of(storage::Connection& connection, const SessionId& session) {
    std::vector<TakenTurn> turns;
    for (const auto& row : connection.query(
             "select at, why, link from live_turn where session = $1 order by number", {session})) {
        turns.push_back({.at = row.instant("at"),
                         .why = stored_word<relay::TurnWhy>(row, "why"),
                         .link = row.text("link")});
    }
    return turns;
}

SessionPage list_sessions(storage::Connection& connection,
                          const std::vector<area::AreaPath>& visible, std::string_view after,
                          std::size_t limit) {
    SessionPage page;
    std::string last(after.empty() ? "g" : after); // above every id
    // Rows that the reader may not see are skipped here; there are few sessions.
    while (page.sessions.size() <= limit) {
        auto batch = select(connection, "where id < $1 order by id desc limit 100", {last});
        for (Session& session : batch) {
            last = base::to_text(session.id);
            if (std::ranges::any_of(visible, [&](const area::AreaPath& area) {
                    return area.covers(session.area);
                })) {
                page.sessions.push_back(std::move(session));
            }
        }
        if (batch.size() < 100) {
            break;
        }
    }
    if (page.sessions.size() > limit) {
        page.sessions.resize(limit);
        page.next = base::to_text(page.sessions.back().id);
    }
    return page;
}

} // namespace live
