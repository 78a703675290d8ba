#pragma once

#include "storage/database.hpp"

#include <optional>
#include <string>

namespace storage {

/// An effect on the outside, to be performed after commit by a worker at its own pace.
struct OutboxEntry {
    std::string topic;   ///< who performs it: `dispatch.command`, `live.changed` …
    std::string entity;  ///< id of the thing, for order per thing
    std::string payload; ///< JSON text
};

/// Writes the entry in the caller's transaction. Insert it after the entity's own row was locked or
/// changed, so that the order per entity is the order of its changes.
void append_outbox(Transaction& transaction, const OutboxEntry& entry, base::Instant now);

/// An entry that its consumer could not perform, or one that waits behind such an entry of the same
/// entity (`attempts` is 0 then). `dead` ones are tried no more until a person says so.
struct ParkedEntry {
    std::string consumer;
    std::int64_t seq = 0;
    OutboxEntry entry;
    base::Instant created_at;
    std::int64_t attempts = 0;
    base::Instant next_at;
    std::string last_error;
    bool dead = false;
};

struct ParkedFilter {
    std::int64_t after_seq = 0;
    int limit = 100;
    bool dead_only = false;
};

/// For the operators' page: parked entries in order of `seq`, after the given one.
[[nodiscard]] std::vector<ParkedEntry> list_parked(Connection& connection,
                                                   const ParkedFilter& filter);
/// Nothing when it is not parked.
[[nodiscard]] std::optional<ParkedEntry> find_parked(Connection& connection,
                                                     std::string_view consumer, std::int64_t seq);
/// How the outbox stands, for measurements.
struct OutboxStatus {
    std::int64_t unnumbered = 0; ///< committed, not yet given to consumers
    std::int64_t parked = 0;     ///< failed or waiting behind a failed one; will be tried again
    std::int64_t dead = 0;       ///< given up; a person must look
};
[[nodiscard]] OutboxStatus outbox_status(Connection& connection);

/// Tries a parked entry again at once, also a dead one. False when there is none.
bool retry_parked(Transaction& transaction, std::string_view consumer, std::int64_t seq,
                  base::Instant now);
/// Its consumer never sees a dead entry again. False when there is none, or it is still tried.
bool discard_parked(Transaction& transaction, std::string_view consumer, std::int64_t seq);
/// Deletes entries made before `older_than` that every consumer of their topic has passed. Returns
/// how many.
std::int64_t trim_outbox(Transaction& transaction, base::Instant older_than);

} // namespace storage
