#include "schedule/missed_run_record.hpp"

#include "schedule/miss_json.hpp"
#include "schedule/schedule_json.hpp"
#include "storage/conditions.hpp"
#include "json/described.hpp"

#include <algorithm>

namespace schedule {

namespace {

constexpr std::string_view select_watched = R"sql(
    select distinct r.id, r.programme, r.nominal_at from planned_run r
    join programme_bulletin p on p.programme = r.programme
    join bulletin b on b.id = p.bulletin and b.on_miss <> 'drop'
    where r.nominal_at >= $1 and r.nominal_at < $2 order by r.nominal_at, r.id)sql";

constexpr std::string_view select_refused = R"sql(
    select distinct d.programme, d.nominal_at, d.device, d.reason from planned_decision d
    join programme_bulletin p on p.programme = d.programme
    join bulletin b on b.id = p.bulletin and b.on_miss <> 'drop'
    where d.nominal_at >= $1 and d.nominal_at < $2
      and d.reason in ('quiet_hours', 'runs_into_quiet_hours', 'overlap', 'never')
    order by d.nominal_at, d.device)sql";

constexpr std::string_view select_next = R"sql(
    select nominal_at, items from planned_run
    where programme = $1 and nominal_at > $2 order by nominal_at limit 50)sql";

MissedRun read_missed(const storage::Row& row) {
    auto missed = json::read<MissedRun>(row.text("document"));
    if (!missed) {
        throw storage::DatabaseError(storage::DatabaseFault::programming,
                                     "a stored missed run cannot be read");
    }
    return std::move(*missed);
}

} // namespace

std::vector<WatchedRun> watched_runs(storage::Connection& connection, const InstantSpan& span) {
    std::vector<WatchedRun> found;
    for (const storage::Row& row : connection.query(select_watched, {span.from, span.to})) {
        found.push_back(
            {row.id<RunId>("id"), row.id<ProgrammeId>("programme"), row.instant("nominal_at")});
    }
    return found;
}

std::vector<RefusedRun> refused_runs(storage::Connection& connection, const InstantSpan& span) {
    std::vector<RefusedRun> found;
    for (const storage::Row& row : connection.query(select_refused, {span.from, span.to})) {
        found.push_back({row.id<ProgrammeId>("programme"), row.instant("nominal_at"),
                         row.id<device_protocol::DeviceId>("device"), row.text("reason")});
    }
    return found;
}

std::optional<base::Instant> next_run_with(storage::Connection& connection,
                                           const ProgrammeId& programme,
                                           const content::BulletinId& bulletin, base::Instant now) {
    for (const storage::Row& row : connection.query(select_next, {programme, now})) {
        const auto items = items_from_json(row.text("items"));
        if (items && std::ranges::find(*items, bulletin, &PlannedItem::bulletin) != items->end()) {
            return row.instant("nominal_at");
        }
    }
    return std::nullopt;
}

std::vector<device_protocol::DeviceId>
undecided(storage::Connection& connection, const ProgrammeId& programme,
          const content::BulletinId& bulletin, base::Instant nominal_at,
          const std::vector<device_protocol::DeviceId>& devices) {
    std::vector<device_protocol::DeviceId> decided;
    for (const storage::Row& row :
         connection.query("select device from missed_device where programme = $1 and bulletin = $2 "
                          "and nominal_at = $3",
                          {programme, bulletin, nominal_at})) {
        decided.push_back(row.id<device_protocol::DeviceId>("device"));
    }
    std::vector<device_protocol::DeviceId> open = devices;
    std::erase_if(open, [&](const auto& device) {
        return std::ranges::find(decided, device) != decided.end();
    });
    return open;
}

void insert_missed_run(storage::Transaction& transaction, const MissedRun& missed) {
    transaction.execute("insert into missed_run (id, area, verdict, version, document) values "
                        "($1, $2, $3, $4, $5)",
                        {missed.id, area::to_text(missed.area), json::enum_text(missed.verdict),
                         missed.version, json::write(missed)});
    for (const device_protocol::DeviceId& device : missed.devices) {
        transaction.execute(
            "insert into missed_device (programme, bulletin, nominal_at, device, missed_run) "
            "values ($1, $2, $3, $4, $5)",
            {missed.programme, missed.bulletin, missed.nominal_at, device, missed.id});
    }
}

bool update_missed_run(storage::Transaction& transaction, const MissedRun& missed) {
    return transaction.execute("update missed_run set verdict = $2, version = $3, document = $4 "
                               "where id = $1 and version = $5",
                               {missed.id, json::enum_text(missed.verdict), missed.version,
                                json::write(missed), missed.version - 1}) == 1;
}

std::optional<MissedRun> find_missed_run(storage::Connection& connection, const MissedRunId& id) {
    const auto rows = connection.query("select document from missed_run where id = $1", {id});
    return rows.empty() ? std::nullopt : std::optional(read_missed(rows.front()));
}

std::vector<MissedRun> list_missed_runs(storage::Connection& connection,
                                        const MissedRunFilter& filter) {
    storage::Conditions where;
    std::vector<std::string> areas;
    for (const area::AreaPath& area : filter.visible) {
        areas.push_back(area::to_text(area));
    }
    where.add_within("area", areas);
    if (filter.verdict) {
        where.add("verdict = ?", json::enum_text(*filter.verdict));
    }
    if (filter.after) {
        where.add("id < ?", *filter.after);
    }
    const std::string limit = where.parameter(static_cast<std::int64_t>(filter.limit));
    std::vector<MissedRun> found;
    for (const storage::Row& row :
         connection.query("select document from missed_run where " + where.text() +
                              " order by id desc limit " + limit,
                          where.parameters())) {
        found.push_back(read_missed(row));
    }
    return found;
}

} // namespace schedule
