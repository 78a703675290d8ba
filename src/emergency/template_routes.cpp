#include "base/try.hpp"
#include "emergency/emergency_json.hpp"
#include "emergency/emergency_routes.hpp"
#include "emergency/manage_templates.hpp"
#include "http/answering.hpp"
#include "http/conditional.hpp"
#include "http/router.hpp"
#include "rights/policy.hpp"
#include "rights/request_actor.hpp"
#include "json/described.hpp"

namespace emergency {

namespace {

using http::Method;
using http::Request;
using http::Response;

struct TemplateBody {
    area::AreaPath area;
    std::string hazard;
    std::string name;
    std::string title;
    std::string text;
    bool siren = true;
    std::int32_t minutes = 30;
};
BOOST_DESCRIBE_STRUCT(TemplateBody, (), (area, hazard, name, title, text, siren, minutes))

base::Result<Template> read_template(const Request& request) {
    TRY_ASSIGN(TemplateBody body, json::read<TemplateBody>(request.body));
    return Template{.area = std::move(body.area),
                    .hazard = std::move(body.hazard),
                    .name = std::move(body.name),
                    .title = std::move(body.title),
                    .text = std::move(body.text),
                    .siren = body.siren,
                    .minutes = body.minutes};
}

std::string template_json(const Template& prepared, const rights::Actor& actor) {
    boost::json::object out;
    out["id"] = base::to_text(prepared.id);
    out["area"] = area::to_text(prepared.area);
    out["hazard"] = prepared.hazard;
    out["name"] = prepared.name;
    out["title"] = prepared.title;
    out["text"] = prepared.text;
    out["siren"] = prepared.siren;
    out["minutes"] = prepared.minutes;
    out["version"] = prepared.version;
    out["changed_at"] = prepared.changed_at.ms;
    boost::json::array can;
    if (rights::allows(actor, template_permission, prepared.area)) {
        can.emplace_back("edit");
        can.emplace_back("remove");
    }
    out["abilities"] = std::move(can);
    return boost::json::serialize(out);
}

Response with_version(Response response, const Template& prepared) {
    response.headers.emplace("ETag", http::version_etag(prepared.version));
    return response;
}

base::Result<Response> show_templates(EmergencyDesk& desk, const Request& request) {
    TRY_ASSIGN(const area::AreaPath area,
               area::AreaPath::parse(request.query_value("area").value_or("")));
    using Templates = std::vector<Template>;
    TRY_ASSIGN(const Templates found,
               desk.broadcast.database.read(
                   [&](storage::Connection& connection) -> base::Result<Templates> {
                       return list_templates(connection, area);
                   }));
    std::string body = "{\"items\":[";
    for (const Template& prepared : found) {
        body += body.back() == '[' ? "" : ",";
        body += template_json(prepared, rights::request_actor(request));
    }
    return http::json_response(200, body + "]}");
}

base::Result<Response> add_one(EmergencyDesk& desk, const Request& request) {
    const auto& actor = rights::request_actor(request);
    TRY_ASSIGN(Template draft, read_template(request));
    TRY_ASSIGN(const Template added, add_template(desk, actor, std::move(draft)));
    Response response = http::json_response(201, template_json(added, actor));
    response.headers.emplace("Location", "/api/v1/emergency-templates/" + base::to_text(added.id));
    return with_version(std::move(response), added);
}

base::Result<Response> edit_one(EmergencyDesk& desk, const Request& request) {
    const auto& actor = rights::request_actor(request);
    TRY_ASSIGN(Template draft, read_template(request));
    TRY_ASSIGN(draft.id, TemplateId::parse(request.path_parameter("id")));
    TRY_ASSIGN(const Template edited,
               edit_template(desk, actor, std::move(draft), [&](std::int64_t version) {
                   return http::require_if_match(request, http::version_etag(version));
               }));
    return with_version(http::json_response(200, template_json(edited, actor)), edited);
}

base::Result<Response> remove_one(EmergencyDesk& desk, const Request& request) {
    TRY_ASSIGN(const TemplateId id, TemplateId::parse(request.path_parameter("id")));
    TRY(delete_template(desk, rights::request_actor(request), id));
    return Response{.status = 204};
}

} // namespace

void add_template_routes(http::Router& router, EmergencyDesk& desk) {
    const auto on = [&](Method method, std::string pattern,
                        base::Result<Response> (*handle)(EmergencyDesk&, const Request&)) {
        router.route(method, std::move(pattern), {}, http::answering(desk, handle));
    };
    on(Method::get, "/api/v1/emergency-templates", show_templates);
    on(Method::post, "/api/v1/emergency-templates", add_one);
    on(Method::put, "/api/v1/emergency-templates/{id}", edit_one);
    on(Method::delete_, "/api/v1/emergency-templates/{id}", remove_one);
}

} // namespace emergency
