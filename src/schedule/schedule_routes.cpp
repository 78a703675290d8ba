#include "schedule/schedule_routes.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "content/bulletin_json.hpp"
#include "device_protocol/messages_described.hpp"
#include "http/answering.hpp"
#include "http/conditional.hpp"
#include "http/paging.hpp"
#include "http/router.hpp"
#include "rights/policy.hpp"
#include "rights/request_actor.hpp"
#include "schedule/change_rules.hpp"
#include "schedule/dry_run_routes.hpp"
#include "schedule/save_programme.hpp"
#include "schedule/schedule_json.hpp"
#include "schedule/schedule_record.hpp"
#include "schedule/stagger_routes.hpp"
#include "json/described.hpp"

#include <charconv>

namespace schedule {

namespace {

using http::Method;
using http::Request;
using http::Response;
using rights::Permission;

constexpr std::size_t runs_max = 1'000;
constexpr std::int64_t window_ms_max = 32LL * 24 * 3600 * 1000;

/// What is sent to make, change or preview a programme.
struct ProgrammeRequest {
    std::optional<ProgrammeId> id;
    std::string title;
    area::AreaPath area;
    content::BroadcastClass class_ = content::BroadcastClass::ordinary;
    std::optional<Recurrence> days;
    std::vector<base::LocalTime> times;
    std::optional<std::int32_t> plays;
    std::optional<std::int32_t> gap_seconds;
    std::vector<ProgrammeItem> items;
    content::Targets targets;
    std::optional<std::int32_t> volume_percent;
    std::optional<Overrun> on_overrun;
    std::optional<std::int32_t> late_seconds_max;
    std::optional<bool> play_now;
    std::optional<bool> accept_conflicts;
    std::optional<bool> confirm_quiet_hours;
};
BOOST_DESCRIBE_STRUCT(ProgrammeRequest, (),
                      (id, title, area, class_, days, times, plays, gap_seconds, items, targets,
                       volume_percent, on_overrun, late_seconds_max, play_now, accept_conflicts,
                       confirm_quiet_hours))

struct ProgrammeReply : Programme {
    std::vector<std::string> abilities;
};
BOOST_DESCRIBE_STRUCT(ProgrammeReply, (Programme), (abilities))

struct ReasonRequest {
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(ReasonRequest, (), (reason))

struct PlacementView {
    device_protocol::DeviceId device;
    base::Instant at;
    std::int64_t duration_ms = 0;
};
BOOST_DESCRIBE_STRUCT(PlacementView, (), (device, at, duration_ms))

struct RunReply : PlannedRun {
    std::vector<PlacementView> devices;
};
BOOST_DESCRIBE_STRUCT(RunReply, (PlannedRun), (devices))

struct MessageText {
    std::string vi;
    std::string en;
};
BOOST_DESCRIBE_STRUCT(MessageText, (), (vi, en))

struct DecisionView {
    ProgrammeId programme;
    std::string programme_title;
    base::Instant nominal_at;
    std::int32_t play = 0;
    std::string reason;
    MessageText message;
};
BOOST_DESCRIBE_STRUCT(DecisionView, (),
                      (programme, programme_title, nominal_at, play, reason, message))

struct DevicePlanReply {
    std::vector<PlannedRun> runs;
    std::vector<DecisionView> decisions;
};
BOOST_DESCRIBE_STRUCT(DevicePlanReply, (), (runs, decisions))

struct RunsReply {
    std::vector<PlannedRun> items;
};
BOOST_DESCRIBE_STRUCT(RunsReply, (), (items))

base::Failure bad_filter(const std::string& name) {
    return base::fail(base::Fault::invalid, "schedule.bad_filter",
                      "Điều kiện lọc \"" + name + "\" không đúng.",
                      "The filter \"" + name + "\" is wrong.");
}

template <class T, class Parse>
base::Result<std::optional<T>> read_filter(const Request& request, const std::string& name,
                                           const Parse& parse) {
    const auto text = request.query_value(name);
    if (!text || text->empty()) {
        return std::optional<T>();
    }
    const auto value = parse(*text);
    if (!value) {
        return bad_filter(name);
    }
    return std::optional<T>(*value);
}

std::optional<base::Instant> parse_ms(std::string_view text) {
    base::Instant at;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), at.ms);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(at)
                                                                    : std::nullopt;
}

struct Period {
    base::Instant from;
    base::Instant to;
};

/// `from` and `to` of the query; by default from now for a week.
base::Result<Period> read_period(const ScheduleDesk& desk, const Request& request) {
    TRY_ASSIGN(const auto from, read_filter<base::Instant>(request, "from", parse_ms));
    TRY_ASSIGN(const auto to, read_filter<base::Instant>(request, "to", parse_ms));
    Period period{from.value_or(desk.clock.now()), {}};
    period.to = to.value_or(period.from + std::chrono::hours(24 * 7));
    if (period.from.ms < 0 || period.to <= period.from || period.to.ms > 253'402'300'799'000 ||
        period.to.ms - period.from.ms > window_ms_max) {
        return bad_filter("to");
    }
    return period;
}

base::Result<ProgrammeProposal> read_proposal(const Request& request) {
    TRY_ASSIGN(ProgrammeRequest sent, json::read<ProgrammeRequest>(request.body));
    ProgrammeProposal proposal{.play_now = sent.play_now.value_or(false),
                               .accept_conflicts = sent.accept_conflicts.value_or(false),
                               .confirm_quiet_hours = sent.confirm_quiet_hours.value_or(false)};
    Programme& programme = proposal.programme;
    programme.id = sent.id.value_or(ProgrammeId{});
    programme.title = std::move(sent.title);
    programme.area = std::move(sent.area);
    programme.class_ = sent.class_;
    programme.days = sent.days.value_or(Recurrence{});
    programme.times = std::move(sent.times);
    programme.plays = sent.plays.value_or(programme.plays);
    programme.gap_seconds = sent.gap_seconds.value_or(programme.gap_seconds);
    programme.items = std::move(sent.items);
    programme.targets = std::move(sent.targets);
    programme.volume_percent = sent.volume_percent;
    programme.on_overrun = sent.on_overrun.value_or(programme.on_overrun);
    programme.late_seconds_max = sent.late_seconds_max.value_or(programme.late_seconds_max);
    return proposal;
}

std::string reply_json(const Programme& programme, const rights::Actor& actor) {
    ProgrammeReply reply{programme, {}};
    if (programme.state == ProgrammeState::active &&
        rights::allows(actor, Permission::write_schedule, programme.area)) {
        reply.abilities = {"edit", "cancel"};
    }
    return json::write(reply);
}

Response present(const Request& request, const Programme& programme, int status = 200) {
    Response response =
        http::json_response(status, reply_json(programme, rights::request_actor(request)));
    response.headers.emplace("ETag", http::version_etag(programme.version));
    if (status == 201) {
        response.headers.emplace("Location", "/api/v1/programmes/" + base::to_text(programme.id));
    }
    return response;
}

base::Result<Response> list(ScheduleDesk& desk, const Request& request) {
    ProgrammeFilter filter;
    filter.visible = rights::areas_with(rights::request_actor(request), Permission::read_schedule);
    TRY_ASSIGN(filter.area, read_filter<area::AreaPath>(request, "area", area::AreaPath::parse));
    TRY_ASSIGN(filter.state,
               read_filter<ProgrammeState>(request, "state", json::enum_value<ProgrammeState>));
    filter.search = request.query_value("q").value_or("");
    if (filter.search.size() > 200 || !base::is_utf8(filter.search)) {
        return bad_filter("q");
    }
    TRY_ASSIGN(const http::Paging paging, http::read_paging(request));
    if (!paging.after.empty()) {
        TRY_ASSIGN(filter.after, ProgrammeId::parse(paging.after));
    }
    filter.limit = paging.limit + 1;
    using Programmes = std::vector<Programme>;
    TRY_ASSIGN(Programmes programmes,
               desk.database.read([&](storage::Connection& connection) -> base::Result<Programmes> {
                   return list_programmes(connection, filter);
               }));
    const bool more = programmes.size() > paging.limit;
    if (more) {
        programmes.pop_back();
    }
    std::vector<std::string> items;
    for (const Programme& programme : programmes) {
        items.push_back(reply_json(programme, rights::request_actor(request)));
    }
    return http::page_response(items, more ? base::to_text(programmes.back().id) : "");
}

base::Result<Programme> read_visible(ScheduleDesk& desk, const Request& request) {
    TRY_ASSIGN(const ProgrammeId id, ProgrammeId::parse(request.path_parameter("id")));
    using Found = std::optional<Programme>;
    TRY_ASSIGN(Found found,
               desk.database.read([&](storage::Connection& connection) -> base::Result<Found> {
                   return find_programme(connection, id);
               }));
    if (!found ||
        !rights::allows(rights::request_actor(request), Permission::read_schedule, found->area)) {
        return base::fail(base::Fault::not_found, "schedule.not_found",
                          "Không có chương trình này.", "There is no such programme.");
    }
    return std::move(*found);
}

base::Result<Response> show_one(ScheduleDesk& desk, const Request& request) {
    TRY_ASSIGN(const Programme programme, read_visible(desk, request));
    return present(request, programme);
}

base::Result<Response> show_preview(ScheduleDesk& desk, const Request& request) {
    TRY_ASSIGN(const ProgrammeProposal proposal, read_proposal(request));
    TRY_ASSIGN(const Preview preview,
               preview_programme(desk, rights::request_actor(request), proposal));
    return http::json_response(200, to_json(preview));
}

base::Result<Response> make_one(ScheduleDesk& desk, const Request& request) {
    TRY_ASSIGN(ProgrammeProposal proposal, read_proposal(request));
    TRY_ASSIGN(const Programme saved, save_programme(desk, rights::request_actor(request),
                                                     std::move(proposal), std::nullopt));
    return present(request, saved, 201);
}

base::Result<Response> edit_one(ScheduleDesk& desk, const Request& request) {
    TRY_ASSIGN(const Programme present_one, read_visible(desk, request));
    TRY(http::require_if_match(request, http::version_etag(present_one.version)));
    TRY_ASSIGN(ProgrammeProposal proposal, read_proposal(request));
    proposal.programme.id = present_one.id;
    TRY_ASSIGN(const Programme saved, save_programme(desk, rights::request_actor(request),
                                                     std::move(proposal), present_one.version));
    return present(request, saved);
}

base::Result<Response> cancel_one(ScheduleDesk& desk, const Request& request) {
    TRY_ASSIGN(const ProgrammeId id, ProgrammeId::parse(request.path_parameter("id")));
    TRY_ASSIGN(const ReasonRequest body, json::read<ReasonRequest>(request.body));
    if (base::code_points(body.reason) > 1'000) {
        return bad_filter("reason");
    }
    TRY_ASSIGN(const Programme cancelled,
               cancel_programme(desk, rights::request_actor(request), id, body.reason));
    return present(request, cancelled);
}

/// The ETag is that of the area's own rules, 0 while it follows a wider area's or the defaults.
Response present_rules(const UnitRules& rules, std::int64_t own_version) {
    Response response = http::json_response(200, to_json(rules));
    response.headers.emplace("ETag", http::version_etag(own_version));
    return response;
}

base::Result<Response> show_rules(ScheduleDesk& desk, const Request& request) {
    TRY_ASSIGN(const auto area,
               read_filter<area::AreaPath>(request, "area", area::AreaPath::parse));
    TRY_ASSIGN(const auto date, read_filter<base::LocalDate>(request, "on", base::parse_date));
    const area::AreaPath place = area.value_or(area::AreaPath());
    TRY(rights::require(rights::request_actor(request), Permission::read_schedule, place));
    TRY_ASSIGN(const UnitRules rules,
               rules_in_force(desk, place, date.value_or(base::to_local(desk.clock.now()).date)));
    return present_rules(rules, rules.area == place ? rules.version : 0);
}

base::Result<Response> set_rules(ScheduleDesk& desk, const Request& request) {
    TRY_ASSIGN(UnitRules rules, rules_from_json(request.body));
    const rights::Actor& actor = rights::request_actor(request);
    TRY(rights::require(actor, Permission::read_schedule, rules.area));
    TRY_ASSIGN(rules.version, own_rules_version(desk, rules.area, rules.effective_from));
    TRY(http::require_if_match(request, http::version_etag(rules.version)));
    TRY_ASSIGN(const UnitRules saved, change_rules(desk, actor, std::move(rules)));
    return present_rules(saved, saved.version);
}

base::Result<Response> list_runs(ScheduleDesk& desk, SqlPlannedRuns& runs, const Request& request) {
    TRY_ASSIGN(const auto area,
               read_filter<area::AreaPath>(request, "area", area::AreaPath::parse));
    TRY_ASSIGN(const Period period, read_period(desk, request));
    std::vector<area::AreaPath> areas;
    for (const area::AreaPath& visible :
         rights::areas_with(rights::request_actor(request), Permission::read_schedule)) {
        if (!area || area->covers(visible)) {
            areas.push_back(visible);
        } else if (visible.covers(*area)) {
            areas.push_back(*area);
        }
    }
    TRY_ASSIGN(std::vector<PlannedRun> found,
               runs.runs_in_area(areas, period.from, period.to, runs_max));
    return http::json_response(200, json::write(RunsReply{std::move(found)}));
}

base::Result<Response> show_run(SqlPlannedRuns& runs, const Request& request) {
    TRY_ASSIGN(const RunId id, RunId::parse(request.path_parameter("id")));
    TRY_ASSIGN(const std::optional<PlannedRun> run, runs.find_run(id));
    if (!run ||
        !rights::allows(rights::request_actor(request), Permission::read_schedule, run->area)) {
        return base::fail(base::Fault::not_found, "schedule.no_such_run",
                          "Không có lượt phát này trong lịch.", "This run is not planned.");
    }
    RunReply reply{*run, {}};
    TRY_ASSIGN(const std::vector<Placement> placements, runs.devices_of(id));
    for (const Placement& placement : placements) {
        reply.devices.push_back({placement.device, placement.at, placement.duration_ms});
    }
    return http::json_response(200, json::write(reply));
}

base::Result<Response> show_device(ScheduleDesk& desk, SqlPlannedRuns& runs,
                                   const Request& request) {
    TRY_ASSIGN(const auto device, device_protocol::DeviceId::parse(request.path_parameter("id")));
    TRY_ASSIGN(const auto places, desk.places.places_of({.devices = {device}}));
    for (const area::AreaPath& place : places) {
        TRY(rights::require(rights::request_actor(request), Permission::read_schedule, place));
    }
    TRY_ASSIGN(const Period period, read_period(desk, request));
    DevicePlanReply reply;
    TRY_ASSIGN(reply.runs, runs.runs_for_device(device, period.from, period.to));
    TRY_ASSIGN(const auto decisions, runs.decisions_for_device(device, period.from, period.to));
    for (const RecordedDecision& decision : decisions) {
        reply.decisions.push_back({decision.programme,
                                   decision.programme_title,
                                   decision.nominal_at,
                                   decision.play,
                                   decision.reason,
                                   {decision.message.vi, decision.message.en}});
    }
    return http::json_response(200, json::write(reply));
}

} // namespace

