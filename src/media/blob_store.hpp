#pragma once

#include "base/hash.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace media {

struct StoredBlob {
    base::Sha256 sha256;
    std::uint64_t size_bytes = 0;
};

/// Bytes named by their SHA-256, written once. Safe to call from several threads and processes.
/// Every method may fail with Fault::unavailable (`media.blob_store_unavailable`); then nothing is
/// half done.
class BlobStore {
public:
    virtual ~BlobStore() = default;
    /// Durable when it returns. Putting what is there already is a success.
    [[nodiscard]] virtual base::Result<StoredBlob> put_file(const std::filesystem::path& file) = 0;
    [[nodiscard]] virtual base::Result<StoredBlob> put_bytes(std::string_view bytes) = 0;
    /// Nothing when the store does not hold it.
    [[nodiscard]] virtual base::Result<std::optional<std::uint64_t>>
    size(const base::Sha256& sha256) = 0;
    /// At most `length` bytes from `offset`; fewer at the end, none behind it. `media.blob_missing`
    /// (not_found).
    [[nodiscard]] virtual base::Result<std::string>
    read(const base::Sha256& sha256, std::uint64_t offset, std::uint64_t length) = 0;
    /// A file of this machine with exactly these bytes, for sendfile and for decoders; nothing when
    /// the store keeps none.
    [[nodiscard]] virtual std::optional<std::filesystem::path>
    local_file(const base::Sha256& sha256) = 0;
    /// Up to `limit` blobs with a hash above `after`, in order of hash.
    [[nodiscard]] virtual base::Result<std::vector<StoredBlob>>
    list(const std::optional<base::Sha256>& after, std::size_t limit) = 0;
    /// Removing what is not there is a success.
    [[nodiscard]] virtual base::Result<void> remove(const base::Sha256& sha256) = 0;
};

/// The two failures that every store words alike.
[[nodiscard]] base::Error blob_missing(const base::Sha256& sha256);
[[nodiscard]] base::Error blob_store_unavailable(std::string_view why);

/// Reads the whole blob and compares its hash: `media.blob_damaged` (unavailable) or
/// `media.blob_missing`.
[[nodiscard]] base::Result<void> verify_blob(BlobStore& store, const base::Sha256& sha256);

/// Copies a blob to `file`, checking the hash on the way. On failure `file` does not exist.
[[nodiscard]] base::Result<void> fetch_blob(BlobStore& store, const base::Sha256& sha256,
                                            const std::filesystem::path& file);

} // namespace media
