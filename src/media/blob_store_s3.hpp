#pragma once

#include "media/blob_store.hpp"
#include "media/s3_client.hpp"

namespace media {

/// Blobs as objects `PREFIXabcdef…` of a bucket in any S3 store. The store checks the bytes against
/// their hash while they arrive; large ones go in parts and appear whole or not at all.
class S3BlobStore final : public BlobStore {
public:
    explicit S3BlobStore(S3Options options, std::string prefix = "blobs/")
        : client_(std::move(options)), prefix_(std::move(prefix)) {}

    [[nodiscard]] base::Result<StoredBlob> put_file(const std::filesystem::path& file) override;
    [[nodiscard]] base::Result<StoredBlob> put_bytes(std::string_view bytes) override;
    [[nodiscard]] base::Result<std::optional<std::uint64_t>>
    size(const base::Sha256& sha256) override;
    [[nodiscard]] base::Result<std::string> read(const base::Sha256& sha256, std::uint64_t offset,
                                                 std::uint64_t length) override;
    /// None: the bytes are elsewhere.
    [[nodiscard]] std::optional<std::filesystem::path>
    local_file(const base::Sha256& sha256) override;
    [[nodiscard]] base::Result<std::vector<StoredBlob>>
    list(const std::optional<base::Sha256>& after, std::size_t limit) override;
    [[nodiscard]] base::Result<void> remove(const base::Sha256& sha256) override;

private:
    [[nodiscard]] std::string key_of(const base::Sha256& sha256) const {
        return prefix_ + base::to_text(sha256);
    }
    [[nodiscard]] base::Result<void> put_whole(const StoredBlob& blob, S3Request request);
    [[nodiscard]] base::Result<void> put_in_parts(const StoredBlob& blob,
                                                  const std::filesystem::path& file);
    [[nodiscard]] base::Result<std::string>
    put_parts(const StoredBlob& blob, const std::filesystem::path& file, const std::string& upload);

    S3Client client_;
    std::string prefix_;
};

} // namespace media
