#include "content/template_routes.hpp"

#include "base/try.hpp"
#include "content/template_json.hpp"
#include "content/write_bulletin.hpp"
#include "device_protocol/messages_described.hpp"
#include "http/answering.hpp"
#include "http/conditional.hpp"
#include "http/paging.hpp"
#include "rights/request_actor.hpp"
#include "json/described.hpp"

namespace content {

namespace {

using http::Method;
using http::Request;
using http::Response;

constexpr std::size_t body_bytes_max = 1U << 20U;

struct TemplateReply : BulletinTemplate {
    std::vector<std::string> blanks;
    std::vector<std::string> abilities;
};
BOOST_DESCRIBE_STRUCT(TemplateReply, (BulletinTemplate), (blanks, abilities))

struct UseRequest {
    area::AreaPath area;
    Blanks blanks;
};
BOOST_DESCRIBE_STRUCT(UseRequest, (), (area, blanks))

std::string reply(const Request& request, const BulletinTemplate& kept) {
    return json::write(TemplateReply{
        kept, blanks_of(kept.body), TemplateDesk::abilities(rights::request_actor(request), kept)});
}

Response present(const Request& request, const BulletinTemplate& kept, int status) {
    Response response = http::json_response(status, reply(request, kept));
    response.headers.emplace("ETag", http::version_etag(kept.version));
    return response;
}

base::Result<TemplateId> path_id(const Request& request) {
    return TemplateId::parse(request.path_parameter("id"));
}

base::Result<Response> list(TemplateDesk& desk, const Request& request) {
    TRY_ASSIGN(const area::AreaPath area,
               area::AreaPath::parse(request.query_value("area").value_or("")));
    TRY_ASSIGN(const auto found, desk.list(rights::request_actor(request), area));
    std::vector<std::string> items;
    for (const BulletinTemplate& kept : found) {
        items.push_back(reply(request, kept));
    }
    return http::page_response(items, "");
}

base::Result<Response> add_one(TemplateDesk& desk, const Request& request) {
    TRY_ASSIGN(TemplateBody body, json::read<TemplateBody>(request.body));
    TRY_ASSIGN(const BulletinTemplate made,
               desk.add(rights::request_actor(request), std::move(body)));
    Response response = present(request, made, 201);
    response.headers.emplace("Location", "/api/v1/bulletin-templates/" + base::to_text(made.id));
    return response;
}

base::Result<Response> show_one(TemplateDesk& desk, const Request& request) {
    TRY_ASSIGN(const TemplateId id, path_id(request));
    TRY_ASSIGN(const BulletinTemplate kept, desk.find(rights::request_actor(request), id));
    return present(request, kept, 200);
}

base::Result<Response> change_one(TemplateDesk& desk, const Request& request) {
    const rights::Actor& actor = rights::request_actor(request);
    TRY_ASSIGN(const TemplateId id, path_id(request));
    TRY_ASSIGN(TemplateBody body, json::read<TemplateBody>(request.body));
    TRY_ASSIGN(const BulletinTemplate seen, desk.find(actor, id));
    TRY(http::require_if_match(request, http::version_etag(seen.version)));
    TRY_ASSIGN(const BulletinTemplate after, desk.change(actor, id, seen.version, std::move(body)));
    return present(request, after, 200);
}

base::Result<Response> remove_one(TemplateDesk& desk, const Request& request) {
    TRY_ASSIGN(const TemplateId id, path_id(request));
    TRY(desk.remove(rights::request_actor(request), id));
    return http::empty_response(204);
}

base::Result<Response> use_one(TemplateDesk& templates, BulletinDesk& desk,
                               const Request& request) {
    const rights::Actor& actor = rights::request_actor(request);
    TRY_ASSIGN(const TemplateId id, path_id(request));
    TRY_ASSIGN(const UseRequest wanted, json::read<UseRequest>(request.body));
    TRY_ASSIGN(const BulletinTemplate kept, templates.find(actor, id));
    TRY_ASSIGN(BulletinBody body,
               body_from_template(kept.body, wanted.area, base::to_local(desk.clock.now()).date,
                                  wanted.blanks));
    TRY_ASSIGN(const Bulletin made, draft_bulletin(desk, actor, std::nullopt, std::move(body)));
    TRY_ASSIGN(const ApprovalRule rule, desk.store.approval_rule(made.body.area));
    Response response =
        http::json_response(201, reply_json(made, abilities(made, actor, rule, desk.clock.now())));
    response.headers.emplace("ETag", http::version_etag(made.version));
    response.headers.emplace("Location", "/api/v1/bulletins/" + base::to_text(made.id));
    return response;
}

} // namespace

void add_template_routes(http::Router& router, TemplateDesk& templates, BulletinDesk& desk) {
    const std::string all = "/api/v1/bulletin-templates";
    const http::RouteOptions write{.body_bytes_max = body_bytes_max};
    const http::RouteOptions make{.body_bytes_max = body_bytes_max, .idempotent_by_key = true};
    const auto with_desk = [&templates](auto handle) {
        return http::answering(
            [&templates, handle](const Request& request) { return handle(templates, request); });
    };
    router.route(Method::get, all, {}, with_desk(list));
    router.route(Method::post, all, make, with_desk(add_one));
    router.route(Method::get, all + "/{id}", {}, with_desk(show_one));
    router.route(Method::put, all + "/{id}", write, with_desk(change_one));
    router.route(Method::delete_, all + "/{id}", {}, with_desk(remove_one));
    router.route(Method::post, all + "/{id}/use", make,
                 http::answering([&templates, &desk](const Request& request) {
                     return use_one(templates, desk, request);
                 }));
}

} // namespace content
