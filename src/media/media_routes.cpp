#include "media/media_routes.hpp"

#include "base/try.hpp"
#include "http/answering.hpp"
#include "http/conditional.hpp"
#include "http/paging.hpp"
#include "media/blob_routes.hpp"
#include "media/media_json.hpp"
#include "rights/request_actor.hpp"
#include "json/described.hpp"

#include <boost/describe.hpp>
#include <fmt/format.h>

namespace media {

namespace {

using base::fail;
using base::Fault;
using http::Method;
using http::Request;
using http::Response;

struct Renaming {
    std::string name;
};
BOOST_DESCRIBE_STRUCT(Renaming, (), (name))

struct Cutting {
    std::string name;
    std::int64_t from_ms = 0;
    std::int64_t to_ms = 0;
};
BOOST_DESCRIBE_STRUCT(Cutting, (), (name, from_ms, to_ms))

base::Error bad_filter(const char* name) {
    return base::refuse(Fault::invalid, "media.bad_filter",
                        fmt::format("Bộ lọc \"{}\" không hợp lệ.", name),
                        fmt::format("The filter \"{}\" is not valid.", name));
}

base::Result<LibraryQuery> read_query(const Request& request, const http::Paging& paging) {
    LibraryQuery query;
    if (const auto area = request.query_value("area")) {
        TRY_ASSIGN(query.area, area::AreaPath::parse(*area));
    }
    if (const auto kind = request.query_value("kind")) {
        query.kind = json::enum_value<MediaKind>(*kind);
        if (!query.kind) {
            return fail(bad_filter("kind"));
        }
    }
    if (const auto state = request.query_value("state")) {
        query.state = json::enum_value<MediaState>(*state);
        if (!query.state) {
            return fail(bad_filter("state"));
        }
    }
    if (const auto sound = request.query_value("sound")) {
        const auto sha256 = base::parse_sha256(*sound);
        if (!sha256) {
            return fail(bad_filter("sound"));
        }
        query.sound = *sha256;
    }
    query.search = request.query_value("search").value_or("");
    if (query.search.size() > 400) {
        return fail(bad_filter("search"));
    }
    if (!paging.after.empty()) {
        TRY_ASSIGN(const MediaFileId after, MediaFileId::parse(paging.after));
        query.after = base::to_text(after);
    }
    query.limit = static_cast<std::int64_t>(paging.limit) + 1;
    return query;
}

Response one(const Request& request, int status, const MediaFile& file) {
    Response response = http::json_response(
        status, media_file_json(file, MediaDesk::abilities(rights::request_actor(request), file)));
    response.headers.emplace("ETag", http::version_etag(file.version));
    return response;
}

base::Result<Response> list(MediaDesk& desk, const Request& request) {
    TRY_ASSIGN(const http::Paging paging, http::read_paging(request));
    TRY_ASSIGN(const LibraryQuery query, read_query(request, paging));
    const rights::Actor& actor = rights::request_actor(request);
    TRY_ASSIGN(std::vector<MediaFile> files, desk.list(actor, query));
    const bool more = files.size() > paging.limit;
    if (more) {
        files.pop_back();
    }
    std::vector<std::string> items;
    items.reserve(files.size());
    for (const MediaFile& file : files) {
        items.push_back(media_file_json(file, MediaDesk::abilities(actor, file)));
    }
    return http::page_response(items, more ? base::to_text(files.back().id) : "");
}

base::Result<Response> show(MediaDesk& desk, const Request& request) {
    TRY_ASSIGN(const MediaFileId id, MediaFileId::parse(request.path_parameter("id")));
    TRY_ASSIGN(const MediaFile file, desk.find(rights::request_actor(request), id));
    return one(request, 200, file);
}

base::Result<Response> rename(MediaDesk& desk, const Request& request) {
    const rights::Actor& actor = rights::request_actor(request);
    TRY_ASSIGN(const MediaFileId id, MediaFileId::parse(request.path_parameter("id")));
    TRY_ASSIGN(const Renaming wanted, json::read<Renaming>(request.body));
    TRY_ASSIGN(const MediaFile present, desk.find(actor, id));
    TRY(http::require_if_match(request, http::version_etag(present.version)));
    TRY_ASSIGN(const MediaFile file, desk.rename(actor, id, wanted.name, present.version));
    return one(request, 200, file);
}

base::Result<Response> cut(MediaDesk& desk, const Request& request) {
    TRY_ASSIGN(const MediaFileId id, MediaFileId::parse(request.path_parameter("id")));
    TRY_ASSIGN(const Cutting wanted, json::read<Cutting>(request.body));
    TRY_ASSIGN(const MediaFile file, desk.cut(rights::request_actor(request), id,
                                              {wanted.from_ms, wanted.to_ms}, wanted.name));
    Response response = one(request, 201, file);
    response.headers.emplace("Location", "/api/v1/media/" + base::to_text(file.id));
    return response;
}

base::Result<Response> remove(MediaDesk& desk, const Request& request) {
    TRY_ASSIGN(const MediaFileId id, MediaFileId::parse(request.path_parameter("id")));
    TRY(desk.remove(rights::request_actor(request), id));
    return http::empty_response(204);
}

/// RFC 6266 with the extended form of RFC 8187: any other byte than these is escaped.
std::string disposition(const std::string& name) {
    std::string escaped;
    for (const char c : name) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
        escaped +=
            plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return "attachment; filename*=UTF-8''" + escaped;
}

base::Result<Response> give_audio(MediaDesk& desk, BlobStore& blobs, const Request& request) {
    TRY_ASSIGN(const MediaFileId id, MediaFileId::parse(request.path_parameter("id")));
    TRY_ASSIGN(const MediaFile file, desk.find(rights::request_actor(request), id));
    if (!file.sound) {
        return fail(Fault::conflict, "media.no_sound_yet",
                    file.state == MediaState::processing
                        ? "Tệp đang được xử lý. Hãy đợi thêm một lát rồi nghe."
                        : "Tệp này không có âm thanh để nghe.",
                    "This file has no sound to play yet.");
    }
    TRY_ASSIGN(Response response,
               give_blob(blobs, request, file.sound->rendition, "audio/ogg; codecs=opus"));
    harden_blob(response);
    return response;
}

base::Result<Response> give_original(MediaDesk& desk, BlobStore& blobs, const Request& request) {
    TRY_ASSIGN(const MediaFileId id, MediaFileId::parse(request.path_parameter("id")));
    TRY_ASSIGN(const MediaFile file, desk.find(rights::request_actor(request), id));
    TRY_ASSIGN(Response response, give_blob(blobs, request, file.original, file.media_type));
    harden_blob(response);
    response.headers.emplace("Content-Disposition", disposition(file.name));
    return response;
}

} // namespace

void add_media_routes(http::Router& router, MediaDesk& desk, BlobStore& blobs) {
    router.route(Method::get, "/api/v1/media", {},
                 http::answering([&desk](const Request& request) { return list(desk, request); }));
    router.route(Method::get, "/api/v1/media/{id}", {},
                 http::answering([&desk](const Request& request) { return show(desk, request); }));
    router.route(
        Method::patch, "/api/v1/media/{id}", {.body_bytes_max = 4096},
        http::answering([&desk](const Request& request) { return rename(desk, request); }));
    router.route(
        Method::delete_, "/api/v1/media/{id}", {},
        http::answering([&desk](const Request& request) { return remove(desk, request); }));
    router.route(Method::post, "/api/v1/media/{id}/cuts",
                 {.body_bytes_max = 4096, .idempotent_by_key = true},
                 http::answering([&desk](const Request& request) { return cut(desk, request); }));
    router.route(Method::get, "/api/v1/media/{id}/audio", {},
                 http::answering([&desk, &blobs](const Request& request) {
                     return give_audio(desk, blobs, request);
                 }));
    router.route(Method::get, "/api/v1/media/{id}/original", {},
                 http::answering([&desk, &blobs](const Request& request) {
                     return give_original(desk, blobs, request);
                 }));
}

} // namespace media
