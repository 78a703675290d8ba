#include "devices/device_routes.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "crypto/digest.hpp"
#include "devices/device_json.hpp"
#include "devices/volume_json.hpp"
#include "devices/words.hpp"
#include "http/answering.hpp"
#include "http/conditional.hpp"
#include "http/paging.hpp"
#include "http/router.hpp"
#include "rights/policy.hpp"
#include "rights/request_actor.hpp"
#include "json/described.hpp"

namespace devices {

namespace {

using http::Method;
using http::Request;
using http::Response;
using rights::Permission;

base::Result<DeviceId> path_device(const Request& request) {
    return DeviceId::parse(request.path_parameter("id"));
}

base::Failure bad_filter(std::string_view name) {
    return base::fail(base::Fault::invalid, "devices.bad_filter",
                      "Điều kiện lọc \"" + std::string(name) + "\" không đúng.",
                      "The filter \"" + std::string(name) + "\" is wrong.");
}

template <class Word>
base::Result<std::optional<Word>> read_filter_word(const Request& request,
                                                   const std::string& name) {
    const auto text = request.query_value(name);
    if (!text || text->empty()) {
        return std::optional<Word>();
    }
    const auto word = json::enum_value<Word>(*text);
    if (!word) {
        return bad_filter(name);
    }
    return word;
}

base::Result<DeviceFilter> read_filter(const Request& request) {
    DeviceFilter filter;
    filter.visible = rights::areas_with(rights::request_actor(request), Permission::read_devices);
    TRY_ASSIGN(filter.kind, read_filter_word<DeviceKind>(request, "kind"));
    TRY_ASSIGN(filter.state, read_filter_word<DeviceState>(request, "state"));
    TRY_ASSIGN(filter.condition, read_filter_word<Condition>(request, "condition"));
    if (const auto area = request.query_value("area"); area && !area->empty()) {
        TRY_ASSIGN(filter.area, area::AreaPath::parse(*area));
    }
    if (const auto group = request.query_value("group"); group && !group->empty()) {
        TRY_ASSIGN(filter.group, GroupId::parse(*group));
    }
    filter.search = request.query_value("q").value_or("");
    if (filter.search.size() > 200 || !base::is_utf8(filter.search)) {
        return bad_filter("q");
    }
    return filter;
}

base::Result<Response> list(DeviceDesk& desk, const Request& request) {
    TRY_ASSIGN(DeviceFilter filter, read_filter(request));
    TRY_ASSIGN(const http::Paging paging, http::read_paging(request));
    filter.limit = paging.limit;
    filter.after = paging.after;
    const base::Instant now = desk.clock.now();
    TRY_ASSIGN(const DevicePage page,
               desk.database.read([&](storage::Connection& connection) -> base::Result<DevicePage> {
                   return list_devices(connection, filter, now);
               }));
    std::vector<std::string> items;
    for (const ListedDevice& listed : page.devices) {
        items.push_back(listed_json(listed, rights::request_actor(request), now));
    }
    return http::page_response(items, page.next);
}

base::Result<Response> summary(DeviceDesk& desk, const Request& request) {
    TRY_ASSIGN(const DeviceFilter filter, read_filter(request));
    using Counts = std::map<Condition, std::int64_t>;
    TRY_ASSIGN(const Counts counts,
               desk.database.read([&](storage::Connection& connection) -> base::Result<Counts> {
                   return count_conditions(connection, filter, desk.clock.now());
               }));
    std::map<std::string, std::int64_t> named;
    for (const auto& [condition, count] : counts) {
        named[std::string(json::enum_text(condition))] = count;
    }
    return http::json_response(200, json::write(named));
}

base::Result<ListedDevice> find_visible(DeviceDesk& desk, const rights::Actor& actor, DeviceId id) {
    return desk.database.read([&](storage::Connection& connection) -> base::Result<ListedDevice> {
        auto device = find_device(connection, id);
        if (!device || !rights::allows(actor, Permission::read_devices, device->details.area)) {
            return base::fail(base::Fault::not_found, "devices.not_found",
                              "Không có thiết bị này, hoặc bạn không được xem.",
                              "There is no such device, or you may not see it.");
        }
        ListedDevice listed{.device = std::move(*device),
                            .presence = load_presences(connection, {id}).front()};
        listed.condition = assess(listed.presence, listed.device.state, desk.clock.now());
        return listed;
    });
}

base::Result<Response> show_one(DeviceDesk& desk, const Request& request) {
    TRY_ASSIGN(const DeviceId id, path_device(request));
    const rights::Actor& actor = rights::request_actor(request);
    TRY_ASSIGN(const ListedDevice listed, find_visible(desk, actor, id));
    Response response = http::json_response(200, listed_json(listed, actor, desk.clock.now()));
    response.headers.emplace("ETag", http::version_etag(listed.device.version));
    return response;
}

/// The present state of the device as the answer to a change of it.
base::Result<Response> present(DeviceDesk& desk, const Request& request,
                               const base::Result<Device>& changed) {
    if (!changed) {
        return base::fail(changed.error());
    }
    return show_one(desk, request);
}

/// The version that the caller has read, by If-Match.
base::Result<std::int64_t> expected_version(DeviceDesk& desk, const Request& request, DeviceId id) {
    TRY_ASSIGN(const ListedDevice listed, find_visible(desk, rights::request_actor(request), id));
    TRY(http::require_if_match(request, http::version_etag(listed.device.version)));
    return listed.device.version;
}

struct ReasonBody {
    std::optional<std::string> reason;
};
BOOST_DESCRIBE_STRUCT(ReasonBody, (), (reason))

base::Result<Response> revoke_one(DeviceDesk& desk, const Request& request) {
    TRY_ASSIGN(const DeviceId id, path_device(request));
    TRY_ASSIGN(const ReasonBody body, json::read<ReasonBody>(request.body));
    if (body.reason && base::code_points(*body.reason) > 500) {
        return base::fail(base::Fault::too_large, "devices.reason_too_long",
                          "Lý do dài quá 500 ký tự.", "The reason is longer than 500 characters.");
    }
    return present(
        desk, request,
        revoke_device(desk, rights::request_actor(request), id, body.reason.value_or("")));
}

base::Result<Response> add(DeviceDesk& desk, const Request& request) {
    TRY_ASSIGN(DeviceDetails details, read_details_request(request.body));
    const rights::Actor& actor = rights::request_actor(request);
    TRY_ASSIGN(const DeviceWithCode added, add_device(desk, actor, std::move(details)));
    Response response = http::json_response(201, with_code_json(added, actor, desk.clock.now()));
    response.headers.emplace("Location", "/api/v1/devices/" + base::to_text(added.device.id));
    return response;
}

base::Result<Response> edit_one(DeviceDesk& desk, const Request& request) {
    TRY_ASSIGN(const DeviceId id, path_device(request));
    TRY_ASSIGN(DeviceDetails details, read_details_request(request.body));
    TRY_ASSIGN(const std::int64_t version, expected_version(desk, request, id));
    return present(
        desk, request,
        edit_device(desk, rights::request_actor(request), id, version, std::move(details)));
}

base::Result<Response> put_volume(DeviceDesk& desk, const Request& request) {
    TRY_ASSIGN(const DeviceId id, path_device(request));
    TRY_ASSIGN(DesiredVolume volume, read_volume(request.body));
    TRY_ASSIGN(const std::int64_t version, expected_version(desk, request, id));
    return present(
        desk, request,
        change_volume(desk, rights::request_actor(request), id, version, std::move(volume)));
}

base::Result<Response> put_groups(DeviceDesk& desk, const Request& request) {
    TRY_ASSIGN(const DeviceId id, path_device(request));
    TRY_ASSIGN(std::vector<GroupId> groups, read_groups_request(request.body));
    TRY_ASSIGN(const std::int64_t version, expected_version(desk, request, id));
    return present(
        desk, request,
        change_groups(desk, rights::request_actor(request), id, version, std::move(groups)));
}

base::Result<Response> renew_code(DeviceDesk& desk, const Request& request) {
    TRY_ASSIGN(const DeviceId id, path_device(request));
    TRY_ASSIGN(const DeviceWithCode renewed,
               renew_claim_code(desk, rights::request_actor(request), id));
    return http::json_response(200, code_json(renewed));
}

base::Result<Response> reinstate_one(DeviceDesk& desk, const Request& request) {
    TRY_ASSIGN(const DeviceId id, path_device(request));
    TRY_ASSIGN(const DeviceWithCode reinstated,
               reinstate_device(desk, rights::request_actor(request), id));
    return http::json_response(200, code_json(reinstated));
}

void add_group_routes(http::Router& router, DeviceDesk& desk) {
    router.route(Method::get, "/api/v1/device-groups", {},
                 http::answering([&desk](const Request& request) -> base::Result<Response> {
                     using Groups = std::vector<DeviceGroup>;
                     TRY_ASSIGN(const Groups groups,
                                desk.database.read(
                                    [](storage::Connection& connection) -> base::Result<Groups> {
                                        return list_groups(connection);
                                    }));
                     std::vector<std::string> items;
                     for (const DeviceGroup& group : groups) {
                         if (rights::allows(rights::request_actor(request),
                                            Permission::read_devices, group.area)) {
                             items.push_back(group_json(group));
                         }
                     }
                     return http::page_response(items, "");
                 }));
    router.route(Method::post, "/api/v1/device-groups", {.idempotent_by_key = true},
                 http::answering([&desk](const Request& request) -> base::Result<Response> {
                     TRY_ASSIGN(GroupRequest body, read_group_request(request.body));
                     TRY_ASSIGN(const DeviceGroup group,
                                add_group(desk, rights::request_actor(request),
                                          std::move(body.name), std::move(body.area)));
                     return http::json_response(201, group_json(group));
                 }));
    router.route(Method::put, "/api/v1/device-groups/{id}", {},
                 http::answering([&desk](const Request& request) -> base::Result<Response> {
                     TRY_ASSIGN(const GroupId id, GroupId::parse(request.path_parameter("id")));
                     TRY_ASSIGN(GroupRequest body, read_group_request(request.body));
                     TRY_ASSIGN(const DeviceGroup group,
                                rename_group(desk, rights::request_actor(request), id,
                                             std::move(body.name)));
                     return http::json_response(200, group_json(group));
                 }));
    router.route(Method::delete_, "/api/v1/device-groups/{id}", {},
                 http::answering([&desk](const Request& request) -> base::Result<Response> {
                     TRY_ASSIGN(const GroupId id, GroupId::parse(request.path_parameter("id")));
                     TRY(remove_group(desk, rights::request_actor(request), id));
                     return http::empty_response(204);
                 }));
}

} // namespace

void add_device_routes(http::Router& router, DeviceDesk& desk) {
    const auto on = [&](Method method, std::string pattern, http::RouteOptions options,
                        base::Result<Response> (*handle)(DeviceDesk&, const Request&)) {
        router.route(method, std::move(pattern), options,
                     http::answering([&desk, handle](const Request& request) {
                         return handle(desk, request);
                     }));
    };
    const http::RouteOptions acts{.idempotent_by_key = true};
    on(Method::get, "/api/v1/devices", {}, list);
    on(Method::post, "/api/v1/devices", acts, add);
    on(Method::get, "/api/v1/device-summary", {}, summary);
    on(Method::put, "/api/v1/devices/{id}", {}, edit_one);
    on(Method::put, "/api/v1/devices/{id}/volume", {}, put_volume);
    on(Method::put, "/api/v1/devices/{id}/groups", {}, put_groups);
    on(Method::post, "/api/v1/devices/{id}/revoke", acts, revoke_one);
    on(Method::get, "/api/v1/devices/{id}", {}, show_one);
    on(Method::post, "/api/v1/devices/{id}/claim-code", acts, renew_code);
    on(Method::post, "/api/v1/devices/{id}/reinstate", acts, reinstate_one);
    add_group_routes(router, desk);
}

} // namespace devices
