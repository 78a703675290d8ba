#include "live/live_routes.hpp"

#include "base/try.hpp"
#include "http/answering.hpp"
#include "http/paging.hpp"
#include "http/router.hpp"
#include "live/live_json.hpp"
#include "live/session_record.hpp"
#include "rights/policy.hpp"
#include "rights/request_actor.hpp"

namespace live {

namespace {

using http::Method;
using http::Request;
using http::Response;
using rights::Permission;

Present present_of(const LiveDesk& desk, const Session& session) {
    const auto on_air = desk.studio.find(session.id);
    if (!on_air) {
        return {};
    }
    const auto relay = desk.studio.find_relay(session.id);
    return {.listeners = static_cast<std::int64_t>(on_air->stream()->listeners()),
            .connected = relay || on_air->connected(),
            .sounding = relay ? relay->sounding() : std::string()};
}

base::Result<Session> visible_session(LiveDesk& desk, const Request& request) {
    TRY_ASSIGN(const SessionId id, SessionId::parse(request.path_parameter("id")));
    TRY_ASSIGN(auto session,
               desk.broadcast.database.read(
                   [&](storage::Connection& connection) -> base::Result<std::optional<Session>> {
                       return find_session(connection, id);
                   }));
    if (!session ||
        !rights::allows(rights::request_actor(request), Permission::read_schedule, session->area)) {
        return base::fail(base::Fault::not_found, "live.session_not_found",
                          "Không có buổi phát trực tiếp này.", "There is no such live session.");
    }
    return std::move(*session);
}

base::Result<Response> list(LiveDesk& desk, const Request& request) {
    const auto& actor = rights::request_actor(request);
    const auto visible = rights::areas_with(actor, Permission::read_schedule);
    TRY_ASSIGN(const http::Paging paging, http::read_paging(request));
    TRY_ASSIGN(const SessionPage page,
               desk.broadcast.database.read(
                   [&](storage::Connection& connection) -> base::Result<SessionPage> {
                       return list_sessions(connection, visible, paging.after, paging.limit);
                   }));
    std::vector<std::string> items;
    for (const Session& session : page.sessions) {
        items.push_back(session_json(session, present_of(desk, session), actor));
    }
    return http::page_response(items, page.next);
}

base::Result<Response> open(LiveDesk& desk, const Request& request) {
    const auto& actor = rights::request_actor(request);
    TRY_ASSIGN(const NewSession wanted, read_new_session(request.body));
    TRY_ASSIGN(const Opened opened, open_session(desk, actor, wanted));
    return http::json_response(201, opened_json(opened, actor));
}

base::Result<Response> show(LiveDesk& desk, const Request& request) {
    TRY_ASSIGN(const Session session, visible_session(desk, request));
    return http::json_response(
        200, session_json(session, present_of(desk, session), rights::request_actor(request)));
}

base::Result<Response> stop(LiveDesk& desk, const Request& request) {
    const auto& actor = rights::request_actor(request);
    TRY_ASSIGN(const SessionId id, SessionId::parse(request.path_parameter("id")));
    TRY_ASSIGN(const Session session, stop_session(desk, actor, id));
    return http::json_response(200, session_json(session, {}, actor));
}

base::Result<Response> turns(LiveDesk& desk, const Request& request) {
    TRY_ASSIGN(const Session session, visible_session(desk, request));
    using Turns = std::vector<TakenTurn>;
    TRY_ASSIGN(const Turns found, desk.broadcast.database.read(
                                      [&](storage::Connection& connection) -> base::Result<Turns> {
                                          return turns_of(connection, session.id);
                                      }));
    std::vector<std::string> items;
    for (const TakenTurn& turn : found) {
        items.push_back(turn_json(turn));
    }
    return http::page_response(items, "");
}

base::Result<broadcast::InputUse> read_use(const Request& request) {
    const std::string use = request.query_value("use").value_or("line");
    if (use != "line" && use != "monitor") {
        return base::fail(base::Fault::invalid, "live.bad_input_use",
                          "Ngõ vào phải là line hoặc monitor.", "`use` is line or monitor.");
    }
    return use == "monitor" ? broadcast::InputUse::monitor : broadcast::InputUse::line;
}

base::Result<Response> inputs(LiveDesk& desk, const Request& request) {
    TRY_ASSIGN(const broadcast::InputUse use, read_use(request));
    const auto operated =
        rights::areas_with(rights::request_actor(request), Permission::operate_devices);
    using Inputs = std::vector<broadcast::DeviceInput>;
    TRY_ASSIGN(
        const Inputs found,
        desk.broadcast.database.read([&](storage::Connection& connection) -> base::Result<Inputs> {
            return broadcast::list_inputs(connection, operated, use, desk.broadcast.clock.now());
        }));
    std::vector<std::string> items;
    for (const broadcast::DeviceInput& input : found) {
        items.push_back(input_json(input));
    }
    return http::page_response(items, "");
}

base::Result<Response> levels(LiveDesk& desk, const Request& request) {
    TRY_ASSIGN(const Session session, visible_session(desk, request));
    return levels_of(session.id);
}

} // namespace

Response levels_of(const SessionId& id) {
    Response response;
    response.headers.emplace("Content-Type", "text/event-stream");
    response.events = http::EventStreamBody{
        .channel = level_channel,
        .filter = [mine = R"({"session":")" + base::to_text(id)](
                      std::string_view,
                      std::string_view payload) { return payload.starts_with(mine); },
        .last_event_id = {}};
    return response;
}

void add_live_routes(http::Router& router, LiveDesk& desk) {
    const http::RouteOptions acts{.idempotent_by_key = true};
    router.route(Method::get, "/api/v1/live-sessions", {}, http::answering(desk, list));
    router.route(Method::post, "/api/v1/live-sessions", acts, http::answering(desk, open));
    router.route(Method::get, "/api/v1/live-inputs", {}, http::answering(desk, inputs));
    router.route(Method::get, "/api/v1/live-sessions/{id}", {}, http::answering(desk, show));
    router.route(Method::post, "/api/v1/live-sessions/{id}/stop", acts,
                 http::answering(desk, stop));
    router.route(Method::get, "/api/v1/live-sessions/{id}/turns", {}, http::answering(desk, turns));
    router.route(Method::get, "/api/v1/live-sessions/{id}/levels", {},
                 http::answering(desk, levels));
}

} // namespace live
