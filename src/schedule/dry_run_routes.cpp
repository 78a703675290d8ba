#include "schedule/dry_run_routes.hpp"

#include "base/try.hpp"
#include "http/answering.hpp"
#include "http/router.hpp"
#include "rights/request_actor.hpp"
#include "schedule/ask_dry_run.hpp"
#include "schedule/schedule_json.hpp"

namespace schedule {

namespace {

using http::Request;
using http::Response;

base::Result<Response> show(ScheduleDesk& desk, const Request& request) {
    DryRunQuestion question;
    if (const auto area = request.query_value("area")) {
        TRY_ASSIGN(question.area, area::AreaPath::parse(*area));
    }
    if (const auto device = request.query_value("device")) {
        TRY_ASSIGN(question.device, device_protocol::DeviceId::parse(*device));
    }
    TRY_ASSIGN(question.date, base::parse_date(request.query_value("date").value_or("")));
    TRY_ASSIGN(const DryRun found, ask_dry_run(desk, rights::request_actor(request), question));
    return http::json_response(200, to_json(found));
}

} // namespace

void add_dry_run_routes(http::Router& router, ScheduleDesk& desk) {
    router.route(http::Method::get, "/api/v1/dry-runs", {}, http::answering(desk, show));
}

} // namespace schedule
