#include "base/try.hpp"
#include "broadcast/broadcast_routes.hpp"
#include "broadcast/programme_record.hpp"
#include "devices/device_routes.hpp"
#include "http/answering.hpp"
#include "http/router.hpp"
#include "media/blob_routes.hpp"

namespace broadcast {

namespace {

using http::Request;
using http::Response;

base::Result<Response> give_manifest(BroadcastDesk& desk, const Request& request) {
    const DeviceId device = devices::request_device(request);
    TRY_ASSIGN(
        auto programme,
        desk.database.read(
            [&](storage::Connection& connection) -> base::Result<std::optional<DeviceProgramme>> {
                return find_programme(connection, device);
            }));
    if (!programme || programme->manifest_envelope.empty()) {
        return base::fail(base::Fault::not_found, "broadcast.no_programme",
                          "Thiết bị này chưa có lịch phát.", "This device has no programme yet.");
    }
    Response response = http::json_response(200, std::move(programme->manifest_envelope));
    response.headers.emplace("ETag", "\"" + programme->manifest_sha256 + "\"");
    return response;
}

/// The hash is the right to the file: a device knows only those of its own signed programmes.
base::Result<Response> give_media(media::BlobStore& blobs, const Request& request) {
    TRY_ASSIGN(const base::Sha256 sha256, base::parse_sha256(request.path_parameter("sha256")));
    return media::give_blob(blobs, request, sha256, "audio/ogg");
}

} // namespace

void add_download_routes(http::Router& router, BroadcastDesk& desk, media::BlobStore& blobs) {
    const http::RouteOptions options{.audience = http::Audience::device};
    router.route(
        http::Method::get, "/device/v1/manifest", options,
        http::answering([&desk](const Request& request) { return give_manifest(desk, request); }));
    router.route(
        http::Method::get, "/device/v1/media/{sha256}",
        {.audience = http::Audience::device, .time_max = std::chrono::seconds(600)},
        http::answering([&blobs](const Request& request) { return give_media(blobs, request); }));
}

} // namespace broadcast
