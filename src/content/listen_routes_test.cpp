// Goal: people hear exactly the rendering that devices get, and only who may read the bulletin.
// Method: the handler that the router finds, on memory; ranges and sockets are http/'s own tests.
#include "content/listen_routes.hpp"

#include "content/content_memory.hpp"
#include "content/content_samples.hpp"
#include "http/router.hpp"
#include "media/blob_store_memory.hpp"

#include <gtest/gtest.h>

namespace content {
namespace {

using namespace samples;

class ListenRoutes : public ::testing::Test {
protected:
    ListenRoutes() {
        add_listen_routes(router_, content_, blobs_);
        Bulletin bulletin = ready();
        const auto stored = blobs_.put_bytes("sound of the bulletin");
        bulletin.renderings.front().audio.sha256 = stored.value().sha256;
        id_ = bulletin.id;
        (void)content_.change([&](ContentTransaction& transaction) -> base::Result<void> {
            return transaction.insert(bulletin);
        });
    }

    http::Response get(const rights::Actor& actor, const std::string& language) {
        const std::string path =
            "/api/v1/bulletins/" + base::to_text(id_) + "/renderings/" + language + "/audio";
        const http::Match match = router_.match(http::Method::get, path);
        EXPECT_NE(match.route, nullptr);
        http::Request request;
        request.path = path;
        request.path_parameters = match.parameters;
        request.context = actor;
        return match.route->handler(request);
    }

    http::Router router_;
    MemoryContent content_;
    media::MemoryBlobStore blobs_;
    BulletinId id_;
};

TEST_F(ListenRoutes, who_may_read_the_bulletin_hears_its_rendering) {
    const http::Response response = get(author(), "vi");
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, "sound of the bulletin");
    EXPECT_TRUE(response.headers.contains("Accept-Ranges"));
}

TEST_F(ListenRoutes, a_commune_hears_what_the_province_has_approved_for_it) {
    Bulletin bulletin = of_province({commune}, 2);
    bulletin.renderings.front().audio.sha256 = blobs_.put_bytes("of the province").value().sha256;
    (void)content_.change(
        [&](ContentTransaction& transaction) { return transaction.insert(bulletin); });
    id_ = bulletin.id;
    EXPECT_EQ(get(author(), "vi").body, "of the province");
    EXPECT_EQ(get(actor(9, "Tư", rights::Role::composer, neighbour), "vi").status, 404);
}

TEST_F(ListenRoutes, a_browser_asks_each_time_whether_it_is_still_this_sound) {
    const http::Response response = get(author(), "vi");
    EXPECT_EQ(response.headers.count("Cache-Control"), 1U);
    EXPECT_EQ(response.headers.find("Cache-Control")->second, "private, no-cache");
    EXPECT_TRUE(response.headers.contains("ETag"));
}

TEST_F(ListenRoutes, a_language_without_sound_is_not_found) {
    EXPECT_EQ(get(author(), "km").status, 404);
}

TEST_F(ListenRoutes, a_neighbouring_commune_hears_nothing) {
    const auto stranger = actor(9, "Người xã khác", rights::Role::composer, neighbour);
    EXPECT_EQ(get(stranger, "vi").status, 404);
}

} // namespace
} // namespace content
