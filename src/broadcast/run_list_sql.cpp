#include "broadcast/run_list.hpp"

#include "broadcast/stored_word.hpp"
#include "broadcast/words.hpp"
#include "devices/device_row.hpp"

#include <algorithm>
#include <charconv>

namespace broadcast {

namespace {

using devices::within_areas;
using storage::Parameters;

constexpr std::string_view run_columns =
    "r.id, r.command, r.programme, r.bulletin, r.title, r.class, r.area, r.at, r.duration_ms, "
    "r.created_at, r.kind, r.station";
constexpr std::string_view run_subject = "(case when r.command = '' then r.id else r.command end)";
constexpr std::string_view command_columns =
    "id, op, class, area, run, summary, issued_at, expires_at, ordered_by, ordered_by_name";

std::string bound(Parameters& parameters, storage::Parameter parameter) {
    parameters.push_back(std::move(parameter));
    return "$" + std::to_string(parameters.size());
}

area::AreaPath read_area(const storage::Row& row) {
    return area::AreaPath::parse(row.text("area")).value_or(area::AreaPath());
}

/// Keys of pages: the instant, then ids, with a space between.
struct Place {
    std::int64_t at = 0;
    std::string rest;
};
std::optional<Place> parse_place(std::string_view key) {
    const auto cut = key.find(' ');
    Place place;
    if (cut == std::string_view::npos ||
        std::from_chars(key.data(), key.data() + cut, place.at).ec != std::errc{}) {
        return std::nullopt;
    }
    place.rest = key.substr(cut + 1);
    return place;
}

std::string run_condition(const RunFilter& filter, Parameters& parameters) {
    std::string text = "(" + within_areas("r.area", filter.visible, parameters) +
                       " or exists (select 1 from delivery x join device d on d.id = x.device "
                       "where x.subject = " +
                       std::string(run_subject) + " and " +
                       within_areas("d.area", filter.visible, parameters) + "))";
    if (filter.from) {
        text += " and r.at >= " + bound(parameters, *filter.from);
    }
    if (filter.to) {
        text += " and r.at < " + bound(parameters, *filter.to);
    }
    if (!filter.bulletin.empty()) {
        text += " and r.bulletin = " + bound(parameters, filter.bulletin);
    }
    if (!filter.programme.empty()) {
        text += " and r.programme = " + bound(parameters, filter.programme);
    }
    if (!filter.device.empty()) {
        text +=
            " and exists (select 1 from delivery y where y.subject = " + std::string(run_subject) +
            " and y.device = " + bound(parameters, filter.device) + ")";
    }
    if (const auto after = parse_place(filter.after)) {
        text += " and (r.at, r.id) > (" + bound(parameters, after->at) + ", " +
                bound(parameters, after->rest) + ")";
    }
    return text;
}

struct Counted {
    DeliveryCounts counts;
    std::int64_t stopped = 0; ///< as was_stopped()
    base::Instant last_start;
};

Counted count_deliveries(storage::Connection& connection, std::string_view subject,
                         const std::vector<area::AreaPath>& visible) {
    Parameters parameters{subject, stopped_code, recalled_code};
    const std::string within = within_areas("d.area", visible, parameters);
    Counted counted;
    for (const storage::Row& row : connection.query(
             "select x.state, count(*) as n, sum(case when x.code in ($2, $3) then 1 else 0 end) "
             "as stopped, max(x.planned_at) as last_start from delivery x join device d on d.id = "
             "x.device "
             "where x.subject = $1 and " +
                 within + " group by x.state",
             parameters)) {
        counted.counts[stored_word<DeliveryState>(row, "state")] = row.integer("n");
        counted.stopped += row.integer("stopped");
        counted.last_start = std::max(counted.last_start, row.instant("last_start"));
    }
    return counted;
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
            .area = read_area(row),
            .at = row.instant("at"),
            .duration_ms = row.integer("duration_ms"),
            .created_at = row.instant("created_at")};
}

OrderedCommand read_command(const storage::Row& row) {
    return {.id = row.id<CommandId>("id"),
            .op = row.text("op"),
            .class_ = stored_word<BroadcastClass>(row, "class"),
            .area = read_area(row),
            .run = row.text("run"),
            .summary = row.text("summary"),
            .issued_at = row.instant("issued_at"),
            .expires_at = row.instant("expires_at"),
            .ordered_by = row.text("ordered_by"),
            .ordered_by_name = row.text("ordered_by_name")};
}

} // namespace

ListedRun list_run(storage::Connection& connection, const Run& run,
                   const std::vector<area::AreaPath>& visible, base::Instant now) {
    Counted counted = count_deliveries(connection, run.subject(), visible);
    ListedRun listed{.run = run,
                     .starts = {run.at, std::max(run.at, counted.last_start)},
                     .counts = std::move(counted.counts)};
    listed.state = run_state(listed.counts, counted.stopped, listed.starts, run.duration_ms, now);
    if (listed.state == RunState::stopped) {
        listed.stop = find_stop(connection, run);
    }
    return listed;
}

