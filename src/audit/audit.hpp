#pragma once

#include "rights/actor.hpp"
#include "storage/database.hpp"

#include <string>

namespace audit {

/// One change: who did what to which thing, where.
struct Entry {
    std::string action;  ///< `content.submit_bulletin`
    std::string entity;  ///< `bulletin/0197…`
    area::AreaPath area; ///< where the thing is; who reads the log is decided by it
    std::string before;  ///< canonical JSON of the thing before, empty when it was made; only its
                         ///< hash is chained
    std::string after;   ///< and after, empty when it was removed
    std::string note;    ///< reason given by the actor, if any
};

/// Appends to the hash-chained log in the caller's transaction, so that no change is without its
/// entry.
void append(storage::Transaction& transaction, const rights::Actor& actor, const Entry& entry,
            base::Instant now);

} // namespace audit
