#include "base/try.hpp"
#include "broadcast/broadcast_routes.hpp"
#include "broadcast/programme_record.hpp"
#include "devices/device_routes.hpp"
#include "http/range.hpp"
#include "http/router.hpp"
#include "media/blob_store.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace broadcast {

namespace {

using http::Request;
using http::Response;

/// From a store without files of its own (S3) a device gets at most so much in one answer; it asks
/// for the rest by Range.
constexpr std::uint64_t part_bytes_max = std::uint64_t{4} * 1024 * 1024;

base::Failure no_such_media() {
    return base::fail(base::Fault::not_found, "broadcast.media_not_found",
                      "Máy chủ không có tệp âm thanh này.",
                      "The server does not have this media file.");
}

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

base::Result<Response> give_part(media::BlobStore& blobs, const Request& request,
                                 const base::Sha256& sha256) {
    TRY_ASSIGN(const std::optional<std::uint64_t> size, blobs.size(sha256));
    if (!size) {
        return no_such_media();
    }
    const http::RangeAnswer answer = http::read_range(request.header("Range"), *size);
    Response response;
    response.headers.emplace("Content-Type", "audio/ogg");
    response.headers.emplace("Accept-Ranges", "bytes");
    response.headers.emplace("ETag", "\"" + base::to_text(sha256) + "\"");
    if (answer.outcome == http::RangeOutcome::unsatisfiable) {
        response.status = 416;
        response.headers.emplace("Content-Range", fmt::format("bytes */{}", *size));
        return response;
    }
    const bool asked = answer.outcome == http::RangeOutcome::part;
    const std::uint64_t offset = asked ? answer.range.offset : 0;
    const std::uint64_t wanted = asked ? answer.range.length : *size;
    // Only an asked range may be shortened (RFC 9110 14.2); a whole file is a whole file.
    const std::uint64_t length = asked ? std::min(wanted, part_bytes_max) : wanted;
    TRY_ASSIGN(response.body, blobs.read(sha256, offset, length));
    if (asked) {
        response.status = 206;
        response.headers.emplace("Content-Range",
                                 fmt::format("bytes {}-{}/{}", offset, offset + length - 1, *size));
    }
    return response;
}

/// The hash is the right to the file: a device knows only those of its own signed programmes.
base::Result<Response> give_media(media::BlobStore& blobs, const Request& request) {
    TRY_ASSIGN(const base::Sha256 sha256, base::parse_sha256(request.path_parameter("sha256")));
    if (const auto file = blobs.local_file(sha256)) {
        return http::file_response(request, *file, "audio/ogg", base::to_text(sha256));
    }
    return give_part(blobs, request, sha256);
}

template <class Work>
http::Handler answering(Work work) {
    return [work](const Request& request) -> Response {
        base::Result<Response> response = work(request);
        return response ? std::move(*response) : http::problem_response(response.error(), request);
    };
}

} // namespace

void add_download_routes(http::Router& router, BroadcastDesk& desk, media::BlobStore& blobs) {
    const http::RouteOptions options{.audience = http::Audience::device};
    router.route(
        http::Method::get, "/device/v1/manifest", options,
        answering([&desk](const Request& request) { return give_manifest(desk, request); }));
    router.route(
        http::Method::get, "/device/v1/media/{sha256}",
        {.audience = http::Audience::device, .time_max = std::chrono::seconds(600)},
        answering([&blobs](const Request& request) { return give_media(blobs, request); }));
}

} // namespace broadcast
