#pragma once

#include "storage/database.hpp"

#include <string>

namespace storage {

/// An effect on the outside, to be performed after commit by a worker at its own pace.
struct OutboxEntry {
    std::string topic;   ///< who performs it: `dispatch.command`, `live.changed` …
    std::string entity;  ///< id of the thing, for order per thing
    std::string payload; ///< JSON text
};

/// Writes the entry in the caller's transaction. Insert it after the entity's own row was locked or
/// changed, so that the order per entity is the order of its changes (design 9;
/// research/peers-iot-federation.md section 1).
void append_outbox(Transaction& transaction, const OutboxEntry& entry, base::Instant now);

} // namespace storage
