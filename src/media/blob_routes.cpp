#include "media/blob_routes.hpp"

#include "base/try.hpp"
#include "http/range.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace media {

namespace {

/// From a store without files of its own (S3) so much at most is given in one answer to a Range;
/// the client asks for the rest.
constexpr std::uint64_t part_bytes_max = std::uint64_t{4} * 1024 * 1024;

} // namespace

base::Result<http::Response> give_blob(BlobStore& blobs, const http::Request& request,
                                       const base::Sha256& sha256, const std::string& type) {
    const std::string tag = base::to_text(sha256);
    if (const auto file = blobs.local_file(sha256)) {
        return http::file_response(request, *file, type, tag);
    }
    TRY_ASSIGN(const auto size, blobs.size(sha256));
    if (!size) {
        return base::fail(blob_missing(sha256));
    }
    const http::RangeAnswer answer = http::read_range(request.header("Range"), *size);
    http::Response response;
    response.headers.emplace("Content-Type", type);
    response.headers.emplace("Accept-Ranges", "bytes");
    response.headers.emplace("ETag", "\"" + tag + "\"");
    if (answer.outcome == http::RangeOutcome::unsatisfiable) {
        response.status = 416;
        response.headers.emplace("Content-Range", fmt::format("bytes */{}", *size));
        return response;
    }
    const bool part = answer.outcome == http::RangeOutcome::part;
    http::ByteRange range{.offset = 0, .length = *size};
    if (part) {
        // Only an asked range may be shortened (RFC 9110 14.2); a whole file is a whole file.
        range = {answer.range.offset, std::min(answer.range.length, part_bytes_max)};
    }
    TRY_ASSIGN(response.body, blobs.read(sha256, range.offset, range.length));
    if (part) {
        response.status = 206;
        response.headers.emplace(
            "Content-Range",
            fmt::format("bytes {}-{}/{}", range.offset, range.offset + range.length - 1, *size));
    }
    return response;
}

void harden_blob(http::Response& response) {
    response.headers.emplace("X-Content-Type-Options", "nosniff");
    response.headers.emplace("Content-Security-Policy", "default-src 'none'; sandbox");
    response.headers.emplace("Cache-Control", "private, max-age=86400");
}

} // namespace media
