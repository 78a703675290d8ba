#include "updates/update_routes.hpp"

#include "base/try.hpp"
#include "device_protocol/messages_described.hpp"
#include "devices/device_routes.hpp"
#include "http/answering.hpp"
#include "http/router.hpp"
#include "media/blob_routes.hpp"
#include "rights/request_actor.hpp"
#include "updates/manage_rollouts.hpp"
#include "updates/observe.hpp"
#include "updates/words.hpp"

#include <map>

namespace updates {

struct StartBody {
    std::string bundle;
    area::AreaPath area;
    RolloutPlan plan;
};
BOOST_DESCRIBE_STRUCT(StartBody, (), (bundle, area, plan))

struct ReasonBody {
    std::string reason;
    std::optional<bool> take_back;
};
BOOST_DESCRIBE_STRUCT(ReasonBody, (), (reason, take_back))

/// How many devices of a stage stand where.
struct StageBoard {
    std::int32_t devices = 0;
    std::int32_t untold = 0;
    std::int32_t under_way = 0;
    std::int32_t updated = 0;
    std::int32_t failed = 0;
    std::int32_t returned = 0; ///< or on the way back
    std::int32_t offline = 0;
};
BOOST_DESCRIBE_STRUCT(StageBoard, (),
                      (devices, untold, under_way, updated, failed, returned, offline))

struct DeviceView {
    DeviceId device;
    std::string name;
    area::AreaPath area;
    std::int32_t stage = 0;
    Progress progress = Progress::untold;
    std::string reason;
    std::string firmware;
    bool online = false;
};
BOOST_DESCRIBE_STRUCT(DeviceView, (),
                      (device, name, area, stage, progress, reason, firmware, online))

struct VersionView {
    std::string version; ///< empty: never heard
    std::int64_t devices = 0;
    std::int64_t online = 0;
    std::int64_t updatable = 0; ///< have level `update`
};
BOOST_DESCRIBE_STRUCT(VersionView, (), (version, devices, online, updatable))

namespace {

using base::Result;
using boost::json::object;
using http::Method;
using http::Request;
using http::Response;

constexpr std::size_t devices_shown_max = 500;

object bundle_object(const StoredBundle& stored) {
    object out = json::to_value(stored.bundle).as_object();
    out["id"] = base::to_text(stored.id);
    out["keyid"] = stored.keyid;
    out["uploaded_at"] = json::to_value(stored.uploaded_at);
    out["uploaded_by"] = stored.uploaded_by;
    return out;
}

void count(StageBoard& board, const Member& member) {
    board.devices += 1;
    board.untold += member.progress == Progress::untold ? 1 : 0;
    board.under_way += is_under_way(member.progress) ? 1 : 0;
    board.updated += member.progress == Progress::updated ? 1 : 0;
    board.failed += has_failed(member.progress) ? 1 : 0;
    board.returned +=
        member.progress == Progress::returned || member.progress == Progress::returning ? 1 : 0;
    board.offline += member.online ? 0 : 1;
}

object rollout_object(const Rollout& rollout, const StoredBundle& bundle,
                      const std::vector<Observed>& seen, const rights::Actor& actor) {
    std::vector<StageBoard> stages(rollout.plan.stages.size());
    std::vector<DeviceView> devices;
    for (const Observed& one : seen) {
        const Member member = observe(one, rollout, bundle.bundle.version);
        count(stages.at(static_cast<std::size_t>(member.stage)), member);
        if (devices.size() < devices_shown_max) {
            devices.push_back({member.device, one.name, one.area, member.stage, member.progress,
                               member.reason, one.firmware, member.online});
        }
    }
    object out = json::to_value(rollout).as_object();
    out.erase("back_order");
    out["bundle"] = bundle_object(bundle);
    out["stages"] = json::to_value(stages);
    out["devices"] = json::to_value(devices);
    out["abilities"] = json::to_value(abilities(rollout, actor));
    return out;
}

Result<object> describe(UpdateDesk& desk, const rights::Actor& actor, const Rollout& rollout) {
    const base::Instant now = desk.broadcast.clock.now();
    return desk.broadcast.database.read([&](storage::Connection& connection) -> Result<object> {
        return rollout_object(rollout, find_bundle(connection, rollout.bundle).value(),
                              observe_members(connection, rollout, now), actor);
    });
}

Result<Response> reply(UpdateDesk& desk, const Request& request, const Rollout& rollout,
                       int status = 200) {
    TRY_ASSIGN(const object shown, describe(desk, rights::request_actor(request), rollout));
    return http::json_response(status, boost::json::serialize(shown));
}

Result<Response> list_programs(UpdateDesk& desk, const Request& request) {
    TRY_ASSIGN(const auto programs, visible_programs(desk, rights::request_actor(request)));
    std::map<std::string, VersionView> versions;
    for (const RunningProgram& program : programs) {
        VersionView& version = versions[program.firmware];
        version.version = program.firmware;
        version.devices += 1;
        version.online += program.online ? 1 : 0;
        version.updatable += program.takes_updates ? 1 : 0;
    }
    boost::json::array items;
    for (const auto& [_, version] : versions) {
        items.push_back(json::to_value(version));
    }
    return http::json_response(200, boost::json::serialize(object{{"items", items}}));
}

Result<Response> upload(UpdateDesk& desk, const Request& request) {
    TRY_ASSIGN(const StoredBundle stored,
               take_bundle(desk, rights::request_actor(request), request.body));
    return http::json_response(201, boost::json::serialize(bundle_object(stored)));
}

Result<Response> list_all_bundles(UpdateDesk& desk, const Request& request) {
    TRY_ASSIGN(const auto bundles, show_bundles(desk, rights::request_actor(request)));
    boost::json::array items;
    for (const StoredBundle& bundle : bundles) {
        items.push_back(bundle_object(bundle));
    }
    return http::json_response(200, boost::json::serialize(object{{"items", items}}));
}

Result<Response> start(UpdateDesk& desk, const Request& request) {
    TRY_ASSIGN(const StartBody body, json::read<StartBody>(request.body));
    TRY_ASSIGN(const BundleId bundle, BundleId::parse(body.bundle));
    TRY_ASSIGN(const Rollout rollout,
               start_rollout(desk, rights::request_actor(request), {bundle, body.area, body.plan}));
    return reply(desk, request, rollout, 201);
}

Result<Response> list_all_rollouts(UpdateDesk& desk, const Request& request) {
    const rights::Actor& actor = rights::request_actor(request);
    TRY_ASSIGN(const auto rollouts, visible_rollouts(desk, actor));
    boost::json::array items;
    for (const Rollout& rollout : rollouts) {
        TRY_ASSIGN(object shown, describe(desk, actor, rollout));
        shown.erase("devices");
        items.push_back(std::move(shown));
    }
    return http::json_response(200, boost::json::serialize(object{{"items", items}}));
}

Result<Response> show(UpdateDesk& desk, const Request& request) {
    TRY_ASSIGN(const RolloutId id, RolloutId::parse(request.path_parameter("id")));
    TRY_ASSIGN(const Rollout rollout, visible_rollout(desk, rights::request_actor(request), id));
    return reply(desk, request, rollout);
}

Result<Response> pause_one(UpdateDesk& desk, const Request& request) {
    TRY_ASSIGN(const RolloutId id, RolloutId::parse(request.path_parameter("id")));
    TRY_ASSIGN(const ReasonBody body, json::read<ReasonBody>(request.body));
    TRY_ASSIGN(const Rollout rollout,
               pause_rollout(desk, rights::request_actor(request), id, body.reason));
    return reply(desk, request, rollout);
}

Result<Response> resume_one(UpdateDesk& desk, const Request& request) {
    TRY_ASSIGN(const RolloutId id, RolloutId::parse(request.path_parameter("id")));
    TRY_ASSIGN(const Rollout rollout, resume_rollout(desk, rights::request_actor(request), id));
    return reply(desk, request, rollout);
}

Result<Response> stop_one(UpdateDesk& desk, const Request& request) {
    TRY_ASSIGN(const RolloutId id, RolloutId::parse(request.path_parameter("id")));
    TRY_ASSIGN(const ReasonBody body, json::read<ReasonBody>(request.body));
    TRY_ASSIGN(const Rollout rollout, stop_rollout(desk, rights::request_actor(request), id,
                                                   body.reason, body.take_back.value_or(false)));
    return reply(desk, request, rollout);
}

Result<StoredBundle> bundle_for(UpdateDesk& desk, const Request& request) {
    const DeviceId device = devices::request_device(request);
    TRY_ASSIGN(const auto bundle,
               desk.broadcast.database.read(
                   [&](storage::Connection& connection) -> Result<std::optional<StoredBundle>> {
                       return ordered_bundle(connection, device);
                   }));
    if (!bundle) {
        return base::fail(base::Fault::not_found, "updates.nothing_ordered",
                          "Thiết bị này không có gói cập nhật nào cần cài.",
                          "This device is to install nothing.");
    }
    return *bundle;
}

Result<Response> give_envelope(UpdateDesk& desk, const Request& request) {
    TRY_ASSIGN(StoredBundle bundle, bundle_for(desk, request));
    return http::json_response(200, std::move(bundle.envelope));
}

Result<Response> give_program(UpdateDesk& desk, const Request& request) {
    TRY_ASSIGN(const base::Sha256 sha256, base::parse_sha256(request.path_parameter("sha256")));
    TRY_ASSIGN(const StoredBundle bundle, bundle_for(desk, request));
    if (bundle.bundle.file.sha256 != sha256) {
        return base::fail(media::blob_missing(sha256));
    }
    return media::give_blob(desk.blobs, request, sha256, "application/octet-stream");
}

} // namespace

void add_update_routes(http::Router& router, UpdateDesk& desk) {
    const auto on = [&](Method method, std::string pattern, http::RouteOptions options,
                        Result<Response> (*handle)(UpdateDesk&, const Request&)) {
        router.route(method, std::move(pattern), options, http::answering(desk, handle));
    };
    const std::chrono::seconds long_time{600};
    const http::RouteOptions acts{.idempotent_by_key = true};
    on(Method::get, "/api/v1/updates/programs", {}, list_programs);
    on(Method::get, "/api/v1/updates/bundles", {}, list_all_bundles);
    on(Method::post, "/api/v1/updates/bundles",
       {.body_bytes_max = upload_bytes_max, .time_max = long_time, .rate_per_minute = 20}, upload);
    on(Method::get, "/api/v1/updates/rollouts", {}, list_all_rollouts);
    on(Method::post, "/api/v1/updates/rollouts", acts, start);
    on(Method::get, "/api/v1/updates/rollouts/{id}", {}, show);
    on(Method::post, "/api/v1/updates/rollouts/{id}/pause", acts, pause_one);
    on(Method::post, "/api/v1/updates/rollouts/{id}/resume", acts, resume_one);
    on(Method::post, "/api/v1/updates/rollouts/{id}/stop", acts, stop_one);
    on(Method::get, "/device/v1/update", {.audience = http::Audience::device}, give_envelope);
    on(Method::get, "/device/v1/update/{sha256}",
       {.audience = http::Audience::device, .time_max = long_time}, give_program);
}

} // namespace updates
