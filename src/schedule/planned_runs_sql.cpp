#include "schedule/planned_runs_sql.hpp"

#include "content/bulletin_json.hpp"
#include "device_protocol/messages_described.hpp"
#include "schedule/schedule_json.hpp"
#include "json/described.hpp"

#include <array>
#include <map>
#include <set>
#include <tuple>

namespace schedule {

namespace {

constexpr std::string_view select_changed = R"sql(
    select change, device from planned_device where (change, device) > ($1, $2)
    order by change, device limit $3)sql";

constexpr std::string_view run_columns = R"sql(
    select r.id, r.programme, r.title, r.area, r.class, r.nominal_at, r.volume_percent, r.items,
           d.at, d.not_after, d.duration_ms, d.item_count, d.stagger_ms
    from planned_run_device d join planned_run r on r.id = d.run )sql";

constexpr std::string_view upsert_run = R"sql(
    insert into planned_run (id, programme, title, area, class, nominal_at, volume_percent, items)
    values ($1, $2, $3, $4, $5, $6, $7, $8)
    on conflict (id) do update set title = excluded.title, area = excluded.area,
        class = excluded.class, volume_percent = excluded.volume_percent,
        items = excluded.items)sql";

constexpr std::string_view insert_placement = R"sql(
    insert into planned_run_device (run, device, at, not_after, duration_ms, item_count,
                                    fingerprint, stagger_ms)
    values ($1, $2, $3, $4, $5, $6, $7, $8)
    on conflict (run, device) do update set at = excluded.at, not_after = excluded.not_after,
        duration_ms = excluded.duration_ms, item_count = excluded.item_count,
        fingerprint = excluded.fingerprint, stagger_ms = excluded.stagger_ms)sql";

constexpr std::string_view drop_unplayed_run = R"sql(
    delete from planned_run where id = $1
      and not exists (select 1 from planned_run_device where run = $1))sql";

constexpr std::string_view insert_decision = R"sql(
    insert into planned_decision (device, programme, nominal_at, play, reason, message_vi,
                                  message_en)
    values ($1, $2, $3, $4, $5, $6, $7)
    on conflict (device, programme, nominal_at, play) do update set reason = excluded.reason,
        message_vi = excluded.message_vi, message_en = excluded.message_en)sql";

constexpr std::string_view note_device = R"sql(
    insert into planned_device (device, change) values ($1, $2)
    on conflict (device) do update set change = excluded.change)sql";

constexpr std::string_view select_decisions = R"sql(
    select d.programme, d.nominal_at, d.play, d.reason, d.message_vi, d.message_en, p.document
    from planned_decision d join programme p on p.id = d.programme
    where d.device = $1 and d.nominal_at >= $2 and d.nominal_at < $3
    order by d.nominal_at, d.programme, d.play)sql";

template <class T>
T read_or_throw(base::Result<T> result) {
    if (!result) {
        throw storage::DatabaseError(storage::DatabaseFault::programming,
                                     "a stored run cannot be read: " + result.error().message.en);
    }
    return std::move(*result);
}

PlannedRun read_run(const storage::Row& row) {
    PlannedRun run;
    run.id = row.id<RunId>("id");
    run.programme = row.id<ProgrammeId>("programme");
    run.title = row.text("title");
    run.area = read_or_throw(area::AreaPath::parse(row.text("area")));
    run.nominal_at = row.instant("nominal_at");
    run.at = row.instant("at");
    run.not_after = row.instant("not_after");
    run.duration_ms = row.integer("duration_ms");
    run.stagger_ms = row.integer("stagger_ms");
    run.class_ = json::enum_value<content::BroadcastClass>(row.text("class"))
                     .value_or(content::BroadcastClass::ordinary);
    if (const auto volume = row.optional_integer("volume_percent")) {
        run.volume_percent = static_cast<std::int32_t>(*volume);
    }
    run.items = read_or_throw(items_from_json(row.text("items")));
    const auto count = static_cast<std::size_t>(row.integer("item_count"));
    if (count < run.items.size()) {
        run.items.resize(count);
    }
    return run;
}

std::vector<PlannedRun> read_runs(const storage::Rows& rows) {
    std::vector<PlannedRun> runs;
    for (const storage::Row& row : rows) {
        runs.push_back(read_run(row));
    }
    return runs;
}

using RunPrint = std::pair<std::string, std::string>; ///< run, fingerprint
/// Programme, nominal start, play; reason and both messages.
using DecisionPrint =
    std::tuple<std::string, std::int64_t, std::int64_t, std::string, std::string, std::string>;

/// What stands about one device from some instant on.
struct Published {
    std::set<RunPrint> runs;
    std::set<DecisionPrint> decisions;

    friend bool operator==(const Published&, const Published&) = default;
};
using PublishedByDevice = std::map<device_protocol::DeviceId, Published>;

