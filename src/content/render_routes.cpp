#include "content/render_routes.hpp"

#include "base/try.hpp"
#include "content/bulletin_json.hpp"
#include "content/render_job_json.hpp"
#include "http/answering.hpp"
#include "http/router.hpp"
#include "rights/policy.hpp"
#include "rights/request_actor.hpp"
#include "json/described.hpp"

namespace content {

namespace {

using http::Method;
using http::Request;
using http::Response;

struct RenderRequest {
    std::optional<std::string> language;
};
BOOST_DESCRIBE_STRUCT(RenderRequest, (), (language))

struct MessageReply {
    std::string vi;
    std::string en;
};
BOOST_DESCRIBE_STRUCT(MessageReply, (), (vi, en))

struct FailureReply {
    std::string code;
    MessageReply message;
};
BOOST_DESCRIBE_STRUCT(FailureReply, (), (code, message))

struct JobReply {
    RenderJobId id;
    BulletinId bulletin;
    area::AreaPath area;
    std::optional<std::string> language;
    RenderState state = RenderState::waiting;
    std::int64_t sentences_done = 0;
    std::int64_t sentences_total = 0;
    Person requested_by;
    base::Instant created_at;
    base::Instant changed_at;
    std::optional<FailureReply> failure;
    std::vector<std::string> abilities;
};
BOOST_DESCRIBE_STRUCT(JobReply, (),
                      (id, bulletin, area, language, state, sentences_done, sentences_total,
                       requested_by, created_at, changed_at, failure, abilities))

struct JobEvent {
    RenderJobId id;
    BulletinId bulletin;
    area::AreaPath area;
    RenderState state = RenderState::waiting;
    std::int64_t sentences_done = 0;
    std::int64_t sentences_total = 0;
};
BOOST_DESCRIBE_STRUCT(JobEvent, (), (id, bulletin, area, state, sentences_done, sentences_total))

Response present(const Request& request, const RenderJob& job, int status) {
    JobReply reply{.id = job.id,
                   .bulletin = job.bulletin,
                   .area = job.area,
                   .language = job.language,
                   .state = job.state,
                   .sentences_done = job.sentences_done,
                   .sentences_total = job.sentences_total,
                   .requested_by = job.requested_by,
                   .created_at = job.created_at,
                   .changed_at = job.changed_at,
                   .failure = std::nullopt,
                   .abilities = {}};
    if (job.failure) {
        reply.failure = FailureReply{job.failure->code, {job.failure->vi, job.failure->en}};
    }
    if (job.is_open() && rights::allows(rights::request_actor(request),
                                        rights::Permission::write_bulletins, job.area)) {
        reply.abilities.emplace_back("cancel");
    }
    Response response = http::json_response(status, json::write(reply));
    if (status == 202) {
        response.headers.emplace("Location", "/api/v1/render-jobs/" + base::to_text(job.id));
    }
    return response;
}

base::Result<Response> request_one(RenderDesk& desk, const Request& request) {
    TRY_ASSIGN(const BulletinId id, BulletinId::parse(request.path_parameter("id")));
    TRY_ASSIGN(const RenderRequest body, json::read<RenderRequest>(request.body));
    TRY_ASSIGN(const RenderJob job,
               request_render(desk, rights::request_actor(request), id, body.language));
    return present(request, job, 202);
}

base::Result<Response> show_latest(RenderDesk& desk, const Request& request) {
    TRY_ASSIGN(const BulletinId id, BulletinId::parse(request.path_parameter("id")));
    TRY_ASSIGN(const RenderJob job, latest_render(desk, rights::request_actor(request), id));
    return present(request, job, 200);
}

base::Result<Response> show_one(RenderDesk& desk, const Request& request) {
    TRY_ASSIGN(const RenderJobId id, RenderJobId::parse(request.path_parameter("id")));
    TRY_ASSIGN(const RenderJob job, find_render(desk, rights::request_actor(request), id));
    return present(request, job, 200);
}

base::Result<Response> cancel_one(RenderDesk& desk, const Request& request) {
    TRY_ASSIGN(const RenderJobId id, RenderJobId::parse(request.path_parameter("id")));
    TRY_ASSIGN(const RenderJob job, cancel_render(desk, rights::request_actor(request), id));
    return present(request, job, 200);
}

} // namespace

std::string render_event(const RenderJob& job) {
    return json::write(JobEvent{job.id, job.bulletin, job.area, job.state, job.sentences_done,
                                job.sentences_total});
}

void add_render_routes(http::Router& router, RenderDesk& desk) {
    const auto answering = [&desk](auto* handle) { return http::answering(desk, handle); };
    const http::RouteOptions act{.idempotent_by_key = true};
    router.route(Method::post, "/api/v1/bulletins/{id}/render", act, answering(request_one));
    router.route(Method::get, "/api/v1/bulletins/{id}/render", {}, answering(show_latest));
    router.route(Method::get, "/api/v1/render-jobs/{id}", {}, answering(show_one));
    router.route(Method::post, "/api/v1/render-jobs/{id}/cancel", act, answering(cancel_one));
}

} // namespace content
