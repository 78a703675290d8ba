#pragma once

#include "broadcast/desk.hpp"

namespace http {
class Router;
}
namespace media {
class BlobStore;
}

namespace broadcast {

/// `/api/v1/runs…`, `/api/v1/commands…`, `/api/v1/devices/{id}/…` of this folder, for people.
void add_broadcast_routes(http::Router& router, BroadcastDesk& desk);
/// `/api/v1/devices/{id}/why` and `/api/v1/runs/{id}/why`; part of the former.
void add_why_routes(http::Router& router, BroadcastDesk& desk);
/// `/device/v1/manifest` and `/device/v1/media/{sha256}`, for devices.
void add_download_routes(http::Router& router, BroadcastDesk& desk, media::BlobStore& blobs);

} // namespace broadcast
