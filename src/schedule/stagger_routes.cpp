#include "schedule/stagger_routes.hpp"

#include "base/try.hpp"
#include "http/router.hpp"
#include "rights/request_actor.hpp"
#include "schedule/stagger_devices.hpp"
#include "json/described.hpp"

#include <charconv>

namespace schedule {

BOOST_DESCRIBE_STRUCT(StaggeredDevice, (), (device, slot, offset_ms, neighbours))
BOOST_DESCRIBE_STRUCT(StaggerView, (),
                      (is_on, hearing_metres, duration_ms, slot_count, added_ms, devices,
                       without_position))

namespace {

using http::Request;
using http::Response;

/// A number of the query; nothing when it is not sent.
template <class Number>
base::Result<std::optional<Number>> read_number(const Request& request, const std::string& name) {
    const auto text = request.query_value(name);
    if (!text || text->empty()) {
        return std::optional<Number>();
    }
    Number number{};
    const char* const last = text->data() + text->size();
    const auto [end, error] = std::from_chars(text->data(), last, number);
    if (error != std::errc() || end != last) {
        return base::fail(base::Fault::invalid, "schedule.bad_filter",
                          "Điều kiện lọc \"" + name + "\" không đúng.",
                          "The filter \"" + name + "\" is wrong.");
    }
    return std::optional(number);
}

base::Result<Response> show(ScheduleDesk& desk, const Request& request) {
    StaggerQuestion question;
    TRY_ASSIGN(question.area, area::AreaPath::parse(request.query_value("area").value_or("")));
    TRY_ASSIGN(question.hearing_metres, read_number<std::int32_t>(request, "hearing_metres"));
    TRY_ASSIGN(const auto duration_ms, read_number<std::int64_t>(request, "duration_ms"));
    question.duration_ms = duration_ms.value_or(question.duration_ms);
    TRY_ASSIGN(const StaggerView view,
               view_stagger(desk, rights::request_actor(request), question));
    return http::json_response(200, json::write(view));
}

} // namespace

void add_stagger_routes(http::Router& router, ScheduleDesk& desk) {
    router.route(http::Method::get, "/api/v1/stagger", {}, [&desk](const Request& request) {
        base::Result<Response> reply = show(desk, request);
        return reply ? std::move(*reply) : http::problem_response(reply.error(), request);
    });
}

} // namespace schedule
