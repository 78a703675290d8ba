#include "content/listen_routes.hpp"

#include "base/try.hpp"
#include "content/bulletin_store.hpp"
#include "content/offered_below.hpp"
#include "http/router.hpp"
#include "media/blob_routes.hpp"
#include "rights/request_actor.hpp"

#include <algorithm>

namespace content {

namespace {

using http::Request;
using http::Response;

base::Failure nothing_to_hear() {
    return base::fail(base::Fault::not_found, "content.no_such_rendering",
                      "Chưa có bản đọc nào để nghe, hoặc bạn không được nghe bản tin này.",
                      "There is no reading to listen to, or you may not hear this bulletin.");
}

base::Result<Response> listen(BulletinStore& store, media::BlobStore& blobs,
                              const Request& request) {
    TRY_ASSIGN(const BulletinId id, BulletinId::parse(request.path_parameter("id")));
    TRY_ASSIGN(const std::optional<Bulletin> bulletin, store.find(id));
    if (!bulletin || !may_read(*bulletin, rights::request_actor(request))) {
        return nothing_to_hear();
    }
    const std::string& language = request.path_parameter("language");
    const auto rendering = std::ranges::find(bulletin->renderings, language, &Rendering::language);
    if (rendering == bulletin->renderings.end()) {
        return nothing_to_hear();
    }
    TRY_ASSIGN(Response response,
               media::give_blob(blobs, request, rendering->audio.sha256, "audio/ogg; codecs=opus"));
    media::harden_blob(response);
    // Another sound comes under the same address when the bulletin is made anew; nobody may hear,
    // and approve, the one before.
    response.headers.erase("Cache-Control");
    response.headers.emplace("Cache-Control", "private, no-cache");
    return response;
}

} // namespace

void add_listen_routes(http::Router& router, BulletinStore& store, media::BlobStore& blobs) {
    router.route(http::Method::get, "/api/v1/bulletins/{id}/renderings/{language}/audio", {},
                 [&store, &blobs](const Request& request) -> Response {
                     auto answer = listen(store, blobs, request);
                     return answer ? std::move(*answer)
                                   : http::problem_response(answer.error(), request);
                 });
}

} // namespace content
