#pragma once

#include "base/clock.hpp"
#include "media/blob_store.hpp"
#include "storage/database.hpp"

namespace media {

/// What decides over one blob.
struct BlobFacts {
    bool held = false;
    base::Instant touched_at; ///< put, or let go of, last
};

/// A blob that nobody holds is kept so long: whoever put it needs time to write down why.
inline constexpr base::Millis blob_grace{24LL * 3600 * 1000};

[[nodiscard]] bool may_go(const BlobFacts& facts, base::Instant now);

struct GarbageReport {
    std::uint64_t removed = 0;
    std::uint64_t removed_bytes = 0;
    std::uint64_t adopted = 0; ///< found in the store without an entry; their grace begins now
};

/// Removes blobs that nobody holds. In three steps, so that neither a new holder nor a second
/// putter of the same bytes can lose them, and a kill between any two leaves nothing but work for
/// the next round:
/// 1. doom: the entry says so, unless it is held or young; from now on hold_media refuses it, and
/// putting it anew revives it;
/// 2. sweep: the doomed entry is deleted, which its foreign key refuses while anyone holds it, and
/// inside that transaction,
///    with the row locked, the bytes are removed;
/// 3. what a holder saved at the last moment is made present again.
class GarbageCollector {
public:
    /// `bytes` is the bare store, not RegisteredBlobStore. All must outlive this.
    GarbageCollector(BlobStore& bytes, storage::Database& database, const base::Clock& clock)
        : bytes_(bytes), database_(database), clock_(clock) {}

    /// Goes once through everything. Safe to run on several servers at once.
    [[nodiscard]] base::Result<GarbageReport> run();

    // The steps, apart for the tests of their races.
    [[nodiscard]] base::Result<bool> doom(const base::Sha256& sha256);
    /// True when the bytes are gone.
    [[nodiscard]] base::Result<bool> sweep(const base::Sha256& sha256);

private:
    [[nodiscard]] base::Result<std::vector<StoredBlob>> candidates(const std::string& after);
    [[nodiscard]] base::Result<std::uint64_t> adopt_strays();

    BlobStore& bytes_;
    storage::Database& database_;
    const base::Clock& clock_;
};

} // namespace media
