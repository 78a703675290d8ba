#pragma once

#include "base/clock.hpp"
#include "storage/database.hpp"

#include <string>

namespace storage {

/// Gives committed outbox entries their numbers. The order of `id` is not the order of commits: a
/// reader of `id > last` never sees an entry whose transaction took its id early and committed
/// late, and a reader that waits for all older transactions is held up by the longest of them. So
/// one server, under a lease, numbers what has been committed, and consumers read by `seq`. Per
/// entity the numbers keep the order of changes, because an entry is appended after its entity's
/// row was changed.
class Sequencer {
public:
    /// `holder` names this server and stays the same while it runs. Both references must outlive
    /// this.
    Sequencer(Database& database, const base::Clock& clock, std::string holder)
        : database_(database), clock_(clock), holder_(std::move(holder)) {}

    enum class Outcome : std::uint8_t {
        idle,         ///< nothing waits for a number
        numbered,     ///< numbered at most `batch_max`; run again at once
        held_by_peer, ///< another server numbers
    };
    /// Safe to call from one thread at a time. Reads only while nothing waits.
    [[nodiscard]] base::Result<Outcome> run_once();

    /// Deletes entries that every consumer of their topic passed more than `outbox_kept` ago.
    [[nodiscard]] base::Result<std::int64_t> trim();

    static constexpr int batch_max = 500;
    static constexpr std::chrono::hours outbox_kept{24 * 7};

private:
    Database& database_;
    const base::Clock& clock_;
    const std::string holder_;
};

} // namespace storage
