#include "media/blob_store_files.hpp"

#include <fcntl.h>
#include <fstream>
#include <gtest/gtest.h>
#include <memory>
#include <sys/file.h>
#include <unistd.h>

namespace media {
namespace {

namespace fs = std::filesystem;

std::shared_ptr<BlobStore> make_files(const fs::path& directory) {
    return std::make_shared<FileBlobStore>(FileBlobStore::open(directory).value());
}

class FileBlobStoreTest : public testing::Test {
protected:
    void SetUp() override {
        auto pattern = (fs::temp_directory_path() / "nguon-blobs-XXXXXX").string();
        root_ = mkdtemp(pattern.data());
    }
    void TearDown() override { fs::remove_all(root_); }
    fs::path root_;
};

TEST_F(FileBlobStoreTest, blobs_outlive_the_store_and_cannot_be_overwritten_by_accident) {
    const auto sha256 = make_files(root_)->put_bytes("kept").value().sha256;
    auto again = make_files(root_);
    EXPECT_EQ(again->read(sha256, 0, 10).value(), "kept");
    EXPECT_EQ(fs::status(*again->local_file(sha256)).permissions() & fs::perms::owner_write,
              fs::perms::none);
}

TEST_F(FileBlobStoreTest, a_damaged_blob_is_noticed_and_healed_by_putting_it_again) {
    auto store = make_files(root_);
    const auto sha256 = store->put_bytes("precious").value().sha256;
    const fs::path file = *store->local_file(sha256);
    fs::permissions(file, fs::perms::owner_all);
    std::ofstream(file) << "Precious";
    EXPECT_EQ(verify_blob(*store, sha256).error().code, "media.blob_damaged");
    EXPECT_FALSE(fetch_blob(*store, sha256, root_ / "copy").has_value());
    EXPECT_FALSE(fs::exists(root_ / "copy"));
    ASSERT_TRUE(store->put_bytes("precious").has_value());
    EXPECT_TRUE(verify_blob(*store, sha256).has_value());
}

TEST_F(FileBlobStoreTest, what_a_killed_process_left_is_swept_but_not_what_is_being_written) {
    (void)make_files(root_);
    std::ofstream(root_ / ".incoming/abandoned") << "half";
    std::ofstream(root_ / ".incoming/in-work") << "half";
    const int held = open((root_ / ".incoming/in-work").c_str(), O_RDWR | O_CLOEXEC);
    ASSERT_EQ(flock(held, LOCK_EX), 0);
    auto store = make_files(root_);
    EXPECT_FALSE(fs::exists(root_ / ".incoming/abandoned"));
    EXPECT_TRUE(fs::exists(root_ / ".incoming/in-work"));
    EXPECT_TRUE(store->list({}, 10).value().empty());
    close(held);
}

TEST_F(FileBlobStoreTest, strange_files_in_the_store_are_not_listed) {
    auto store = make_files(root_);
    const auto sha256 = store->put_bytes("blob").value().sha256;
    std::ofstream(store->local_file(sha256)->parent_path() / "notes.txt") << "mine";
    std::ofstream(root_ / "README") << "mine";
    EXPECT_EQ(store->list({}, 10).value().size(), 1U);
}

TEST_F(FileBlobStoreTest, a_place_that_cannot_be_written_is_reported) {
    std::ofstream(root_ / "file") << "x";
    EXPECT_EQ(FileBlobStore::open(root_ / "file").error().code, "media.blob_store_unavailable");
}

} // namespace
} // namespace media
