#include "base/try.hpp"
#include "device_protocol/live_frames.hpp"
#include "http/answering.hpp"
#include "http/router.hpp"
#include "live/live_routes.hpp"
#include "live/talk_back_json.hpp"
#include "rights/request_actor.hpp"

namespace live {

namespace {

using http::Method;
using http::Request;
using http::Response;

using UseCase = base::Result<TalkBacks::Running> (*)(LiveDesk&, const rights::Actor&,
                                                     const SessionId&);

/// The one of the path, by a use case that only its owner may call.
base::Result<TalkBacks::Running> asked(LiveDesk& desk, const Request& request, UseCase use_case) {
    TRY_ASSIGN(const SessionId id, SessionId::parse(request.path_parameter("id")));
    return use_case(desk, rights::request_actor(request), id);
}

template <UseCase use_case>
base::Result<Response> answer(LiveDesk& desk, const Request& request) {
    TRY_ASSIGN(const auto running, asked(desk, request, use_case));
    return http::json_response(200, talk_back_json(running, desk.broadcast.clock.now()));
}

base::Result<Response> open(LiveDesk& desk, const Request& request) {
    TRY_ASSIGN(const NewTalkBack wanted, read_new_talk_back(request.body));
    const auto& actor = rights::request_actor(request);
    TRY_ASSIGN(const TalkBack opened, open_talk_back(desk, actor, wanted));
    TRY_ASSIGN(const auto running, own_talk_back(desk, actor, opened.id));
    return http::json_response(201, talk_back_json(running, desk.broadcast.clock.now()));
}

base::Result<Response> levels(LiveDesk& desk, const Request& request) {
    TRY_ASSIGN(const auto running, asked(desk, request, own_talk_back));
    return levels_of(running.talk_back.id);
}

base::Result<Response> sound(LiveDesk& desk, const Request& request) {
    TRY_ASSIGN(const auto running, asked(desk, request, own_talk_back));
    if (!running.on_air) {
        return base::fail(base::Fault::conflict, "live.talk_back_over",
                          "Buổi nghe tại cụm này đã kết thúc.", "This talk-back is over.");
    }
    Response response;
    response.headers.emplace("Content-Type", std::string(device_protocol::live_media_type));
    response.headers.emplace("Cache-Control", "no-store");
    response.stream =
        http::SharedStreamBody{running.on_air->stream(), running.on_air->first_chunk(std::nullopt)};
    return response;
}

} // namespace

void add_talk_back_routes(http::Router& router, LiveDesk& desk) {
    const std::string one = "/api/v1/talk-backs/{id}";
    router.route(Method::post, "/api/v1/talk-backs", {.idempotent_by_key = true},
                 http::answering(desk, open));
    router.route(Method::get, one, {}, http::answering(desk, answer<own_talk_back>));
    router.route(Method::post, one + "/keep-alive", {},
                 http::answering(desk, answer<keep_talk_back>));
    router.route(Method::post, one + "/stop", {}, http::answering(desk, answer<stop_talk_back>));
    router.route(Method::get, one + "/levels", {}, http::answering(desk, levels));
    router.route(Method::get, one + "/sound", {}, http::answering(desk, sound));
}

} // namespace live