/// `device in (…)` of the plans' devices; `$1` is taken.
std::string among_devices(std::span<const DevicePlanRows* const> plans,
                          storage::Parameters& parameters) {
    std::string text = "device in (";
    for (const DevicePlanRows* plan : plans) {
        parameters.emplace_back(plan->device);
        text += (parameters.size() == 2 ? "$" : ", $") + std::to_string(parameters.size());
    }
    return text + ")";
}

PublishedByDevice load_published(storage::Connection& connection,
                                 std::span<const DevicePlanRows* const> plans, base::Instant now) {
    PublishedByDevice found;
    storage::Parameters parameters{now};
    const std::string among = among_devices(plans, parameters);
    for (const storage::Row& row : connection.query(
             "select device, run, fingerprint from planned_run_device where at >= $1 and " + among,
             parameters)) {
        found[row.id<device_protocol::DeviceId>("device")].runs.emplace(row.text("run"),
                                                                        row.text("fingerprint"));
    }
    for (const storage::Row& row : connection.query(
             "select device, programme, nominal_at, play, reason, message_vi, message_en "
             "from planned_decision where nominal_at >= $1 and " +
                 among,
             parameters)) {
        found[row.id<device_protocol::DeviceId>("device")].decisions.emplace(
            row.text("programme"), row.integer("nominal_at"), row.integer("play"),
            row.text("reason"), row.text("message_vi"), row.text("message_en"));
    }
    return found;
}

Published wanted_of(const DevicePlanRows& plan, base::Instant now) {
    Published wanted;
    for (const PublishedRun& run : plan.runs) {
        wanted.runs.emplace(base::to_text(run.run->id), run.fingerprint);
    }
    for (const PublishedDecision& decision : plan.decisions) {
        // One about a start that has passed is history: it was written when it was made.
        if (decision.nominal_at >= now) {
            wanted.decisions.emplace(base::to_text(decision.programme), decision.nominal_at.ms,
                                     decision.play, std::string(to_text(decision.reason)),
                                     decision.message.vi, decision.message.en);
        }
    }
    return wanted;
}

void write_run(storage::Transaction& transaction, const DevicePlanRows& plan,
               const PublishedRun& published) {
    const TimelineRun& run = *published.run;
    const Programme& programme = *published.programme;
    transaction.execute(upsert_run,
                        {run.id, programme.id, programme.title, area::to_text(programme.area),
                         content::to_text(programme.class_), run.occurrence.at,
                         programme.volume_percent
                             ? std::optional<std::int64_t>(*programme.volume_percent)
                             : std::nullopt,
                         to_json(run.items)});
    transaction.execute(insert_placement,
                        {run.id, plan.device, published.placement.at, published.placement.not_after,
                         published.placement.duration_ms,
                         static_cast<std::int64_t>(published.placement.item_count),
                         published.fingerprint, published.placement.stagger_ms});
}

void write_decisions(storage::Transaction& transaction, const DevicePlanRows& plan,
                     base::Instant now) {
    transaction.execute("delete from planned_decision where device = $1 and nominal_at >= $2",
                        {plan.device, now});
    for (const PublishedDecision& decision : plan.decisions) {
        transaction.execute(insert_decision, {plan.device, decision.programme, decision.nominal_at,
                                              std::int64_t{decision.play}, to_text(decision.reason),
                                              decision.message.vi, decision.message.en});
    }
}

} // namespace

std::int64_t next_change(storage::Transaction& transaction) {
    return transaction
        .query("update schedule_counter set value = value + 1 where name = 'changes' "
               "returning value",
               {})
        .front()
        .integer("value");
}

std::vector<const DevicePlanRows*> differing(storage::Connection& connection,
                                             std::span<const DevicePlanRows* const> plans,
                                             base::Instant now) {
    const PublishedByDevice published = load_published(connection, plans, now);
    std::vector<const DevicePlanRows*> different;
    for (const DevicePlanRows* plan : plans) {
        const auto stands = published.find(plan->device);
        if (wanted_of(*plan, now) != (stands == published.end() ? Published{} : stands->second)) {
            different.push_back(plan);
        }
    }
    return different;
}

bool publish_device(storage::Transaction& transaction, const DevicePlanRows& plan,
                    std::int64_t change, base::Instant now) {
    const std::array<const DevicePlanRows*, 1> one{&plan};
    const auto present = load_published(transaction, one, now)[plan.device].runs;
    write_decisions(transaction, plan, now);
    if (present == wanted_of(plan, now).runs) {
        return false;
    }
    transaction.execute("delete from planned_run_device where device = $1 and at >= $2",
                        {plan.device, now});
    for (const PublishedRun& run : plan.runs) {
        write_run(transaction, plan, run);
    }
    for (const auto& [run, fingerprint] : present) {
        transaction.execute(drop_unplayed_run, {run});
    }
    transaction.execute(note_device, {plan.device, change});
    return true;
}

