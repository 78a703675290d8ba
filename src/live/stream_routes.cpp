#include "base/try.hpp"
#include "device_protocol/live_frames.hpp"
#include "devices/device_routes.hpp"
#include "http/answering.hpp"
#include "http/router.hpp"
#include "live/live_routes.hpp"

#include <charconv>

namespace live {

namespace {

using http::Request;
using http::Response;

/// The number of the last packet that the device has; nothing when it asks for the present.
base::Result<std::optional<std::uint32_t>> read_after(const Request& request) {
    const auto text = request.query_value("after");
    if (!text) {
        return std::optional<std::uint32_t>();
    }
    std::uint32_t number = 0;
    const char* end = text->data() + text->size();
    const auto [rest, error] = std::from_chars(text->data(), end, number);
    if (error != std::errc{} || rest != end) {
        return base::fail(base::Fault::invalid, "live.bad_after",
                          "Số gói cuối cùng không đúng dạng.", "`after` is not a packet's number.");
    }
    return std::optional(number);
}

base::Result<Response> give_stream(LiveDesk& desk, const Request& request) {
    TRY_ASSIGN(const SessionId id, SessionId::parse(request.path_parameter("session")));
    TRY_ASSIGN(const auto after, read_after(request));
    const auto on_air = desk.studio.find(id);
    if (!on_air || !on_air->may_listen(devices::request_device(request))) {
        return base::fail(base::Fault::not_found, "live.session_not_found",
                          "Không có buổi phát trực tiếp này.", "There is no such live session.");
    }
    Response response;
    response.headers.emplace("Content-Type", std::string(device_protocol::live_media_type));
    response.stream = http::SharedStreamBody{on_air->stream(), on_air->first_chunk(after)};
    return response;
}

} // namespace

void add_stream_routes(http::Router& router, LiveDesk& desk) {
    router.route(http::Method::get, "/device/v1/live/{session}",
                 {.audience = http::Audience::device}, http::answering(desk, give_stream));
}

} // namespace live