void add_schedule_routes(http::Router& router, ScheduleDesk& desk, SqlPlannedRuns& runs) {
    const std::string programmes = "/api/v1/programmes";
    const http::RouteOptions read{};
    const http::RouteOptions act{.time_max = std::chrono::seconds(60), .idempotent_by_key = true};
    const http::RouteOptions write{.time_max = std::chrono::seconds(60)};
    const auto with_desk = [&desk](auto handle) {
        return http::answering(
            [&desk, handle](const Request& request) { return handle(desk, request); });
    };
    router.route(Method::get, programmes, read, with_desk(list));
    router.route(Method::post, programmes, act, with_desk(make_one));
    router.route(Method::post, "/api/v1/programme-previews", write, with_desk(show_preview));
    router.route(Method::get, programmes + "/{id}", read, with_desk(show_one));
    router.route(Method::put, programmes + "/{id}", write, with_desk(edit_one));
    router.route(Method::post, programmes + "/{id}/cancel", act, with_desk(cancel_one));
    router.route(Method::get, "/api/v1/unit-rules", read, with_desk(show_rules));
    router.route(Method::put, "/api/v1/unit-rules", write, with_desk(set_rules));
    router.route(Method::get, "/api/v1/planned-runs", read,
                 http::answering([&desk, &runs](const Request& request) {
                     return list_runs(desk, runs, request);
                 }));
    router.route(
        Method::get, "/api/v1/planned-runs/{id}", read,
        http::answering([&runs](const Request& request) { return show_run(runs, request); }));
    router.route(Method::get, "/api/v1/devices/{id}/planned-runs", read,
                 http::answering([&desk, &runs](const Request& request) {
                     return show_device(desk, runs, request);
                 }));
    add_stagger_routes(router, desk);
    add_dry_run_routes(router, desk);
}

} // namespace schedule
