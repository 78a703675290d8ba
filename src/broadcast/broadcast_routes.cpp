#include "broadcast/broadcast_routes.hpp"

#include "base/try.hpp"
#include "broadcast/broadcast_json.hpp"
#include "broadcast/test_tone.hpp"
#include "device_protocol/signed_message.hpp"
#include "devices/device_record.hpp"
#include "http/answering.hpp"
#include "http/paging.hpp"
#include "http/router.hpp"
#include "rights/policy.hpp"
#include "rights/request_actor.hpp"

#include <charconv>

namespace broadcast {

namespace {

using http::Method;
using http::Request;
using http::Response;
using rights::Permission;

base::Failure bad_filter(const std::string& name) {
    return base::fail(base::Fault::invalid, "broadcast.bad_filter",
                      "Điều kiện lọc \"" + name + "\" không đúng.",
                      "The filter \"" + name + "\" is wrong.");
}

base::Failure run_not_found() {
    return base::fail(base::Fault::not_found, "broadcast.run_not_found", "Không có lượt phát này.",
                      "There is no such run.");
}

base::Result<std::optional<base::Instant>> read_instant(const Request& request,
                                                        const std::string& name) {
    const auto text = request.query_value(name);
    if (!text || text->empty()) {
        return std::optional<base::Instant>();
    }
    base::Instant at;
    const char* end = text->data() + text->size();
    const auto [rest, error] = std::from_chars(text->data(), end, at.ms);
    if (error != std::errc{} || rest != end) {
        return bad_filter(name);
    }
    return std::optional(at);
}

/// The id in the query as text, or empty.
base::Result<std::string> read_id(const Request& request, const std::string& name) {
    const std::string text = request.query_value(name).value_or("");
    if (!text.empty() && !base::parse_uuid(text)) {
        return bad_filter(name);
    }
    return text;
}

base::Result<Response> show_runs(BroadcastDesk& desk, const Request& request) {
    const auto& actor = rights::request_actor(request);
    RunFilter filter{.visible = rights::areas_with(actor, Permission::read_schedule)};
    TRY_ASSIGN(filter.from, read_instant(request, "from"));
    TRY_ASSIGN(filter.to, read_instant(request, "to"));
    TRY_ASSIGN(filter.bulletin, read_id(request, "bulletin"));
    TRY_ASSIGN(filter.programme, read_id(request, "programme"));
    TRY_ASSIGN(filter.device, read_id(request, "device"));
    TRY_ASSIGN(const http::Paging paging, http::read_paging(request));
    filter.after = paging.after;
    filter.limit = paging.limit;
    TRY_ASSIGN(const RunPage page,
               desk.database.read([&](storage::Connection& connection) -> base::Result<RunPage> {
                   return list_runs(connection, filter, desk.clock.now());
               }));
    std::vector<std::string> items;
    for (const ListedRun& run : page.runs) {
        items.push_back(run_json(run));
    }
    return http::page_response(items, page.next);
}

DeliveryCounts count(const std::vector<DeviceDelivery>& deliveries) {
    DeliveryCounts counts;
    for (const DeviceDelivery& delivery : deliveries) {
        ++counts[delivery.row.delivery.state];
    }
    return counts;
}

base::Result<Response> show_run(BroadcastDesk& desk, const Request& request) {
    const auto& actor = rights::request_actor(request);
    TRY_ASSIGN(const RunId id, RunId::parse(request.path_parameter("id")));
    const auto visible = rights::areas_with(actor, Permission::read_schedule);
    TRY_ASSIGN(std::string body, desk.database.read([&](storage::Connection& connection)
                                                        -> base::Result<std::string> {
        const auto run = find_run(connection, id);
        if (!run) {
            return run_not_found();
        }
        const auto deliveries = list_deliveries(connection, run->subject(), run->id, visible);
        if (deliveries.empty() && !rights::allows(actor, Permission::read_schedule, run->area)) {
            return run_not_found();
        }
        return run_json(list_run(connection, *run, visible, desk.clock.now()), deliveries, actor);
    }));
    return http::json_response(200, std::move(body));
}

base::Result<Response> show_commands(BroadcastDesk& desk, const Request& request) {
    const auto visible =
        rights::areas_with(rights::request_actor(request), Permission::read_devices);
    TRY_ASSIGN(const http::Paging paging, http::read_paging(request));
    TRY_ASSIGN(
        const CommandPage page,
        desk.database.read([&](storage::Connection& connection) -> base::Result<CommandPage> {
            return list_commands(connection, visible, paging.after, paging.limit);
        }));
    std::vector<std::string> items;
    for (const ListedCommand& command : page.commands) {
        items.push_back(command_json(command));
    }
    return http::page_response(items, page.next);
}

base::Result<Response> show_command(BroadcastDesk& desk, const Request& request) {
    const auto& actor = rights::request_actor(request);
    TRY_ASSIGN(const CommandId id, CommandId::parse(request.path_parameter("id")));
    const auto visible = rights::areas_with(actor, Permission::read_devices);
    TRY_ASSIGN(std::string body, desk.database.read([&](storage::Connection& connection)
                                                        -> base::Result<std::string> {
        auto command = find_command(connection, id);
        if (!command) {
            return base::fail(base::Fault::not_found, "broadcast.command_not_found",
                              "Không có lệnh này.", "There is no such command.");
        }
        const auto run = RunId::parse(command->run);
        const auto deliveries =
            list_deliveries(connection, base::to_text(id),
                            run ? std::optional<RunId>(*run) : std::nullopt, visible);
        if (deliveries.empty()) {
            return base::fail(base::Fault::not_found, "broadcast.command_not_found",
                              "Không có lệnh này.", "There is no such command.");
        }
        const DeliveryCounts counts = count(deliveries);
        return command_json({.command = std::move(*command), .counts = counts}, deliveries, actor);
    }));
    return http::json_response(200, std::move(body));
}

base::Result<Response> show_events(BroadcastDesk& desk, const Request& request) {
    EventFilter filter{
        .visible = rights::areas_with(rights::request_actor(request), Permission::read_devices)};
    filter.kind = request.query_value("kind").value_or("");
    if (filter.kind.size() > 40) {
        return bad_filter("kind");
    }
    TRY_ASSIGN(filter.device, read_id(request, "device"));
    TRY_ASSIGN(const http::Paging paging, http::read_paging(request));
    filter.after = paging.after;
    filter.limit = paging.limit;
    TRY_ASSIGN(const EventPage page,
               desk.database.read([&](storage::Connection& connection) -> base::Result<EventPage> {
                   return list_device_events(connection, filter);
               }));
    std::vector<std::string> items;
    for (const StoredEvent& event : page.events) {
        items.push_back(event_json(event));
    }
    return http::page_response(items, page.next);
}

struct StoredProgramme {
    DeviceProgramme programme;
    devices::Presence presence;
};

base::Result<Response> show_programme(BroadcastDesk& desk, const Request& request) {
    const auto& actor = rights::request_actor(request);
    TRY_ASSIGN(const DeviceId id, DeviceId::parse(request.path_parameter("id")));
    TRY_ASSIGN(
        const StoredProgramme stored,
        desk.database.read([&](storage::Connection& connection) -> base::Result<StoredProgramme> {
            const auto device = devices::find_device(connection, id);
            const bool visible =
                device && rights::allows(actor, Permission::read_devices, device->details.area);
            auto programme = visible ? find_programme(connection, id) : std::nullopt;
            if (!programme) {
                return base::fail(base::Fault::not_found, "broadcast.no_programme",
                                  "Thiết bị này chưa có lịch phát.",
                                  "This device has no programme yet.");
            }
            return StoredProgramme{.programme = std::move(*programme),
                                   .presence = devices::load_presences(connection, {id}).front()};
        }));
    TRY_ASSIGN(const auto manifest,
               device_protocol::open_manifest(stored.programme.manifest_envelope,
                                              desk.signers.past_and_present()));
    return http::json_response(200,
                               programme_json(stored.programme, stored.presence, manifest.message));
}

base::Result<Response> play(BroadcastDesk& desk, const Request& request) {
    TRY_ASSIGN(const PlayOrder order, read_play_order(request.body));
    TRY_ASSIGN(const Ordered ordered, order_play(desk, rights::request_actor(request), order));
    return http::json_response(202, ordered_json(ordered));
}

base::Result<Response> stop(BroadcastDesk& desk, const Request& request) {
    TRY_ASSIGN(const StopOrder order, read_stop_order(request.body));
    TRY_ASSIGN(const Ordered ordered, order_stop(desk, rights::request_actor(request), order));
    return http::json_response(202, ordered_json(ordered));
}

base::Result<Response> set_volume(BroadcastDesk& desk, const Request& request) {
    TRY_ASSIGN(const VolumeOrder order, read_volume_order(request.body));
    TRY_ASSIGN(const Ordered ordered, order_volume(desk, rights::request_actor(request), order));
    return http::json_response(202, ordered_json(ordered));
}

base::Result<Response> test_tone(BroadcastDesk& desk, const Request& request) {
    TestToneOrder order;
    TRY_ASSIGN(order.device, DeviceId::parse(request.path_parameter("id")));
    TRY_ASSIGN(order.volume_percent, read_test_tone_order(request.body));
    TRY_ASSIGN(const Ordered ordered, order_test_tone(desk, rights::request_actor(request), order));
    return http::json_response(202, ordered_json(ordered));
}

} // namespace

void add_broadcast_routes(http::Router& router, BroadcastDesk& desk) {
    const auto on = [&](Method method, std::string pattern, http::RouteOptions options,
                        base::Result<Response> (*handle)(BroadcastDesk&, const Request&)) {
        router.route(method, std::move(pattern), options, http::answering(desk, handle));
    };
    const http::RouteOptions acts{.idempotent_by_key = true};
    on(Method::get, "/api/v1/runs", {}, show_runs);
    on(Method::get, "/api/v1/runs/{id}", {}, show_run);
    on(Method::post, "/api/v1/broadcasts", acts, play);
    on(Method::post, "/api/v1/stops", acts, stop);
    on(Method::post, "/api/v1/volume-changes", acts, set_volume);
    on(Method::get, "/api/v1/commands", {}, show_commands);
    on(Method::get, "/api/v1/commands/{id}", {}, show_command);
    on(Method::get, "/api/v1/device-events", {}, show_events);
    on(Method::get, "/api/v1/devices/{id}/programme", {}, show_programme);
    on(Method::post, "/api/v1/devices/{id}/test-tone", acts, test_tone);
    add_why_routes(router, desk);
}

} // namespace broadcast
