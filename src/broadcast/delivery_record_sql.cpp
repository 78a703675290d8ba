#include "broadcast/delivery_record.hpp"

#include "broadcast/stored_word.hpp"
#include "broadcast/words.hpp"
#include "storage/many_rows.hpp"

#include <algorithm>

namespace broadcast {

namespace {

constexpr std::string_view delivery_columns =
    "subject, device, state, planned_at, expires_at, sent_at, received_at, started_at, ended_at, "
    "code, ms_planned, ms_played, sends, send_at, manifest_version, envelope, is_command, "
    "sent_with";
constexpr std::string_view insert_delivery_sql = R"sql(
insert into delivery (subject, device, state, planned_at, expires_at, sent_at, received_at,
  started_at, ended_at, code, ms_planned, ms_played, sends, send_at, manifest_version, envelope,
  is_command, sent_with)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
on conflict (subject, device) do update set planned_at = excluded.planned_at,
  expires_at = excluded.expires_at, ms_planned = excluded.ms_planned)sql";
constexpr std::string_view save_delivery_sql = R"sql(
update delivery set state = $3, expires_at = $4, sent_at = $5, received_at = $6, started_at = $7,
  ended_at = $8, code = $9, ms_planned = $10, ms_played = $11, sends = $12, send_at = $13
where subject = $1 and device = $2)sql";
/// Parameters among values have no type of their own in PostgreSQL: there they are texts.
constexpr std::string_view save_many_sql = R"sql(
update delivery set state = v.column3, expires_at = cast(v.column4 as bigint),
  sent_at = cast(v.column5 as bigint), received_at = cast(v.column6 as bigint),
  started_at = cast(v.column7 as bigint), ended_at = cast(v.column8 as bigint), code = v.column9,
  ms_planned = cast(v.column10 as bigint), ms_played = cast(v.column11 as bigint),
  sends = cast(v.column12 as bigint), send_at = cast(v.column13 as bigint)
from (values )sql";
constexpr std::size_t save_many_columns = 13;
constexpr std::string_view save_many_where =
    ") as v where delivery.subject = v.column1 and delivery.device = v.column2";
constexpr std::string_view put_run_sql = R"sql(
insert into run (id, command, programme, bulletin, title, class, area, at, duration_ms, created_at,
  kind, station)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
on conflict (id) do update set bulletin = excluded.bulletin, station = excluded.station,
  title = excluded.title, class = excluded.class, at = excluded.at,
  duration_ms = excluded.duration_ms)sql";

/// A device's clock may be so far from ours.
constexpr base::Millis clock_slack = std::chrono::seconds(10);
constexpr std::string_view stop_sql = R"sql(
select c.ordered_by, c.ordered_by_name, c.issued_at, c.summary
from delivery x join delivery s on s.device = x.device join command c on c.id = s.subject
where x.subject = $2 and x.code in ($3, $4) and c.op = 'stop' and c.issued_at >= $6 and
  (c.run = $1 or (c.run = '' and c.issued_at <= coalesce(x.ended_at, x.expires_at) + $5)))sql";

DeliveryRow read_delivery(const storage::Row& row) {
    DeliveryRow out;
    out.subject = row.text("subject");
    out.planned_at = row.instant("planned_at");
    out.manifest_version = row.integer("manifest_version");
    out.envelope = row.optional_text("envelope");
    out.is_command = row.integer("is_command") != 0;
    out.sent_with = row.text("sent_with");
    Delivery& delivery = out.delivery;
    delivery.device = row.id<DeviceId>("device");
    delivery.state = stored_word<DeliveryState>(row, "state");
    delivery.expires_at = row.instant("expires_at");
    delivery.sent_at = row.optional_instant("sent_at");
    delivery.received_at = row.optional_instant("received_at");
    delivery.started_at = row.optional_instant("started_at");
    delivery.ended_at = row.optional_instant("ended_at");
    delivery.code = row.text("code");
    delivery.ms_planned = row.integer("ms_planned");
    delivery.ms_played = row.integer("ms_played");
    delivery.sends = static_cast<std::int32_t>(row.integer("sends"));
    delivery.send_at = row.optional_instant("send_at");
    return out;
}

storage::Parameters saved(std::string_view subject, const Delivery& delivery) {
    return {subject,
            delivery.device,
            json::enum_text(delivery.state),
            delivery.expires_at,
            delivery.sent_at,
            delivery.received_at,
            delivery.started_at,
            delivery.ended_at,
            delivery.code,
            delivery.ms_planned,
            delivery.ms_played,
            delivery.sends,
            delivery.send_at};
}

