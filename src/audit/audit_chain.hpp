#pragma once

#include "audit/audit.hpp"

namespace audit {

/// The link of an entry: SHA-256 over every field but `hash` itself, each with its length before
/// it, so that no two entries have the same bytes.
[[nodiscard]] base::Sha256 link_hash(const LoggedEntry& entry);

/// A place in the chain that somebody noted elsewhere (on paper, in another server).
struct Anchor {
    std::int64_t seq = 0;
    base::Sha256 hash;
};

struct BrokenLink {
    std::int64_t seq = 0;
    base::Message reason;
};

struct Verification {
    std::int64_t entries = 0; ///< checked, up to the first broken link
    Anchor head;              ///< of the last good entry; note it down
    std::optional<BrokenLink> broken;
};

/// Walks over the whole log on one snapshot and reports the first broken link. Finds every change,
/// removal or insertion that did not rewrite all that follows; with an `anchor` noted earlier, also
/// a rewriting of the whole chain before it.
[[nodiscard]] base::Result<Verification> verify(storage::Database& database,
                                                std::optional<Anchor> anchor = std::nullopt);

} // namespace audit
