#pragma once

#include "base/hash.hpp"
#include "device_protocol/command.hpp"
#include "device_protocol/device_id.hpp"
#include "device_protocol/event.hpp"
#include "device_protocol/session_rules.hpp"
#include "storage/database.hpp"

#include <optional>
#include <string>
#include <vector>

/// Rows of what devices told: events as they came, chained by hash, and proofs made from them.
namespace broadcast {

using device_protocol::DeviceId;
using device_protocol::RunId;

/// How far a device's events were taken in.
struct EventState {
    device_protocol::EventPosition position;
    std::int64_t lost = 0; ///< numbers that left the device's memory unread
    base::Sha256 chain;    ///< of the last stored event; all zero before the first
};

[[nodiscard]] EventState load_event_state(storage::Connection& connection, DeviceId device);
void save_event_state(storage::Transaction& transaction, DeviceId device, const EventState& state);

/// The hash of an event's row: over the hash before it and the event as the device told it.
[[nodiscard]] base::Sha256 chain_event(const base::Sha256& before, std::int64_t epoch,
                                       std::string_view event_json);
void insert_event(storage::Transaction& transaction, DeviceId device, std::int64_t epoch,
                  const device_protocol::Event& event, const base::Sha256& chain,
                  base::Instant now);

struct StoredEvent {
    DeviceId device;
    std::int64_t epoch = 0;
    std::int64_t n = 0;
    base::Instant at;
    std::string kind;
    std::string code;
    std::string body; ///< JSON as told
    base::Instant received_at;
};

/// How much of a device's stored events agrees with its chain.
struct ChainCheck {
    std::int64_t events = 0;
    std::optional<std::int64_t> first_broken; ///< number of the event
};
[[nodiscard]] ChainCheck verify_events(storage::Connection& connection, DeviceId device);

/// A proof as it is kept.
struct StoredProof {
    RunId run;
    DeviceId device;
    device_protocol::PlayedProof proof;
    base::Instant received_at;
};
/// The column `parts` of a proof.
[[nodiscard]] std::vector<device_protocol::PlayedPart> read_parts(const storage::Row& row);
/// False when this run of this device is proven already: nothing changes.
[[nodiscard]] bool insert_proof(storage::Transaction& transaction, DeviceId device,
                                std::int64_t epoch, std::int64_t n,
                                const device_protocol::PlayedProof& proof, base::Instant now);
[[nodiscard]] std::vector<StoredProof> proofs_of_run(storage::Connection& connection, RunId run);

} // namespace broadcast
