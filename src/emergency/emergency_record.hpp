#pragma once

#include "emergency/emergency.hpp"
#include "storage/database.hpp"

#include <optional>
#include <string>
#include <vector>

/// Rows of emergencies. Every function runs in the caller's read or transaction.
namespace emergency {

/// A new one, or the next version of one that was found in this transaction, with what it holds of
/// the media store. `media.blob_missing`.
[[nodiscard]] base::Result<void> save_emergency(storage::Transaction& transaction,
                                                const Emergency& emergency, base::Instant now);
[[nodiscard]] std::optional<Emergency> find_emergency(storage::Connection& connection,
                                                      const EmergencyId& id);
/// Not over, or with something left to be ordered: what the job looks at.
[[nodiscard]] std::vector<Emergency> unfinished_emergencies(storage::Connection& connection);
/// Newest first, within the areas; `after` is the key of the page before.
struct EmergencyPage {
    std::vector<Emergency> emergencies;
    std::string next;
};
[[nodiscard]] EmergencyPage list_emergencies(storage::Connection& connection,
                                             const std::vector<area::AreaPath>& visible,
                                             std::string_view after, std::size_t limit);

/// Is there something that the job has still to do?
[[nodiscard]] bool is_unfinished(const Emergency& emergency);

/// How many devices stand where, counting up: each fact once per device, whichever of its sounds
/// told it.
struct Board {
    std::int64_t devices = 0;
    std::int64_t sent = 0;
    std::int64_t received = 0;
    std::int64_t playing = 0; ///< now
    std::int64_t sounded = 0; ///< began to sound at least once
    std::int64_t done = 0;
    std::int64_t failed = 0; ///< refused or failed
    std::int64_t silent = 0; ///< sent, and not a word

    friend bool operator==(const Board&, const Board&) = default;
};
[[nodiscard]] Board load_board(storage::Connection& connection, const Emergency& emergency);

/// One device's part in it, for the board and for the record.
struct DevicePart {
    std::string device;
    std::string name;
    area::AreaPath area;
    std::string state; ///< of its last sound
    std::optional<base::Instant> received_at;
    std::optional<base::Instant> started_at;
    std::optional<base::Instant> ended_at;
    std::int64_t ms_played = 0;
    std::string code;
};
[[nodiscard]] std::vector<DevicePart> load_parts(storage::Connection& connection,
                                                 const Emergency& emergency);

} // namespace emergency