RunPage list_runs(storage::Connection& connection, const RunFilter& filter, base::Instant now) {
    Parameters parameters;
    const std::string condition = run_condition(filter, parameters);
    const auto rows =
        connection.query("select " + std::string(run_columns) + " from run r where " + condition +
                             " order by r.at, r.id limit " +
                             bound(parameters, static_cast<std::int64_t>(filter.limit + 1)),
                         parameters);
    RunPage page;
    for (const storage::Row& row : rows) {
        if (page.runs.size() == filter.limit) {
            const Run& last = page.runs.back().run;
            page.next = std::to_string(last.at.ms) + " " + base::to_text(last.id);
            break;
        }
        page.runs.push_back(list_run(connection, read_run(row), filter.visible, now));
    }
    return page;
}

std::vector<DeviceDelivery> list_deliveries(storage::Connection& connection,
                                            std::string_view subject,
                                            const std::optional<RunId>& run,
                                            const std::vector<area::AreaPath>& visible) {
    std::map<DeviceId, device_protocol::PlayedProof> proofs;
    if (run) {
        for (StoredProof& stored : proofs_of_run(connection, *run)) {
            proofs.emplace(stored.device, std::move(stored.proof));
        }
    }
    Parameters parameters{subject};
    const std::string within = within_areas("d.area", visible, parameters);
    std::vector<DeviceDelivery> found;
    for (const storage::Row& row :
         connection.query("select x.device, d.name, d.area from delivery x join device d on "
                          "d.id = x.device where x.subject = $1 and " +
                              within + " order by d.name_key, d.id",
                          parameters)) {
        const auto device = row.id<DeviceId>("device");
        auto delivery = find_delivery(connection, subject, device);
        if (!delivery) {
            continue;
        }
        const auto proof = proofs.find(device);
        found.push_back(
            {.row = std::move(*delivery),
             .device_name = row.text("name"),
             .device_area = read_area(row),
             .proof = proof == proofs.end() ? std::nullopt : std::optional(proof->second)});
    }
    return found;
}

CommandPage list_commands(storage::Connection& connection,
                          const std::vector<area::AreaPath>& visible, std::string_view after,
                          std::size_t limit) {
    Parameters parameters;
    std::string condition = within_areas("area", visible, parameters);
    if (const auto place = parse_place(after)) {
        condition += " and (issued_at, id) < (" + bound(parameters, place->at) + ", " +
                     bound(parameters, place->rest) + ")";
    }
    CommandPage page;
    for (const storage::Row& row :
         connection.query("select " + std::string(command_columns) + " from command where " +
                              condition + " order by issued_at desc, id desc limit " +
                              bound(parameters, static_cast<std::int64_t>(limit + 1)),
                          parameters)) {
        if (page.commands.size() == limit) {
            const OrderedCommand& last = page.commands.back().command;
            page.next = std::to_string(last.issued_at.ms) + " " + base::to_text(last.id);
            break;
        }
        ListedCommand listed{.command = read_command(row)};
        listed.counts =
            count_deliveries(connection, base::to_text(listed.command.id), visible).counts;
        page.commands.push_back(std::move(listed));
    }
    return page;
}

std::optional<OrderedCommand> find_command(storage::Connection& connection, const CommandId& id) {
    const auto rows = connection.query(
        "select " + std::string(command_columns) + " from command where id = $1", {id});
    return rows.empty() ? std::nullopt : std::optional<OrderedCommand>(read_command(rows.front()));
}

EventPage list_device_events(storage::Connection& connection, const EventFilter& filter) {
    Parameters parameters;
    std::string condition = within_areas("d.area", filter.visible, parameters);
    if (!filter.kind.empty()) {
        condition += " and e.kind = " + bound(parameters, filter.kind);
    }
    if (!filter.device.empty()) {
        condition += " and e.device = " + bound(parameters, filter.device);
    }
    // The key of an event: when it was stored, then device and number, which are one event.
    if (const auto after = parse_place(filter.after)) {
        const auto cut = after->rest.find(' ');
        const auto number =
            parse_place(after->rest.substr(cut == std::string::npos ? 0 : cut + 1) + " ");
        condition += " and (e.received_at, e.device, e.n) < (" + bound(parameters, after->at) +
                     ", " + bound(parameters, after->rest.substr(0, cut)) + ", " +
                     bound(parameters, number ? number->at : 0) + ")";
    }
    EventPage page;
    for (const storage::Row& row : connection.query(
             "select e.device, e.epoch, e.n, e.at, e.kind, e.code, e.body, "
             "e.received_at from device_event e join device d on d.id = e.device "
             "where " +
                 condition + " order by e.received_at desc, e.device desc, e.n desc limit " +
                 bound(parameters, static_cast<std::int64_t>(filter.limit + 1)),
             parameters)) {
        if (page.events.size() == filter.limit) {
            const StoredEvent& last = page.events.back();
            page.next = std::to_string(last.received_at.ms) + " " + base::to_text(last.device) +
                        " " + std::to_string(last.n);
            break;
        }
        page.events.push_back({.device = row.id<DeviceId>("device"),
                               .epoch = row.integer("epoch"),
                               .n = row.integer("n"),
                               .at = row.instant("at"),
                               .kind = row.text("kind"),
                               .code = row.text("code"),
                               .body = row.text("body"),
                               .received_at = row.instant("received_at")});
    }
    return page;
}

} // namespace broadcast
