#include "media/blob_store_contract.hpp"

#include "crypto/digest.hpp"
#include "media/blob_store_files.hpp"
#include "media/blob_store_memory.hpp"
#include "media/blob_store_s3.hpp"
#include "media/fake_s3_fixture.hpp"

#include <algorithm>
#include <fstream>
#include <thread>

namespace media {
namespace {

TEST_P(BlobStoreContract, what_was_put_is_named_by_its_hash_and_read_back) {
    const auto blob = store_->put_bytes("xin chào");
    ASSERT_TRUE(blob.has_value()) << blob.error().message.en;
    EXPECT_EQ(blob->sha256, crypto::sha256("xin chào"));
    EXPECT_EQ(blob->size_bytes, 9U);
    EXPECT_EQ(store_->read(blob->sha256, 0, 100).value(), "xin chào");
    EXPECT_EQ(store_->size(blob->sha256).value(), 9U);
    EXPECT_TRUE(verify_blob(*store_, blob->sha256).has_value());
}

TEST_P(BlobStoreContract, a_file_is_put_like_its_bytes) {
    std::string bytes(3'000'000, 'x');
    for (std::size_t i = 0; i < bytes.size(); i += 97) {
        bytes[i] = static_cast<char>(i);
    }
    std::ofstream(directory_ / "file", std::ios::binary) << bytes;
    const auto blob = store_->put_file(directory_ / "file");
    ASSERT_TRUE(blob.has_value()) << blob.error().message.en;
    EXPECT_EQ(blob->sha256, crypto::sha256(bytes));
    EXPECT_EQ(blob->size_bytes, bytes.size());
    ASSERT_TRUE(fetch_blob(*store_, blob->sha256, directory_ / "copy").has_value());
    EXPECT_EQ(crypto::sha256_file(directory_ / "copy").value(), blob->sha256);
}

TEST_P(BlobStoreContract, a_file_that_is_not_there_is_a_failure) {
    EXPECT_EQ(store_->put_file(directory_ / "missing").error().code,
              "media.blob_store_unavailable");
}

TEST_P(BlobStoreContract, nothing_at_all_is_a_blob_too) {
    const auto sha256 = put("");
    EXPECT_EQ(store_->size(sha256).value(), 0U);
    EXPECT_EQ(store_->read(sha256, 0, 10).value(), "");
}

TEST_P(BlobStoreContract, ranges_are_cut_at_the_end) {
    const auto sha256 = put("0123456789");
    EXPECT_EQ(store_->read(sha256, 3, 4).value(), "3456");
    EXPECT_EQ(store_->read(sha256, 8, 100).value(), "89");
    EXPECT_EQ(store_->read(sha256, 10, 1).value(), "");
    EXPECT_EQ(store_->read(sha256, 1'000'000, 1).value(), "");
    EXPECT_EQ(store_->read(sha256, 2, 0).value(), "");
}

TEST_P(BlobStoreContract, putting_twice_keeps_one) {
    const auto first = put("same");
    EXPECT_EQ(put("same"), first);
    EXPECT_EQ(store_->list({}, 10).value().size(), 1U);
}

TEST_P(BlobStoreContract, what_is_not_there_is_told_apart_from_a_broken_store) {
    const auto sha256 = crypto::sha256("never put");
    EXPECT_EQ(store_->size(sha256).value(), std::nullopt);
    EXPECT_EQ(store_->read(sha256, 0, 1).error().code, "media.blob_missing");
    EXPECT_EQ(store_->local_file(sha256), std::nullopt);
    EXPECT_EQ(verify_blob(*store_, sha256).error().code, "media.blob_missing");
    EXPECT_FALSE(fetch_blob(*store_, sha256, directory_ / "copy").has_value());
    EXPECT_FALSE(std::filesystem::exists(directory_ / "copy"));
}

TEST_P(BlobStoreContract, removing_removes_and_may_be_repeated) {
    const auto sha256 = put("gone soon");
    const auto other = put("stays");
    EXPECT_TRUE(store_->remove(sha256).has_value());
    EXPECT_TRUE(store_->remove(sha256).has_value());
    EXPECT_EQ(store_->size(sha256).value(), std::nullopt);
    EXPECT_EQ(store_->size(other).value(), 5U);
    put("gone soon");
    EXPECT_EQ(store_->size(sha256).value(), 9U);
}

TEST_P(BlobStoreContract, the_list_is_in_order_of_hash_and_comes_in_pages) {
    std::vector<base::Sha256> expected;
    for (int i = 0; i < 25; ++i) {
        expected.push_back(put("blob " + std::to_string(i)));
    }
    std::ranges::sort(expected);
    std::vector<base::Sha256> listed;
    std::optional<base::Sha256> after;
    while (true) {
        const auto page = store_->list(after, 10);
        ASSERT_TRUE(page.has_value()) << page.error().message.en;
        if (page->empty()) {
            break;
        }
        EXPECT_LE(page->size(), 10U);
        for (const StoredBlob& blob : *page) {
            listed.push_back(blob.sha256);
            EXPECT_EQ(blob.size_bytes, store_->size(blob.sha256).value());
        }
        after = listed.back();
    }
    EXPECT_EQ(listed, expected);
}

TEST_P(BlobStoreContract, a_local_file_holds_exactly_the_bytes) {
    const auto sha256 = put("local");
    if (const auto file = store_->local_file(sha256)) {
        EXPECT_EQ(crypto::sha256_file(*file).value(), sha256);
    }
}

TEST_P(BlobStoreContract, many_writers_of_the_same_bytes_do_not_disturb_each_other) {
    {
        std::vector<std::jthread> writers;
        for (int i = 0; i < 6; ++i) {
            writers.emplace_back([&] {
                for (int j = 0; j < 5; ++j) {
                    EXPECT_TRUE(store_->put_bytes("blob " + std::to_string(j)).has_value());
                }
            });
        }
    }
    EXPECT_EQ(store_->list({}, 100).value().size(), 5U);
}

std::shared_ptr<BlobStore> make_files(const std::filesystem::path& directory) {
    return std::make_shared<FileBlobStore>(FileBlobStore::open(directory).value());
}

std::shared_ptr<BlobStore> make_memory(const std::filesystem::path&) {
    return std::make_shared<MemoryBlobStore>();
}

struct S3WithFake {
    FakeS3 fake;
    S3BlobStore store{fake.options()};
};

std::shared_ptr<BlobStore> make_s3(const std::filesystem::path&) {
    auto both = std::make_shared<S3WithFake>();
    return {both, &both->store};
}

INSTANTIATE_TEST_SUITE_P(Stores, BlobStoreContract,
                         testing::Values(BlobStoreKind{"memory", make_memory},
                                         BlobStoreKind{"files", make_files},
                                         BlobStoreKind{"s3", make_s3}),
                         [](const auto& kind) { return kind.param.name; });

} // namespace
} // namespace media
