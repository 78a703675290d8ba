#pragma once

#include "base/clock.hpp"
#include "rights/actor.hpp"
#include "storage/outbox.hpp"

namespace app {

// What operators do with entries of the outbox that could not be performed. Entries belong to the
// whole server, so manage_settings counts in whichever area it was given.

[[nodiscard]] base::Result<std::vector<storage::ParkedEntry>>
parked_work(storage::Database& database, const rights::Actor& actor,
            const storage::ParkedFilter& filter);

/// Which entry of which consumer.
struct ParkedId {
    std::string consumer;
    std::int64_t seq = 0;
};

/// What may be done with it now: anything waiting is tried again at once; only what was given up is
/// let go, because the rest still happens by itself.
[[nodiscard]] std::vector<std::string> abilities(const storage::ParkedEntry& parked);

/// It is due at once. `app.no_parked_entry` when it waits no more.
[[nodiscard]] base::Result<void> retry_parked_work(storage::Database& database,
                                                   const base::Clock& clock,
                                                   const rights::Actor& actor, const ParkedId& id);
/// It is never performed. Refuses `app.reason_needed`, `app.no_parked_entry`, `app.still_tried`.
[[nodiscard]] base::Result<void> discard_parked_work(storage::Database& database,
                                                     const base::Clock& clock,
                                                     const rights::Actor& actor, const ParkedId& id,
                                                     std::string_view reason);

} // namespace app
