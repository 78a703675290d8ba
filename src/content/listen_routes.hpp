#pragma once

namespace http {
class Router;
}
namespace media {
class BlobStore;
}

namespace content {

class BulletinStore;

/// `/api/v1/bulletins/{id}/renderings/{language}/audio`: people listen to what devices will play.
/// All must outlive the router.
void add_listen_routes(http::Router& router, BulletinStore& store, media::BlobStore& blobs);

} // namespace content
