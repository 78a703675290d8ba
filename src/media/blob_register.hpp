#pragma once

#include "base/clock.hpp"
#include "media/blob_store.hpp"
#include "storage/database.hpp"

#include <string_view>
#include <vector>

namespace media {

// Which blobs must stay. Whoever needs one holds it under a name of its own (`bulletin/0197…`,
// `manifest/0198…`) in the same transaction in which it writes down the need; what nobody holds is
// removed after a while by GarbageCollector.

/// Makes `blobs` exactly what `holder` holds: takes hold of new ones, lets go of the others.
/// Refuses `media.blob_missing` (conflict) for a blob that is gone or going: its bytes must be put
/// again.
[[nodiscard]] base::Result<void> hold_media(storage::Transaction& transaction,
                                            std::string_view holder,
                                            const std::vector<base::Sha256>& blobs,
                                            base::Instant now);
/// The same, passing over blobs that are gone or going.
void hold_present_media(storage::Transaction& transaction, std::string_view holder,
                        const std::vector<base::Sha256>& blobs, base::Instant now);
/// Lets go of all that `holder` holds.
void release_media(storage::Transaction& transaction, std::string_view holder, base::Instant now);
/// True when anything other than entries of the media library holds the blob.
[[nodiscard]] bool is_needed(storage::Connection& connection, const base::Sha256& sha256);

/// The store that everybody uses: enters each blob into the register before its bytes are put, so
/// that the garbage collector spares it until somebody could take hold of it.
class RegisteredBlobStore final : public BlobStore {
public:
    /// All must outlive this store.
    RegisteredBlobStore(BlobStore& bytes, storage::Database& database, const base::Clock& clock)
        : bytes_(bytes), database_(database), clock_(clock) {}

    [[nodiscard]] base::Result<StoredBlob> put_file(const std::filesystem::path& file) override;
    [[nodiscard]] base::Result<StoredBlob> put_bytes(std::string_view bytes) override;
    [[nodiscard]] base::Result<std::optional<std::uint64_t>>
    size(const base::Sha256& sha256) override;
    [[nodiscard]] base::Result<std::string> read(const base::Sha256& sha256, std::uint64_t offset,
                                                 std::uint64_t length) override;
    [[nodiscard]] std::optional<std::filesystem::path>
    local_file(const base::Sha256& sha256) override;
    [[nodiscard]] base::Result<std::vector<StoredBlob>>
    list(const std::optional<base::Sha256>& after, std::size_t limit) override;
    /// Refuses `media.in_use` while anyone holds the blob.
    [[nodiscard]] base::Result<void> remove(const base::Sha256& sha256) override;

private:
    [[nodiscard]] base::Result<void> enter(const base::Sha256& sha256, std::uint64_t size_bytes);

    BlobStore& bytes_;
    storage::Database& database_;
    const base::Clock& clock_;
};

} // namespace media