std::vector<DeliveryRow> select(storage::Connection& connection, std::string_view rest,
                                const storage::Parameters& parameters) {
    std::vector<DeliveryRow> rows;
    for (const storage::Row& row : connection.query("select " + std::string(delivery_columns) +
                                                        " from delivery " + std::string(rest),
                                                    parameters)) {
        rows.push_back(read_delivery(row));
    }
    return rows;
}

Run read_run(const storage::Row& row) {
    return {.id = row.id<RunId>("id"),
            .command = row.text("command"),
            .programme = row.text("programme"),
            .bulletin = row.text("bulletin"),
            .station = row.text("station"),
            .title = row.text("title"),
            .kind = stored_word<RunKind>(row, "kind"),
            .class_ = stored_word<BroadcastClass>(row, "class"),
            .area = area::AreaPath::parse(row.text("area")).value_or(area::AreaPath()),
            .at = row.instant("at"),
            .duration_ms = row.integer("duration_ms"),
            .created_at = row.instant("created_at")};
}

} // namespace

std::int64_t take_sequence(storage::Transaction& transaction, std::int64_t count) {
    const auto rows = transaction.query("update issuing_sequence set last_seq = last_seq + $2 "
                                        "where name = $1 returning last_seq",
                                        {"command", count});
    return rows.at(0).integer("last_seq");
}

void insert_command(storage::Transaction& transaction, const OrderedCommand& command) {
    transaction.execute("insert into command (id, op, class, area, run, summary, issued_at, "
                        "expires_at, ordered_by, ordered_by_name) "
                        "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                        {command.id, command.op, json::enum_text(command.class_),
                         area::to_text(command.area), command.run, command.summary,
                         command.issued_at, command.expires_at, command.ordered_by,
                         command.ordered_by_name});
}

void put_run(storage::Transaction& transaction, const Run& run) {
    transaction.execute(put_run_sql,
                        {run.id, run.command, run.programme, run.bulletin, run.title,
                         json::enum_text(run.class_), area::to_text(run.area), run.at,
                         run.duration_ms, run.created_at, json::enum_text(run.kind), run.station});
}

std::optional<Run> find_run(storage::Connection& connection, const RunId& id) {
    const auto rows =
        connection.query("select id, command, programme, bulletin, title, class, "
                         "area, at, duration_ms, created_at, kind, station from run where id = $1",
                         {id});
    return rows.empty() ? std::nullopt : std::optional<Run>(read_run(rows.front()));
}

bool is_awaited(storage::Connection& connection, std::string_view subject) {
    return !connection
                .query("select 1 as one from delivery where subject = $1 and received_at is null "
                       "and state in ('planned', 'sent', 'silent') limit 1",
                       {subject})
                .empty();
}

base::Instant last_start(storage::Connection& connection, const Run& run) {
    const auto rows = connection.query(
        "select max(planned_at) as at from delivery where subject = $1", {run.subject()});
    return std::max(run.at, rows.front().optional_instant("at").value_or(run.at));
}

void insert_delivery(storage::Transaction& transaction, const DeliveryRow& row) {
    const Delivery& delivery = row.delivery;
    transaction.execute(insert_delivery_sql,
                        {row.subject, delivery.device, json::enum_text(delivery.state),
                         row.planned_at, delivery.expires_at, delivery.sent_at,
                         delivery.received_at, delivery.started_at, delivery.ended_at,
                         delivery.code, delivery.ms_planned, delivery.ms_played, delivery.sends,
                         delivery.send_at, row.manifest_version, row.envelope,
                         std::int64_t{row.is_command ? 1 : 0}, row.sent_with});
}

void save_delivery(storage::Transaction& transaction, std::string_view subject,
                   const Delivery& delivery) {
    transaction.execute(save_delivery_sql, saved(subject, delivery));
}

void save_deliveries(storage::Transaction& transaction,
                     const std::vector<std::pair<std::string, Delivery>>& rows) {
    static const storage::ManyRowsSql save(save_many_sql, save_many_columns, save_many_where);
    using Row = std::pair<std::string, Delivery>;
    storage::in_portions(std::span<const Row>(rows), [&](std::span<const Row> some) {
        storage::Parameters parameters;
        parameters.reserve(some.size() * save_many_columns);
        for (const auto& [subject, delivery] : some) {
            std::ranges::move(saved(subject, delivery), std::back_inserter(parameters));
        }
        transaction.execute(save.text(some.size()), parameters);
    });
}

