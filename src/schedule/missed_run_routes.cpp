#include "schedule/missed_run_routes.hpp"

#include "base/try.hpp"
#include "http/answering.hpp"
#include "http/paging.hpp"
#include "http/router.hpp"
#include "rights/policy.hpp"
#include "rights/request_actor.hpp"
#include "schedule/miss_json.hpp"
#include "json/described.hpp"

namespace schedule {

namespace {

using http::Method;
using http::Request;
using http::Response;
using rights::Permission;

struct MissedRunReply : MissedRun {
    std::vector<std::string> abilities;
};
BOOST_DESCRIBE_STRUCT(MissedRunReply, (MissedRun), (abilities))

struct AnswerRequest {
    bool make_up = false;
};
BOOST_DESCRIBE_STRUCT(AnswerRequest, (), (make_up))

std::string reply_json(const Request& request, const MissedRun& missed) {
    MissedRunReply reply{missed, {}};
    if (missed.verdict == MissVerdict::asked &&
        rights::allows(rights::request_actor(request), Permission::write_schedule, missed.area)) {
        reply.abilities.emplace_back("answer");
    }
    return json::write(reply);
}

base::Result<Response> list(ScheduleDesk& desk, const Request& request) {
    TRY_ASSIGN(const http::Paging paging, http::read_paging(request));
    MissedRunFilter filter;
    filter.visible = rights::areas_with(rights::request_actor(request), Permission::read_schedule);
    filter.limit = paging.limit + 1;
    if (!paging.after.empty()) {
        TRY_ASSIGN(filter.after, MissedRunId::parse(paging.after));
    }
    if (const auto verdict = request.query_value("verdict"); verdict && !verdict->empty()) {
        filter.verdict = json::enum_value<MissVerdict>(*verdict);
        if (!filter.verdict) {
            return base::fail(base::Fault::invalid, "schedule.bad_filter",
                              "Điều kiện lọc \"verdict\" không đúng.",
                              "The filter \"verdict\" is wrong.");
        }
    }
    TRY_ASSIGN(auto found,
               desk.database.read(
                   [&](storage::Connection& connection) -> base::Result<std::vector<MissedRun>> {
                       return list_missed_runs(connection, filter);
                   }));
    const bool more = found.size() > paging.limit;
    if (more) {
        found.pop_back();
    }
    std::vector<std::string> items;
    for (const MissedRun& missed : found) {
        items.push_back(reply_json(request, missed));
    }
    return http::page_response(items, more ? base::to_text(found.back().id) : "");
}

base::Result<Response> answer(ScheduleDesk& desk, const Request& request) {
    TRY_ASSIGN(const MissedRunId id, MissedRunId::parse(request.path_parameter("id")));
    TRY_ASSIGN(const AnswerRequest body, json::read<AnswerRequest>(request.body));
    TRY_ASSIGN(const MissedRun after,
               answer_missed_run(desk, rights::request_actor(request), id, body.make_up));
    return http::json_response(200, reply_json(request, after));
}

} // namespace

void add_missed_run_routes(http::Router& router, ScheduleDesk& desk) {
    router.route(Method::get, "/api/v1/missed-runs", {}, http::answering(desk, list));
    router.route(Method::post, "/api/v1/missed-runs/{id}/answer", {.idempotent_by_key = true},
                 http::answering(desk, answer));
}

} // namespace schedule
