#include "relay/station_routes.hpp"

#include "base/try.hpp"
#include "http/answering.hpp"
#include "http/conditional.hpp"
#include "http/router.hpp"
#include "rights/request_actor.hpp"
#include "json/described.hpp"

namespace relay {

BOOST_DESCRIBE_STRUCT(Fallback, (), (station, media))

namespace {

using http::Method;
using http::Request;
using http::Response;

struct StationBody {
    area::AreaPath area;
    std::string name;
    std::string url;
    std::optional<std::int32_t> frequency_khz;
    std::optional<std::vector<Fallback>> fallbacks;
};
BOOST_DESCRIBE_STRUCT(StationBody, (), (area, name, url, frequency_khz, fallbacks))

base::Result<Station> read_station(const Request& request) {
    TRY_ASSIGN(StationBody body, json::read<StationBody>(request.body));
    return Station{.id = {},
                   .area = std::move(body.area),
                   .name = std::move(body.name),
                   .url = std::move(body.url),
                   .frequency_khz = body.frequency_khz,
                   .fallbacks = body.fallbacks.value_or(std::vector<Fallback>()),
                   .changed_at = {}};
}

std::string station_json(const Station& station, const rights::Actor& actor) {
    boost::json::object out;
    out["id"] = base::to_text(station.id);
    out["area"] = area::to_text(station.area);
    out["name"] = station.name;
    if (!station.url.empty()) {
        out["url"] = station.url;
    }
    if (station.frequency_khz) {
        out["frequency_khz"] = *station.frequency_khz;
    }
    out["fallbacks"] = json::to_value(station.fallbacks);
    out["version"] = station.version;
    out["changed_at"] = station.changed_at.ms;
    boost::json::array can;
    if (rights::allows(actor, station_permission, station.area)) {
        can.emplace_back("edit");
        can.emplace_back("remove");
    }
    out["abilities"] = std::move(can);
    return boost::json::serialize(out);
}

Response with_version(Response response, const Station& station) {
    response.headers.emplace("ETag", http::version_etag(station.version));
    return response;
}

base::Result<Response> show_stations(StationDesk& desk, const Request& request) {
    const auto& actor = rights::request_actor(request);
    TRY_ASSIGN(const area::AreaPath area,
               area::AreaPath::parse(request.query_value("area").value_or("")));
    TRY(rights::require(actor, rights::Permission::read_schedule, area));
    using Stations = std::vector<Station>;
    TRY_ASSIGN(const Stations found,
               desk.database.read([&](storage::Connection& connection) -> base::Result<Stations> {
                   return list_stations(connection, area);
               }));
    std::string body = "{\"items\":[";
    for (const Station& station : found) {
        body += body.back() == '[' ? "" : ",";
        body += station_json(station, actor);
    }
    return http::json_response(200, body + "]}");
}

base::Result<Response> add_one(StationDesk& desk, const Request& request) {
    const auto& actor = rights::request_actor(request);
    TRY_ASSIGN(Station draft, read_station(request));
    TRY_ASSIGN(const Station added, add_station(desk, actor, std::move(draft)));
    Response response = http::json_response(201, station_json(added, actor));
    response.headers.emplace("Location", "/api/v1/stations/" + base::to_text(added.id));
    return with_version(std::move(response), added);
}

base::Result<Response> edit_one(StationDesk& desk, const Request& request) {
    const auto& actor = rights::request_actor(request);
    TRY_ASSIGN(Station draft, read_station(request));
    TRY_ASSIGN(draft.id, StationId::parse(request.path_parameter("id")));
    TRY_ASSIGN(const Station edited,
               edit_station(desk, actor, std::move(draft), [&](std::int64_t version) {
                   return http::require_if_match(request, http::version_etag(version));
               }));
    return with_version(http::json_response(200, station_json(edited, actor)), edited);
}

base::Result<Response> remove_one(StationDesk& desk, const Request& request) {
    TRY_ASSIGN(const StationId id, StationId::parse(request.path_parameter("id")));
    TRY(delete_station(desk, rights::request_actor(request), id));
    return Response{.status = 204};
}

} // namespace

void add_station_routes(http::Router& router, StationDesk& desk) {
    router.route(Method::get, "/api/v1/stations", {}, http::answering(desk, show_stations));
    router.route(Method::post, "/api/v1/stations", {.idempotent_by_key = true},
                 http::answering(desk, add_one));
    router.route(Method::put, "/api/v1/stations/{id}", {}, http::answering(desk, edit_one));
    router.route(Method::delete_, "/api/v1/stations/{id}", {}, http::answering(desk, remove_one));
}

} // namespace relay
