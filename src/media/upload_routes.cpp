#include "base/try.hpp"
#include "http/answering.hpp"
#include "http/conditional.hpp"
#include "media/media_json.hpp"
#include "media/media_routes.hpp"
#include "media/scratch_directory.hpp"
#include "rights/policy.hpp"
#include "rights/request_actor.hpp"
#include "json/described.hpp"

#include <charconv>
#include <fstream>

namespace media {

namespace {

using base::fail;
using base::Fault;
using http::Method;
using http::Request;
using http::Response;

constexpr std::size_t document_bytes_max =
    21U << 20U; // a little more than ImportLimits, whose message is the better one

Response one(int status, const UploadStatus& upload) {
    Response response = http::json_response(status, upload_json(upload));
    response.headers.emplace("Upload-Offset", std::to_string(upload.received_bytes));
    return response;
}

base::Result<Response> open(UploadDesk& desk, const Request& request) {
    TRY_ASSIGN(const NewUpload wanted, json::read<NewUpload>(request.body));
    TRY_ASSIGN(const UploadStatus upload, desk.open(rights::request_actor(request), wanted));
    Response response = one(201, upload);
    response.headers.emplace("Location", "/api/v1/uploads/" + base::to_text(upload.upload.id));
    return response;
}

base::Result<Response> show(UploadDesk& desk, const Request& request) {
    TRY_ASSIGN(const UploadId id, UploadId::parse(request.path_parameter("id")));
    TRY_ASSIGN(const UploadStatus upload, desk.status(rights::request_actor(request), id));
    return one(200, upload);
}

base::Result<Response> append(UploadDesk& desk, const Request& request) {
    TRY_ASSIGN(const UploadId id, UploadId::parse(request.path_parameter("id")));
    const std::string_view given = request.header("Upload-Offset");
    std::int64_t offset = -1;
    const auto read = std::from_chars(given.data(), given.data() + given.size(), offset);
    if (given.empty() || read.ec != std::errc{} || read.ptr != given.data() + given.size() ||
        offset < 0) {
        return fail(
            Fault::invalid, "media.upload_offset_needed",
            "Thiếu vị trí bắt đầu của phần tải lên (Upload-Offset). Hãy tải lại trang rồi thử lại.",
            "The header Upload-Offset is missing or no number.");
    }
    TRY_ASSIGN(const UploadStatus upload,
               desk.append(rights::request_actor(request), id, offset, request.body));
    return one(200, upload);
}

base::Result<Response> complete(UploadDesk& desk, const Request& request) {
    TRY_ASSIGN(const UploadId id, UploadId::parse(request.path_parameter("id")));
    const rights::Actor& actor = rights::request_actor(request);
    TRY_ASSIGN(const MediaFile file, desk.complete(actor, id));
    Response response =
        http::json_response(201, media_file_json(file, MediaDesk::abilities(actor, file)));
    response.headers.emplace("Location", "/api/v1/media/" + base::to_text(file.id));
    response.headers.emplace("ETag", http::version_etag(file.version));
    return response;
}

base::Result<Response> cancel(UploadDesk& desk, const Request& request) {
    TRY_ASSIGN(const UploadId id, UploadId::parse(request.path_parameter("id")));
    TRY(desk.cancel(rights::request_actor(request), id));
    return http::empty_response(204);
}

base::Result<Response> import_document(TextExtractor& extractor,
                                       const std::filesystem::path& scratch,
                                       const Request& request) {
    const rights::Actor& actor = rights::request_actor(request);
    if (rights::areas_with(actor, rights::Permission::write_bulletins).empty()) {
        return fail(Fault::forbidden, "media.forbidden",
                    "Bạn không có quyền soạn bản tin nên không nhập được tài liệu.",
                    "You may not write bulletins, so you cannot import documents.");
    }
    TRY_ASSIGN(const std::string name, check_media_name(request.query_value("name").value_or("")));
    TRY_ASSIGN(const ScratchDirectory directory, ScratchDirectory::make(scratch));
    const std::filesystem::path file = directory.path() / "document";
    std::ofstream stream(file, std::ios::binary);
    stream.write(request.body.data(), static_cast<std::streamsize>(request.body.size()));
    stream.close();
    if (!stream) {
        return fail(no_space("the document could not be written"));
    }
    TRY_ASSIGN(const ImportedText document, extractor.extract(file, name, {}));
    return http::json_response(200, json::write(document));
}

} // namespace

void add_upload_routes(http::Router& router, UploadDesk& desk) {
    router.route(Method::post, "/api/v1/uploads",
                 {.body_bytes_max = 4096, .idempotent_by_key = true},
                 http::answering([&desk](const Request& request) { return open(desk, request); }));
    router.route(Method::get, "/api/v1/uploads/{id}", {},
                 http::answering([&desk](const Request& request) { return show(desk, request); }));
    const auto piece = static_cast<std::size_t>(desk.options().piece_bytes_max);
    router.route(
        Method::patch, "/api/v1/uploads/{id}",
        {.body_bytes_max = piece, .time_max = std::chrono::seconds(600)},
        http::answering([&desk](const Request& request) { return append(desk, request); }));
    router.route(
        Method::post, "/api/v1/uploads/{id}/complete",
        {.body_bytes_max = 1024, .time_max = std::chrono::seconds(300), .idempotent_by_key = true},
        http::answering([&desk](const Request& request) { return complete(desk, request); }));
    router.route(
        Method::delete_, "/api/v1/uploads/{id}", {},
        http::answering([&desk](const Request& request) { return cancel(desk, request); }));
}

void add_import_routes(http::Router& router, TextExtractor& extractor,
                       std::filesystem::path scratch) {
    router.route(
        Method::post, "/api/v1/document-imports",
        {.body_bytes_max = document_bytes_max,
         .time_max = std::chrono::seconds(240),
         .rate_per_minute = 60},
        http::answering([&extractor, scratch = std::move(scratch)](const Request& request) {
            return import_document(extractor, scratch, request);
        }));
}

} // namespace media