std::vector<Delivery> find_deliveries(storage::Connection& connection, std::string_view subject,
                                      const std::vector<DeviceId>& devices) {
    static const storage::ManyRowsSql find(
        "select " + std::string(delivery_columns) + " from (values ", 2,
        ") as v join delivery on delivery.subject = v.column1 "
        "and delivery.device = v.column2");
    std::vector<Delivery> found;
    storage::in_portions(std::span<const DeviceId>(devices), [&](std::span<const DeviceId> some) {
        storage::Parameters parameters;
        for (const DeviceId& device : some) {
            parameters.emplace_back(subject);
            parameters.emplace_back(device);
        }
        for (const storage::Row& row : connection.query(find.text(some.size()), parameters)) {
            found.push_back(read_delivery(row).delivery);
        }
    });
    return found;
}

std::optional<DeliveryRow> find_delivery(storage::Connection& connection, std::string_view subject,
                                         DeviceId device) {
    auto rows = select(connection, "where subject = $1 and device = $2", {subject, device});
    return rows.empty() ? std::nullopt : std::optional<DeliveryRow>(std::move(rows.front()));
}

std::vector<Delivery> deliveries_of(storage::Connection& connection, std::string_view subject) {
    std::vector<Delivery> found;
    for (DeliveryRow& row : select(connection, "where subject = $1 order by device", {subject})) {
        found.push_back(std::move(row.delivery));
    }
    return found;
}

std::vector<DeliveryRow> deliveries_to_send(storage::Connection& connection, base::Instant now,
                                            base::Instant heard_until, std::size_t limit) {
    return select(connection,
                  "where send_at is not null and send_at <= $1 and is_command = 1 and "
                  "(sends = 0 or send_at <= $2) order by send_at, subject, device limit $3",
                  {now, heard_until, static_cast<std::int64_t>(limit)});
}

std::vector<DeliveryRow> deliveries_past(storage::Connection& connection, base::Instant now,
                                         std::size_t limit) {
    // The first condition is word for word that of the index delivery_to_close: whatever has ended,
    // which is nearly everything, is never looked at.
    return select(connection,
                  "where (state in ('planned', 'sent', 'received', 'playing') or "
                  "(state = 'silent' and is_command = 1 and received_at is null)) and "
                  "expires_at <= $1 and ((is_command = 1 and state in ('planned', 'sent', "
                  "'silent')) or expires_at + ms_planned + $2 <= $1) "
                  "order by expires_at, subject, device limit $3",
                  {now, std::int64_t{proof_grace.count()}, static_cast<std::int64_t>(limit)});
}

std::vector<DeliveryRow> commands_waiting_for(storage::Connection& connection, DeviceId device,
                                              base::Instant now) {
    return select(connection,
                  "where device = $1 and is_command = 1 and expires_at > $2 and "
                  "state in ('planned', 'sent', 'silent') order by planned_at, subject limit 200",
                  {device, now});
}

std::vector<DeliveryRow> planned_runs_of(storage::Connection& connection, DeviceId device,
                                         base::Instant from) {
    return select(connection,
                  "where device = $1 and is_command = 0 and planned_at >= $2 "
                  "order by planned_at, subject limit 10000",
                  {device, from});
}

std::vector<DeliveryRow> untold_runs_of(storage::Connection& connection, DeviceId device,
                                        base::Instant from, std::int64_t manifest_version) {
    return select(connection,
                  "where device = $1 and is_command = 0 and planned_at >= $2 and "
                  "state in ('planned', 'sent') and manifest_version <= $3 "
                  "order by planned_at, subject limit 10000",
                  {device, from, manifest_version});
}

void remove_delivery(storage::Transaction& transaction, std::string_view subject, DeviceId device) {
    transaction.execute("delete from delivery where subject = $1 and device = $2",
                        {subject, device});
}

std::optional<RunStop> find_stop(storage::Connection& connection, const Run& run,
                                 std::optional<DeviceId> device) {
    std::string text(stop_sql);
    storage::Parameters parameters{run.id,
                                   run.subject(),
                                   stopped_code,
                                   recalled_code,
                                   std::int64_t{clock_slack.count()},
                                   run.created_at};
    if (device) {
        text += " and x.device = $7";
        parameters.emplace_back(*device);
    }
    text += " order by case when c.run = $1 then 0 else 1 end, c.issued_at desc, c.id limit 1";
    const auto rows = connection.query(text, parameters);
    if (rows.empty()) {
        return std::nullopt;
    }
    const storage::Row& row = rows.front();
    return RunStop{.by = row.text("ordered_by"),
                   .by_name = row.text("ordered_by_name"),
                   .at = row.instant("issued_at"),
                   .reason = row.text("summary")};
}

std::string subject_of(storage::Connection& connection, const RunId& run) {
    const auto rows = connection.query("select command from run where id = $1", {run});
    const std::string command = rows.empty() ? std::string() : rows.front().text("command");
    return command.empty() ? base::to_text(run) : command;
}

} // namespace broadcast
