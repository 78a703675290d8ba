#include "http/refusals.hpp"

#include "http/problem.hpp"

#include <fmt/format.h>

namespace http {

Response busy(const Request& request) {
    return problem_response(base::refuse(base::Fault::unavailable, "http.busy",
                                         "Máy chủ đang quá tải. Hãy thử lại sau ít giây.",
                                         "The server is overloaded. Try again in a few seconds."),
                            request);
}

Response too_slow(const Request& request) {
    return problem_with_status(408,
                               base::refuse(base::Fault::invalid, "http.too_slow",
                                            "Dữ liệu gửi lên quá chậm nên đã bị ngắt.",
                                            "The request arrived too slowly and was cut off."),
                               request);
}

Response took_too_long(const Request& request) {
    return problem_response(
        base::refuse(base::Fault::unavailable, "http.took_too_long",
                     "Máy chủ xử lý quá lâu. Hãy xem lại kết quả trước khi thử lại.",
                     "The server took too long. Look at the result before you try again."),
        request);
}

Response body_too_large(const Request& request, std::size_t bytes_max) {
    return problem_response(
        base::refuse(base::Fault::too_large, "http.body_too_large",
                     fmt::format("Dữ liệu gửi lên lớn quá; tối đa {} KiB.", bytes_max / 1024),
                     fmt::format("The request is too large; at most {} KiB.", bytes_max / 1024)),
        request);
}

Response too_many_connections(const Request& request) {
    Response response = problem_response(
        base::refuse(base::Fault::too_many, "http.too_many_connections",
                     "Quá nhiều kết nối từ địa chỉ này. Hãy đóng bớt rồi thử lại.",
                     "Too many connections from this address. Close some, then try again."),
        request);
    response.headers.emplace("Retry-After", "10");
    return response;
}

Response fault_response(ParseFault fault, const Request& request) {
    switch (fault) {
    case ParseFault::header_too_large:
        return problem_with_status(431,
                                   base::refuse(base::Fault::too_large, "http.header_too_large",
                                                "Phần đầu của yêu cầu dài quá mức cho phép.",
                                                "The head of the request is larger than allowed."),
                                   request);
    case ParseFault::unknown_method:
        return problem_with_status(501,
                                   base::refuse(base::Fault::invalid, "http.unknown_method",
                                                "Máy chủ không biết thao tác này.",
                                                "The server does not know this method."),
                                   request);
    case ParseFault::none:
    case ParseFault::malformed:
    case ParseFault::body_too_large:
        break;
    }
    return problem_with_status(400,
                               base::refuse(base::Fault::invalid, "http.malformed",
                                            "Yêu cầu HTTP không đúng dạng.",
                                            "The HTTP request is malformed."),
                               request);
}

} // namespace http
