// Goal: the S3 adapter keeps the contract of every blob store, with signatures that are really
// checked. Method: the store is tests/s3/fake_s3.py, which refuses every request whose signature or
// payload hash is wrong; test_sigv4.py checks that checker with the examples that AWS publishes.
#include "media/blob_store_s3.hpp"

#include "media/fake_s3_fixture.hpp"

#include <fstream>
#include <gtest/gtest.h>

namespace media {
namespace {

class S3Test : public testing::Test {
protected:
    FakeS3 fake_;
    S3BlobStore store_{fake_.options()};
};

TEST_F(S3Test, wrong_keys_are_refused_by_the_store_and_told) {
    S3Options options = fake_.options();
    options.secret_key = "wrong";
    S3BlobStore wrong(options);
    EXPECT_EQ(wrong.put_bytes("x").error().code, "media.blob_store_unavailable");
    options = fake_.options();
    options.region = "elsewhere";
    S3BlobStore elsewhere(options);
    EXPECT_FALSE(elsewhere.list({}, 10).has_value());
}

TEST_F(S3Test, an_unknown_bucket_is_told) {
    S3Options options = fake_.options();
    options.bucket = "other";
    S3BlobStore other(options);
    EXPECT_EQ(other.put_bytes("x").error().code, "media.blob_store_unavailable");
}

TEST_F(S3Test, a_large_file_goes_in_parts_and_comes_back_whole) {
    auto pattern = (std::filesystem::temp_directory_path() / "nguon-s3-XXXXXX").string();
    const std::filesystem::path directory = mkdtemp(pattern.data());
    {
        std::ofstream stream(directory / "large", std::ios::binary);
        std::string piece(1U << 20U, 'x');
        for (int i = 0; i < 70; ++i) {
            piece[0] = static_cast<char>(i);
            stream << piece;
        }
    }
    const auto blob = store_.put_file(directory / "large");
    ASSERT_TRUE(blob.has_value()) << blob.error().message.en;
    EXPECT_EQ(store_.size(blob->sha256).value(), 70U << 20U);
    EXPECT_EQ(store_.read(blob->sha256, 33U << 20U, 2).value(), std::string("\x21x"));
    EXPECT_TRUE(verify_blob(store_, blob->sha256).has_value());
    std::filesystem::remove_all(directory);
}

TEST_F(S3Test, short_faults_pass_unnoticed_and_long_ones_are_told) {
    fake_.fail_next(503, 2);
    const auto blob = store_.put_bytes("persistent");
    ASSERT_TRUE(blob.has_value()) << blob.error().message.en;
    fake_.fail_next(500, 100);
    EXPECT_EQ(store_.read(blob->sha256, 0, 10).error().code, "media.blob_store_unavailable");
    fake_.fail_next(500, 0);
    EXPECT_EQ(store_.read(blob->sha256, 0, 10).value(), "persistent");
}

TEST(S3UnreachableTest, a_store_that_is_not_there_is_told) {
    S3Options options;
    options.endpoint = "http://127.0.0.1:9";
    options.bucket = "nguon";
    options.attempts_max = 2;
    options.first_retry = std::chrono::milliseconds(1);
    S3BlobStore store(options);
    EXPECT_EQ(store.put_bytes("x").error().fault, base::Fault::unavailable);
}

} // namespace
} // namespace media
