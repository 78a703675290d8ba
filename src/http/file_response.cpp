#include "http/conditional.hpp"
#include "http/message.hpp"
#include "http/problem.hpp"
#include "http/range.hpp"

namespace http {

namespace {

std::string content_range(const ByteRange& range, std::uint64_t size) {
    return "bytes " + std::to_string(range.offset) + '-' +
           std::to_string(range.offset + range.length - 1) + '/' + std::to_string(size);
}

Response unreadable(const Request& request) {
    return problem_response(
        base::refuse(base::Fault::unavailable, "http.file_unreadable",
                     "Hiện không đọc được tệp này. Hãy thử lại sau ít phút.",
                     "This file cannot be read now. Try again in a few minutes."),
        request);
}

Response unsatisfiable(const Request& request, std::uint64_t size) {
    Response response = problem_with_status(
        416,
        base::refuse(base::Fault::invalid, "http.bad_range", "Phần tệp được yêu cầu nằm ngoài tệp.",
                     "The requested part lies outside the file."),
        request);
    response.headers.emplace("Content-Range", "bytes */" + std::to_string(size));
    return response;
}

} // namespace

Response file_response(const Request& request, const std::filesystem::path& path,
                       std::string_view content_type, std::string_view etag) {
    std::error_code error;
    const std::uint64_t size = std::filesystem::file_size(path, error);
    if (error) {
        return unreadable(request);
    }
    const std::string tag = '"' + std::string(etag) + '"';
    Response response;
    response.headers.emplace("ETag", tag);
    response.headers.emplace("Accept-Ranges", "bytes");
    if (none_match_holds(request, tag)) {
        response.status = 304;
        return response;
    }
    // RFC 9110 13.1.5: with an If-Range that names another version, the range is ignored.
    const std::string_view condition = request.header("If-Range");
    const bool same = condition.empty() || condition == tag;
    const RangeAnswer answer = same ? read_range(request.header("Range"), size) : RangeAnswer{};
    if (answer.outcome == RangeOutcome::unsatisfiable) {
        return unsatisfiable(request, size);
    }
    const bool part = answer.outcome == RangeOutcome::part;
    const ByteRange range = part ? answer.range : ByteRange{0, size};
    if (part) {
        response.status = 206;
        response.headers.emplace("Content-Range", content_range(range, size));
    }
    response.headers.emplace("Content-Type", content_type);
    response.file = FileBody{path, range.offset, range.length};
    return response;
}

} // namespace http