std::vector<RecordedDecision> recorded_decisions(storage::Connection& connection,
                                                 const device_protocol::DeviceId& device,
                                                 base::Instant from, base::Instant to) {
    std::vector<RecordedDecision> decisions;
    for (const storage::Row& row : connection.query(select_decisions, {device, from, to})) {
        decisions.push_back({row.id<ProgrammeId>("programme"),
                             read_or_throw(programme_from_json(row.text("document"))).title,
                             row.instant("nominal_at"),
                             static_cast<std::int32_t>(row.integer("play")),
                             row.text("reason"),
                             {row.text("message_vi"), row.text("message_en")}});
    }
    return decisions;
}

base::Result<std::vector<ChangeCursor>> SqlPlannedRuns::changed_devices(const ChangeCursor& after,
                                                                        std::size_t limit) {
    return database_.read([&](storage::Connection& connection)
                              -> base::Result<std::vector<ChangeCursor>> {
        std::vector<ChangeCursor> changed;
        for (const storage::Row& row : connection.query(
                 select_changed, {after.change, after.device, static_cast<std::int64_t>(limit)})) {
            changed.push_back({row.integer("change"), row.id<device_protocol::DeviceId>("device")});
        }
        return changed;
    });
}

base::Result<std::vector<PlannedRun>>
SqlPlannedRuns::runs_for_device(const device_protocol::DeviceId& device, base::Instant from,
                                base::Instant to) {
    return database_.read(
        [&](storage::Connection& connection) -> base::Result<std::vector<PlannedRun>> {
            return read_runs(connection.query(
                std::string(run_columns) +
                    "where d.device = $1 and d.at >= $2 and d.at < $3 order by d.at, r.id",
                {device, from, to}));
        });
}

base::Result<std::optional<PlannedRun>> SqlPlannedRuns::find_run(const RunId& run) {
    return database_.read(
        [&](storage::Connection& connection) -> base::Result<std::optional<PlannedRun>> {
            auto runs = read_runs(connection.query(
                std::string(run_columns) + "where r.id = $1 order by d.at, d.device limit 1",
                {run}));
            return runs.empty() ? std::nullopt : std::optional(std::move(runs.front()));
        });
}

base::Result<std::vector<Placement>> SqlPlannedRuns::devices_of(const RunId& run) {
    return database_.read(
        [&](storage::Connection& connection) -> base::Result<std::vector<Placement>> {
            std::vector<Placement> placements;
            for (const storage::Row& row :
                 connection.query("select device, at, duration_ms from planned_run_device "
                                  "where run = $1 order by device",
                                  {run})) {
                placements.push_back({row.id<device_protocol::DeviceId>("device"),
                                      row.instant("at"), row.integer("duration_ms")});
            }
            return placements;
        });
}

base::Result<std::vector<PlannedRun>>
SqlPlannedRuns::runs_in_area(const std::vector<area::AreaPath>& areas, base::Instant from,
                             base::Instant to, std::size_t limit) {
    return database_.read(
        [&](storage::Connection& connection) -> base::Result<std::vector<PlannedRun>> {
            storage::Parameters parameters{from, to, static_cast<std::int64_t>(limit)};
            std::string within = "1 = 0";
            for (const area::AreaPath& area : areas) {
                const std::string text = area::to_text(area);
                parameters.emplace_back(text);
                within += " or r.area = $" + std::to_string(parameters.size());
                parameters.emplace_back(area.is_country() ? "%" : text + "/%");
                within += " or r.area like $" + std::to_string(parameters.size());
            }
            return read_runs(connection.query(
                R"sql(
                select r.id, r.programme, r.title, r.area, r.class, r.nominal_at,
                       r.volume_percent, r.items, min(d.at) as at, min(d.not_after) as not_after,
                       max(d.duration_ms) as duration_ms, max(d.item_count) as item_count,
                       min(d.stagger_ms) as stagger_ms
                from planned_run r join planned_run_device d on d.run = r.id
                where d.at >= $1 and d.at < $2 and ()sql" +
                    within +
                    R"sql()
                group by r.id, r.programme, r.title, r.area, r.class, r.nominal_at,
                         r.volume_percent, r.items
                order by min(d.at), r.id limit $3)sql",
                parameters));
        });
}

base::Result<std::vector<RecordedDecision>>
SqlPlannedRuns::decisions_for_device(const device_protocol::DeviceId& device, base::Instant from,
                                     base::Instant to) {
    return database_.read(
        [&](storage::Connection& connection) -> base::Result<std::vector<RecordedDecision>> {
            return recorded_decisions(connection, device, from, to);
        });
}

} // namespace schedule
