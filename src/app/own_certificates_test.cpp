#include "app/own_certificates.hpp"

#include "testing/manual_clock.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace app {

namespace {

class OwnCertificates : public testing::Test {
protected:
    void SetUp() override {
        std::string name = (std::filesystem::temp_directory_path() / "nguon-keys-XXXXXX").string();
        ASSERT_NE(mkdtemp(name.data()), nullptr);
        folder_ = name;
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    std::string server_certificate(const std::string& host) {
        const auto files = ensure_certificates(folder_, host, clock_);
        EXPECT_TRUE(files.has_value());
        return read_key_file(files->certificate).value();
    }

    std::filesystem::path folder_;
    testing_support::ManualClock clock_{base::Instant{1'780'000'000'000}};
};

TEST_F(OwnCertificates, what_was_made_is_kept_until_it_nears_its_end) {
    const std::string first = server_certificate("xa.example.vn");
    EXPECT_EQ(server_certificate("xa.example.vn"), first);
    clock_.advance(std::chrono::days{370});
    const std::string authority = read_key_file(folder_ / "authority.pem").value();
    EXPECT_NE(server_certificate("xa.example.vn"), first);
    EXPECT_EQ(read_key_file(folder_ / "authority.pem").value(), authority);
}

TEST_F(OwnCertificates, another_host_name_gets_another_certificate) {
    const std::string first = server_certificate("xa.example.vn");
    EXPECT_NE(server_certificate("192.168.1.5"), first);
}

TEST_F(OwnCertificates, keys_are_readable_by_this_user_only) {
    server_certificate("xa.example.vn");
    for (const char* name : {"authority.key", "server.key"}) {
        const auto permissions = std::filesystem::status(folder_ / name).permissions();
        EXPECT_EQ(permissions & std::filesystem::perms(0077), std::filesystem::perms::none) << name;
    }
}

} // namespace

} // namespace app
