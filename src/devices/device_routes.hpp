#pragma once

#include "devices/claim_device.hpp"

namespace http {
class Router;
struct Request;
} // namespace http

namespace devices {

/// `/api/v1/devices…` and `/api/v1/device-groups…` for people.
void add_device_routes(http::Router& router, DeviceDesk& desk);
/// `/device/v1/claim`.
void add_claim_routes(http::Router& router, DeviceDesk& desk, CurrentTerms terms);

/// For the server's authenticator on routes of Audience::device: reads the Authorization header
/// (Basic `id:token`, or Bearer `id:token`).
[[nodiscard]] base::Result<DeviceId> authenticate_device(storage::Database& database,
                                                         const http::Request& request);
/// The device that the authenticator put into Request::context.
[[nodiscard]] DeviceId request_device(const http::Request& request);

} // namespace devices
