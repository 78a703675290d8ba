#include "emergency/emergency_routes.hpp"

#include "base/try.hpp"
#include "broadcast/target_preview.hpp"
#include "emergency/emergency_json.hpp"
#include "emergency/emergency_steps.hpp"
#include "emergency/raise_emergency.hpp"
#include "emergency/signed_record.hpp"
#include "http/answering.hpp"
#include "http/paging.hpp"
#include "http/router.hpp"
#include "rights/policy.hpp"
#include "rights/request_actor.hpp"
#include "json/described.hpp"

namespace emergency {

namespace {

using boost::json::object;
using http::Method;
using http::Request;
using http::Response;
using rights::Permission;

struct EndBody {
    std::optional<std::string> reason;
    std::optional<std::string> words;
};
BOOST_DESCRIBE_STRUCT(EndBody, (), (reason, words))

struct StopEverythingBody {
    area::AreaPath area;
    std::optional<std::string> reason;
};
BOOST_DESCRIBE_STRUCT(StopEverythingBody, (), (area, reason))

boost::json::array ability_names(const Abilities& can) {
    boost::json::array names;
    const auto add = [&](bool allowed, const char* name) {
        if (allowed) {
            names.emplace_back(name);
        }
    };
    add(can.confirm, "confirm");
    add(can.refuse, "refuse");
    add(can.cancel, "cancel");
    add(can.all_clear, "all-clear");
    add(can.speak, "speak");
    return names;
}

/// As stored, with the targets flat, and what people read first.
object emergency_object(const Emergency& emergency, const Board& board,
                        const rights::Actor& actor) {
    object out = json::to_value(emergency).as_object();
    object& request = out["request"].as_object();
    object& targets = request["targets"].as_object();
    for (const auto& [name, value] : object(targets["named"].as_object())) {
        targets[name] = value;
    }
    targets.erase("named");
    out["title"] = shown_title(emergency);
    out["mode"] = json::to_value(emergency.request.mode);
    out["hazard"] = emergency.request.hazard;
    out["board"] = json::to_value(board);
    out["abilities"] = ability_names(abilities(emergency, actor));
    return out;
}

base::Result<Response> reply(EmergencyDesk& desk, const rights::Actor& actor,
                             const Emergency& emergency, int status) {
    TRY_ASSIGN(const Board board, desk.broadcast.database.read(
                                      [&](storage::Connection& connection) -> base::Result<Board> {
                                          return load_board(connection, emergency);
                                      }));
    return http::json_response(status,
                               boost::json::serialize(emergency_object(emergency, board, actor)));
}

base::Result<RaiseRequest> complete(EmergencyDesk& desk, RaiseOrder order) {
    RaiseRequest request = std::move(order.rest);
    if (order.from) {
        using Found = std::optional<Template>;
        TRY_ASSIGN(const Found prepared,
                   desk.broadcast.database.read(
                       [&](storage::Connection& connection) -> base::Result<Found> {
                           return find_template(connection, *order.from);
                       }));
        if (!prepared) {
            return base::fail(base::Fault::not_found, "emergency.template_not_found",
                              "Không có mẫu tin này.", "There is no such template.");
        }
        request.hazard = prepared->hazard;
        request.title = prepared->title;
        request.text = prepared->text;
        request.siren = prepared->siren;
        request.minutes = prepared->minutes;
    }
    request.hazard = order.hazard.value_or(request.hazard.empty() ? "other" : request.hazard);
    request.title = order.title.value_or(request.title);
    request.text = order.text.value_or(request.text);
    request.siren = order.siren.value_or(request.siren);
    request.minutes = order.minutes.value_or(request.minutes);
    return request;
}

base::Result<Response> raise_one(EmergencyDesk& desk, const Request& request) {
    const auto& actor = rights::request_actor(request);
    TRY_ASSIGN(RaiseOrder order, read_raise_order(request.body));
    TRY_ASSIGN(RaiseRequest asked, complete(desk, std::move(order)));
    TRY_ASSIGN(const Emergency raised, raise_emergency(desk, actor, std::move(asked)));
    return reply(desk, actor, raised, 202);
}

base::Result<Response> confirm_one(EmergencyDesk& desk, const Request& request) {
    const auto& actor = rights::request_actor(request);
    TRY_ASSIGN(const EmergencyId id, EmergencyId::parse(request.path_parameter("id")));
    TRY_ASSIGN(const Emergency emergency, confirm_emergency(desk, actor, id));
    return reply(desk, actor, emergency, 200);
}

template <Ending ending>
base::Result<Response> end_one(EmergencyDesk& desk, const Request& request) {
    const auto& actor = rights::request_actor(request);
    TRY_ASSIGN(const EmergencyId id, EmergencyId::parse(request.path_parameter("id")));
    TRY_ASSIGN(const EndBody body, json::read<EndBody>(request.body));
    TRY_ASSIGN(
        const Emergency emergency,
        end_emergency(desk, actor, id, ending, body.reason.value_or(""), body.words.value_or("")));
    return reply(desk, actor, emergency, 200);
}

base::Result<Emergency> load_visible(storage::Connection& connection, const Request& request) {
    TRY_ASSIGN(const EmergencyId id, EmergencyId::parse(request.path_parameter("id")));
    const auto found = find_emergency(connection, id);
    if (!found ||
        !rights::allows(rights::request_actor(request), Permission::read_schedule, found->area)) {
        return refuse_unknown();
    }
    return *found;
}

base::Result<Response> show_one(EmergencyDesk& desk, const Request& request) {
    const auto& actor = rights::request_actor(request);
    TRY_ASSIGN(std::string body, desk.broadcast.database.read([&](storage::Connection& connection)
                                                                  -> base::Result<std::string> {
        TRY_ASSIGN(const Emergency emergency, load_visible(connection, request));
        object out = emergency_object(emergency, load_board(connection, emergency), actor);
        out["parts"] = json::to_value(load_parts(connection, emergency));
        return boost::json::serialize(out);
    }));
    return http::json_response(200, std::move(body));
}

base::Result<Response> show_all(EmergencyDesk& desk, const Request& request) {
    const auto& actor = rights::request_actor(request);
    const auto visible = rights::areas_with(actor, Permission::read_schedule);
    TRY_ASSIGN(const http::Paging paging, http::read_paging(request));
    std::vector<std::string> items;
    TRY_ASSIGN(const std::string next,
               desk.broadcast.database.read(
                   [&](storage::Connection& connection) -> base::Result<std::string> {
                       auto page =
                           list_emergencies(connection, visible, paging.after, paging.limit);
                       items.clear();
                       for (const Emergency& emergency : page.emergencies) {
                           items.push_back(boost::json::serialize(emergency_object(
                               emergency, load_board(connection, emergency), actor)));
                       }
                       return page.next;
                   }));
    return http::page_response(items, next);
}

base::Result<Response> give_record(EmergencyDesk& desk, const Request& request) {
    const base::Instant now = desk.broadcast.clock.now();
    TRY_ASSIGN(const std::string record,
               desk.broadcast.database.read(
                   [&](storage::Connection& connection) -> base::Result<std::string> {
                       TRY_ASSIGN(const Emergency emergency, load_visible(connection, request));
                       TRY(rights::require(rights::request_actor(request), Permission::read_proofs,
                                           emergency.area));
                       return write_record(emergency, load_parts(connection, emergency),
                                           desk.broadcast.node, now);
                   }));
    Response response = http::json_response(200, sign_record(desk, record));
    response.headers.emplace("Content-Disposition", "attachment; filename=\"emergency-" +
                                                        std::string(request.path_parameter("id")) +
                                                        ".dsse.json\"");
    return response;
}

base::Result<Response> check_one(EmergencyDesk& desk, const Request& request) {
    TRY_ASSIGN(const CheckedRecord checked, check_record(desk, request.body));
    object out;
    out["keyid"] = checked.keyid;
    out["emergency"] = checked.emergency;
    out["title"] = checked.title;
    out["made_at"] = checked.made_at.ms;
    return http::json_response(200, boost::json::serialize(out));
}

base::Result<Response> preview(EmergencyDesk& desk, const Request& request) {
    TRY_ASSIGN(const auto choice, read_target_choice(request.body));
    TRY_ASSIGN(const broadcast::TargetPreview preview,
               broadcast::preview_targets(desk.broadcast, rights::request_actor(request), choice));
    object out;
    out["devices"] = preview.reach.devices;
    out["offline"] = preview.reach.offline;
    out["villages"] = preview.reach.villages;
    out["people"] = preview.reach.people;
    out["villages_unknown"] = preview.reach.villages_unknown;
    out["devices_in_no_village"] = preview.reach.devices_in_none;
    out["beyond_rights"] = preview.beyond_rights;
    boost::json::array ids;
    for (const devices::Device& device : preview.devices) {
        ids.emplace_back(base::to_text(device.id));
    }
    out["device_ids"] = std::move(ids);
    return http::json_response(200, boost::json::serialize(out));
}

base::Result<Response> stop_all(EmergencyDesk& desk, const Request& request) {
    TRY_ASSIGN(const StopEverythingBody body, json::read<StopEverythingBody>(request.body));
    TRY_ASSIGN(
        const StoppedEverything stopped,
        stop_everything(desk, rights::request_actor(request), body.area, body.reason.value_or("")));
    object out;
    out["emergencies"] = stopped.emergencies;
    out["live"] = stopped.live;
    out["devices"] = stopped.devices;
    out["spared"] = stopped.spared;
    return http::json_response(202, boost::json::serialize(out));
}

} // namespace

void add_emergency_routes(http::Router& router, EmergencyDesk& desk) {
    const auto on = [&](Method method, std::string pattern, http::RouteOptions options,
                        base::Result<Response> (*handle)(EmergencyDesk&, const Request&)) {
        router.route(method, std::move(pattern), options, http::answering(desk, handle));
    };
    const http::RouteOptions acts{.idempotent_by_key = true};
    on(Method::get, "/api/v1/emergencies", {}, show_all);
    on(Method::post, "/api/v1/emergencies", acts, raise_one);
    on(Method::get, "/api/v1/emergencies/{id}", {}, show_one);
    on(Method::post, "/api/v1/emergencies/{id}/confirm", acts, confirm_one);
    on(Method::post, "/api/v1/emergencies/{id}/refuse", acts, end_one<Ending::refused>);
    on(Method::post, "/api/v1/emergencies/{id}/cancel", acts, end_one<Ending::cancelled>);
    on(Method::post, "/api/v1/emergencies/{id}/all-clear", acts, end_one<Ending::all_clear>);
    on(Method::get, "/api/v1/emergencies/{id}/record", {}, give_record);
    on(Method::post, "/api/v1/emergency-record-checks", {}, check_one);
    on(Method::post, "/api/v1/target-previews", {}, preview);
    on(Method::post, "/api/v1/stop-everything", acts, stop_all);
}

} // namespace emergency
