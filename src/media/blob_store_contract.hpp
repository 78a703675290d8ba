#pragma once

#include "media/blob_store.hpp"

#include <functional>
#include <gtest/gtest.h>
#include <memory>

namespace media {

/// One kind of store under test. `make` gives an empty one; what it stands on lives as long as the
/// result.
struct BlobStoreKind {
    std::string name;
    std::function<std::shared_ptr<BlobStore>(const std::filesystem::path& directory)> make;
};

/// What every blob store must do; the tests are in blob_store_contract_test.cpp.
class BlobStoreContract : public testing::TestWithParam<BlobStoreKind> {
protected:
    void SetUp() override {
        auto pattern = (std::filesystem::temp_directory_path() / "nguon-blobs-XXXXXX").string();
        directory_ = mkdtemp(pattern.data());
        store_ = GetParam().make(directory_ / "store");
    }
    void TearDown() override {
        store_.reset();
        std::filesystem::remove_all(directory_);
    }
    base::Sha256 put(std::string_view bytes) {
        auto blob = store_->put_bytes(bytes);
        EXPECT_TRUE(blob.has_value()) << (blob ? "" : blob.error().message.en);
        return blob ? blob->sha256 : base::Sha256{};
    }

    std::filesystem::path directory_;
    std::shared_ptr<BlobStore> store_;
};

} // namespace media
