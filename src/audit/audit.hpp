#pragma once

#include "base/hash.hpp"
#include "rights/actor.hpp"
#include "storage/database.hpp"

#include <optional>
#include <string>
#include <vector>

namespace audit {

/// One change: who did what to which thing, where.
struct Entry {
    std::string action;  ///< `content.submit_bulletin`
    std::string entity;  ///< `bulletin/0197…`
    area::AreaPath area; ///< where the thing is; who reads the log is decided by it
    std::string before;  ///< canonical JSON of the thing before, empty when it was made; only its
                         ///< hash is kept
    std::string after;   ///< and after, empty when it was removed
    std::string note;    ///< reason given by the actor, if any
};

/// Appends to the hash-chained log in the caller's transaction, so that no change is without its
/// entry. Locks the end of the chain until the commit; so append last.
void append(storage::Transaction& transaction, const rights::Actor& actor, const Entry& entry,
            base::Instant now);

/// One line of the log as it is kept.
struct LoggedEntry {
    std::int64_t seq = 0;
    base::Instant at;
    std::string actor; ///< id of the user, empty for a job
    std::string actor_name;
    std::string action;
    std::string entity;
    std::string area;
    std::string before_hash; ///< 64 hexadecimal digits, or empty
    std::string after_hash;
    std::string note;
    base::Sha256 prev_hash;
    base::Sha256 hash;
};

/// What to list: newest first, before `before_seq` when it is not 0. Empty texts do not filter.
struct Query {
    std::vector<area::AreaPath> areas; ///< entries within one of these; none lists nothing
    std::string actor;
    std::string entity;
    std::string action; ///< exact, or a folder's with a final dot: `content.`
    std::optional<base::Instant> from;
    std::optional<base::Instant> to;
    std::int64_t before_seq = 0;
    int limit = 50;
};

[[nodiscard]] std::vector<LoggedEntry> list(storage::Connection& connection, const Query& query);

} // namespace audit
