#pragma once

#include "crypto/digest.hpp"
#include "media/blob_store.hpp"

#include <fstream>
#include <map>
#include <mutex>

namespace media {

/// Blobs in memory, for tests.
class MemoryBlobStore final : public BlobStore {
public:
    [[nodiscard]] base::Result<StoredBlob> put_file(const std::filesystem::path& file) override {
        std::ifstream stream(file, std::ios::binary);
        if (!stream) {
            return base::fail(blob_store_unavailable("no such file"));
        }
        return put_bytes(std::string((std::istreambuf_iterator<char>(stream)), {}));
    }
    [[nodiscard]] base::Result<StoredBlob> put_bytes(std::string_view bytes) override {
        const std::lock_guard lock(mutex_);
        const base::Sha256 sha256 = crypto::sha256(bytes);
        blobs_.insert_or_assign(sha256, std::string(bytes));
        return StoredBlob{.sha256 = sha256, .size_bytes = bytes.size()};
    }
    [[nodiscard]] base::Result<std::optional<std::uint64_t>>
    size(const base::Sha256& sha256) override {
        const std::lock_guard lock(mutex_);
        const auto found = blobs_.find(sha256);
        return found == blobs_.end() ? std::nullopt
                                     : std::optional<std::uint64_t>(found->second.size());
    }
    [[nodiscard]] base::Result<std::string> read(const base::Sha256& sha256, std::uint64_t offset,
                                                 std::uint64_t length) override {
        const std::lock_guard lock(mutex_);
        const auto found = blobs_.find(sha256);
        if (found == blobs_.end()) {
            return base::fail(blob_missing(sha256));
        }
        return offset < found->second.size() ? found->second.substr(offset, length) : "";
    }
    [[nodiscard]] std::optional<std::filesystem::path> local_file(const base::Sha256&) override {
        return std::nullopt;
    }
    [[nodiscard]] base::Result<std::vector<StoredBlob>>
    list(const std::optional<base::Sha256>& after, std::size_t limit) override {
        const std::lock_guard lock(mutex_);
        std::vector<StoredBlob> page;
        for (auto at = after ? blobs_.upper_bound(*after) : blobs_.begin();
             at != blobs_.end() && page.size() < limit; ++at) {
            page.push_back({.sha256 = at->first, .size_bytes = at->second.size()});
        }
        return page;
    }
    [[nodiscard]] base::Result<void> remove(const base::Sha256& sha256) override {
        const std::lock_guard lock(mutex_);
        blobs_.erase(sha256);
        return {};
    }

private:
    std::mutex mutex_;
    std::map<base::Sha256, std::string> blobs_;
};

} // namespace media
