#include "base/ensure.hpp"
#include "base/try.hpp"
#include "crypto/digest.hpp"
#include "device_protocol/messages_json.hpp"
#include "devices/device_routes.hpp"
#include "http/router.hpp"

namespace devices {

namespace {

base::Failure unknown_token() {
    return base::fail(base::Fault::unauthenticated, "devices.unknown_token",
                      "Thiết bị chưa được nhận hoặc đã bị thu hồi.",
                      "The device is not claimed, or it is revoked.");
}

struct Shown {
    std::string device;
    std::string token;
};

/// `Basic base64(id:token)` (RFC 7617), or `Bearer id:token`.
std::optional<Shown> read_authorization(std::string_view header) {
    std::string pair;
    if (header.starts_with("Basic ")) {
        pair = base::from_base64(header.substr(6)).value_or("");
    } else if (header.starts_with("Bearer ")) {
        pair = header.substr(7);
    }
    const auto cut = pair.find(':');
    if (cut == std::string::npos) {
        return std::nullopt;
    }
    return Shown{.device = pair.substr(0, cut), .token = pair.substr(cut + 1)};
}

} // namespace

void add_claim_routes(http::Router& router, DeviceDesk& desk, CurrentTerms terms) {
    const http::RouteOptions options{.audience = http::Audience::anyone,
                                     .body_bytes_max = device_protocol::message_bytes_max,
                                     .rate_per_minute = 20};
    router.route(http::Method::post, "/device/v1/claim", options,
                 [&desk, terms = std::move(terms)](const http::Request& request) -> http::Response {
                     const auto claim =
                         device_protocol::read_message<device_protocol::ClaimRequest>(request.body);
                     if (!claim) {
                         return http::problem_response(claim.error(), request);
                     }
                     const auto reply = claim_device(desk, terms, *claim, request.peer);
                     if (!reply) {
                         return http::problem_response(reply.error(), request);
                     }
                     return http::json_response(200, device_protocol::write_message(*reply));
                 });
}

base::Result<DeviceId> authenticate_device(storage::Database& database,
                                           const http::Request& request) {
    const auto shown = read_authorization(request.header("authorization"));
    if (!shown) {
        return unknown_token();
    }
    const auto id = DeviceId::parse(shown->device);
    if (!id) {
        return unknown_token();
    }
    const base::Sha256 token = crypto::sha256(shown->token);
    return database.read([&](storage::Connection& connection) -> base::Result<DeviceId> {
        const auto credential = find_credential(connection, *id);
        if (!credential || !crypto::equal_constant_time(credential->token, token)) {
            return unknown_token();
        }
        return *id;
    });
}

DeviceId request_device(const http::Request& request) {
    const auto* device = std::any_cast<DeviceId>(&request.context);
    ENSURE(device != nullptr);
    return *device;
}

} // namespace devices
