#include "http/common_headers.hpp"

#include "http/problem.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>

namespace http {

namespace {

/// Web apps: everything from here only. Styles may be inline because component libraries write
/// them; scripts may not. `blob:` is what a page makes itself: waveforms, recordings, map workers.
constexpr std::string_view content_security_policy =
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; media-src 'self' blob:; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

void set_default(Response& response, const char* name, std::string_view value) {
    if (!response.headers.contains(name)) {
        response.headers.emplace(name, value);
    }
}

} // namespace

std::string_view method_name(Method method) {
    switch (method) {
    case Method::get:
        return "GET";
    case Method::head:
        return "HEAD";
    case Method::post:
        return "POST";
    case Method::put:
        return "PUT";
    case Method::patch:
        return "PATCH";
    case Method::source:
        return "SOURCE";
    case Method::delete_:
        return "DELETE";
    case Method::options:
        return "OPTIONS";
    }
    return "";
}

void add_common_headers(const Request& request, Response& response) {
    set_default(response, "X-Request-Id", request.id);
    set_default(response, "X-Content-Type-Options", "nosniff");
    set_default(response, "Content-Security-Policy", content_security_policy);
    set_default(response, "Referrer-Policy", "same-origin");
    set_default(response, "Cross-Origin-Opener-Policy", "same-origin");
    set_default(response, "Permissions-Policy", "camera=(self), geolocation=(), microphone=(self)");
    // The same thing has one ETag for everybody, but each person's reply names their own abilities:
    // a browser that kept the reply of whoever sat there before would show those on a 304.
    set_default(response, "Cache-Control", "private, no-store");
    set_default(response, "Vary", "Cookie, Authorization");
    if (request.secure) {
        set_default(response, "Strict-Transport-Security", "max-age=31536000");
    }
}

std::string http_date(base::Instant at) {
    static constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::chrono::sys_seconds seconds{
        std::chrono::floor<std::chrono::seconds>(base::Millis{at.ms})};
    const auto midnight = std::chrono::floor<std::chrono::days>(seconds);
    const std::chrono::year_month_day day{midnight};
    const std::chrono::hh_mm_ss time{seconds - midnight};
    return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
                       days[std::chrono::weekday{midnight}.c_encoding()],
                       static_cast<unsigned>(day.day()),
                       months[static_cast<unsigned>(day.month()) - 1], static_cast<int>(day.year()),
                       time.hours().count(), time.minutes().count(), time.seconds().count());
}

Response internal_error(const Request& request) {
    return problem_with_status(
        500,
        base::refuse(base::Fault::unavailable, "http.internal_error",
                     "Máy chủ gặp lỗi. Hãy thử lại; nếu vẫn lỗi, hãy báo mã yêu cầu cho kỹ thuật.",
                     "The server failed. Try again; if it goes on, report the request id."),
        request);
}

} // namespace http
