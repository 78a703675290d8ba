#include "http/conditional.hpp"
#include "http/paging.hpp"
#include "identity/identity_routes.hpp"
#include "identity/manage_units.hpp"
#include "identity/shared_routes.hpp"
#include "rights/policy.hpp"
#include "rights/request_actor.hpp"

namespace identity {

struct UnitText {
    std::string name;
    UnitKind kind = UnitKind::other;
    std::string area;
    std::optional<bool> archived;
};
BOOST_DESCRIBE_STRUCT(UnitText, (), (name, kind, area, archived))

namespace {

using http::Method;
using http::Request;
using http::Response;
using rights::Actor;
using rights::request_actor;

Abilities abilities_on(const Actor& actor, const Unit& unit) {
    return rights::allows(actor, rights::Permission::manage_users, unit.area) ? Abilities{"edit"}
                                                                              : Abilities{};
}

Response unit_response(int status, const Actor& actor, const Unit& unit) {
    Response response = http::json_response(status, unit_json(unit, abilities_on(actor, unit)));
    response.headers.emplace("etag", http::version_etag(unit.version));
    return response;
}

base::Result<UnitDraft> read_draft(const Request& request) {
    TRY_ASSIGN(const UnitText sent, json::read<UnitText>(request.body));
    TRY_ASSIGN(const area::AreaPath area, area::AreaPath::parse(sent.area));
    return UnitDraft{.name = sent.name,
                     .kind = sent.kind,
                     .area = area,
                     .archived = sent.archived.value_or(false)};
}

base::Result<Response> list(const Environment& environment, const Request& request) {
    TRY_ASSIGN(const http::Paging paging, http::read_paging(request));
    const Actor& actor = request_actor(request);
    TRY_ASSIGN(const ListQuery query, read_list_query(request, paging));
    TRY_ASSIGN(auto units, visible_units(environment, actor, query));
    std::string next;
    if (units.size() > paging.limit) {
        units.pop_back();
        next = base::to_text(units.back().id);
    }
    std::vector<std::string> items;
    for (const Unit& unit : units) {
        items.push_back(unit_json(unit, abilities_on(actor, unit)));
    }
    return http::page_response(items, next);
}

base::Result<Response> create(const Environment& environment, const Request& request) {
    TRY_ASSIGN(const UnitDraft draft, read_draft(request));
    const Actor& actor = request_actor(request);
    TRY_ASSIGN(const Unit unit, create_unit(environment, actor, draft));
    Response response = unit_response(201, actor, unit);
    response.headers.emplace("location", "/api/v1/units/" + base::to_text(unit.id));
    return response;
}

base::Result<Response> get_one(const Environment& environment, const Request& request) {
    TRY_ASSIGN(const UnitId id, UnitId::parse(request.path_parameter("id")));
    const Actor& actor = request_actor(request);
    TRY_ASSIGN(const Unit unit, visible_unit(environment, actor, id));
    return unit_response(200, actor, unit);
}

base::Result<Response> put_one(const Environment& environment, const Request& request) {
    TRY_ASSIGN(const UnitId id, UnitId::parse(request.path_parameter("id")));
    const Actor& actor = request_actor(request);
    TRY_ASSIGN(const Unit seen, visible_unit(environment, actor, id));
    TRY(http::require_if_match(request, http::version_etag(seen.version)));
    TRY_ASSIGN(const UnitDraft draft, read_draft(request));
    TRY_ASSIGN(const Unit unit, update_unit(environment, actor, id, seen.version, draft));
    return unit_response(200, actor, unit);
}

} // namespace

void add_unit_routes(http::Router& router, const Environment& environment) {
    const auto add = [&](Method method, std::string pattern, http::RouteOptions options,
                         base::Result<Response> (*handle)(const Environment&, const Request&)) {
        router.route(method, std::move(pattern), options,
                     http::answering([&environment, handle](const Request& request) {
                         return handle(environment, request);
                     }));
    };
    add(Method::get, "/api/v1/units", {}, list);
    add(Method::post, "/api/v1/units", {.idempotent_by_key = true}, create);
    add(Method::get, "/api/v1/units/{id}", {}, get_one);
    add(Method::put, "/api/v1/units/{id}", {}, put_one);
}

} // namespace identity
