#include "app/server.hpp"

#include "testing/temporary_folder.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

/// Starts the whole server on free ports: only so are all routes there.
namespace app {

namespace {

TEST(ApiDocument, every_route_is_described_and_everything_described_is_a_route) {
    const testing_support::TemporaryFolder folder;
    Config config;
    config.data = folder.path() / "data";
    config.listen.port = 0;
    config.listen.tls_address = "127.0.0.1";
    config.listen.tls_port = 0;
    config.broker.address = "127.0.0.1";
    config.broker.port = 0;
    auto foundation = Foundation::open(config, Use::serve);
    ASSERT_TRUE(foundation.has_value()) << foundation.error().message.en;
    Server server(**foundation);
    const auto started = server.start();
    ASSERT_TRUE(started.has_value()) << started.error().message.en;
    const auto differences = server.api_differences();
    EXPECT_TRUE(differences.empty()) << fmt::format("{}", fmt::join(differences, "\n"));
    server.stop();
}

} // namespace

} // namespace app
