#include "area/area_routes.hpp"

#include "area/search.hpp"
#include "base/try.hpp"
#include "http/paging.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace area {

namespace {

using boost::json::array;
using boost::json::object;

constexpr std::size_t search_limit_max = 50;

std::string_view kind_text(Kind kind) {
    switch (kind) {
    case Kind::city:
        return "city";
    case Kind::province:
        return "province";
    case Kind::ward:
        return "ward";
    case Kind::commune:
        return "commune";
    case Kind::special_zone:
        return "special_zone";
    }
    return "";
}

object unit_json(const Directory& directory, const Unit& unit, base::LocalDate day) {
    object json{{"code", unit.code},
                {"path", to_text(directory.path_of(unit))},
                {"kind", kind_text(unit.kind)},
                {"name", unit.name},
                {"full_name", full_name(unit)}};
    if (const Unit* parent = unit.parent.empty() ? nullptr : directory.find(unit.parent, day)) {
        json["parent"] = object{{"code", parent->code}, {"full_name", full_name(*parent)}};
    }
    return json;
}

object former_json(const FormerUnit& former) {
    object json{{"name", former.name}, {"place", former.place}};
    if (!former.code.empty()) {
        json["code"] = former.code;
    }
    return json;
}

object period_json(const Directory& directory, const Unit& unit) {
    object json{{"full_name", full_name(unit)},
                {"valid_from", base::to_text(unit.valid_from)},
                {"document", directory.document_of(unit)}};
    if (unit.valid_to) {
        json["valid_to"] = base::to_text(*unit.valid_to);
    }
    return json;
}

base::Failure no_area() {
    return base::fail(base::Fault::not_found, "area.no_area",
                      "Không có đơn vị hành chính với mã này.",
                      "There is no administrative unit with this code.");
}

base::Result<http::Response> children(const Directory& directory, const AreaCode& parent,
                                      base::LocalDate day, const http::Request& request) {
    TRY_ASSIGN(const http::Paging paging, http::read_paging(request));
    std::vector<std::string> items;
    std::string last;
    for (const Unit* unit : directory.children(parent, day)) {
        if (unit->code <= paging.after) {
            continue;
        }
        if (items.size() == paging.limit) {
            return http::page_response(items, last);
        }
        items.push_back(boost::json::serialize(unit_json(directory, *unit, day)));
        last = unit->code;
    }
    return http::page_response(items, "");
}

base::Result<http::Response> found(const Directory& directory, const http::Request& request,
                                   base::LocalDate day) {
    TRY_ASSIGN(AreaPath under, AreaPath::parse(request.query_value("under").value_or("")));
    const std::string text = request.query_value("query").value_or("");
    if (text.empty()) {
        return children(directory, under.is_country() ? AreaCode{} : under.codes().back(), day,
                        request);
    }
    TRY_ASSIGN(const http::Paging paging, http::read_paging(request));
    const SearchQuery query{.text = text,
                            .under = std::move(under),
                            .limit = std::min<std::size_t>(paging.limit, search_limit_max),
                            .day = day};
    std::vector<std::string> items;
    for (const Found& hit : search(directory, query)) {
        object json = unit_json(directory, *hit.unit, day);
        if (hit.former != nullptr) {
            json["former"] = former_json(*hit.former);
        }
        items.push_back(boost::json::serialize(json));
    }
    return http::page_response(items, "");
}

base::Result<http::Response> one(const Directory& directory, const AreaCode& code,
                                 base::LocalDate day) {
    const Unit* unit = directory.find(code, day);
    if (unit == nullptr) {
        return no_area();
    }
    object json = unit_json(directory, *unit, day);
    array history;
    for (const Unit* period : directory.history(unit->code)) {
        history.push_back(period_json(directory, *period));
    }
    json["history"] = std::move(history);
    array predecessors;
    for (const FormerUnit* former : directory.predecessors(unit->code)) {
        predecessors.push_back(former_json(*former));
    }
    json["predecessors"] = std::move(predecessors);
    return http::json_response(200, boost::json::serialize(json));
}

http::Response present(base::Result<http::Response> response, const http::Request& request) {
    return response ? std::move(*response) : http::problem_response(response.error(), request);
}

} // namespace

void add_area_routes(http::Router& router, const Areas& areas, const base::Clock& clock) {
    const http::RouteOptions open{.audience = http::Audience::anyone};
    const auto today = [&clock] { return base::to_local(clock.now()).date; };
    router.route(http::Method::get, "/api/v1/areas", open,
                 [&areas, today](const http::Request& request) {
                     return present(found(*areas.directory(), request, today()), request);
                 });
    router.route(http::Method::get, "/api/v1/areas/{code}", open,
                 [&areas, today](const http::Request& request) {
                     return present(
                         one(*areas.directory(), request.path_parameter("code"), today()), request);
                 });
    router.route(http::Method::get, "/api/v1/areas/{code}/children", open,
                 [&areas, today](const http::Request& request) {
                     const auto directory = areas.directory();
                     const Unit* unit = directory->find(request.path_parameter("code"), today());
                     return present(unit == nullptr
                                        ? base::Result<http::Response>(no_area())
                                        : children(*directory, unit->code, today(), request),
                                    request);
                 });
}

} // namespace area
