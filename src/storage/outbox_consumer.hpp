#pragma once

#include "base/clock.hpp"
#include "storage/outbox.hpp"

#include <functional>
#include <set>
#include <string>

namespace storage {

/// One entry as its consumer gets it.
struct OutboxItem {
    std::int64_t seq = 0;
    std::int64_t attempts = 0; ///< how often it has failed before
    OutboxEntry entry;
    base::Instant created_at;
};

struct ConsumerOptions {
    std::string name;  ///< of the cursor; stays the same for ever
    std::string topic; ///< exactly this one
    int batch_max = 100;
    /// Failures before an entry is dead. `Fault::unavailable` never makes it dead: the other side
    /// will come back.
    int attempts_max = 10;
    base::Millis first_retry{1'000};
    base::Millis longest_retry{300'000};
};

/// Performs the entries of one topic, in the order of `seq` per entity, at least once each: after a
/// crash a batch may be performed again, so `perform` must be idempotent. An entry that fails is
/// parked, later ones of the same entity wait behind it, and all others go on. One server works at
/// a time, under a lease that is extended between entries; one that takes longer than
/// `lease_length` may be performed by two servers at once.
class OutboxConsumer {
public:
    using Perform = std::function<base::Result<void>(const OutboxItem&)>;

    /// `holder` names this server. Both references must outlive this.
    OutboxConsumer(Database& database, const base::Clock& clock, std::string holder,
                   ConsumerOptions options, Perform perform);

    /// Performs at most one batch of new entries and one of parked ones that are due. Returns how
    /// many were looked at; run again at once while it is not 0. Safe to call from one thread at a
    /// time.
    [[nodiscard]] base::Result<std::size_t> run_once();
    [[nodiscard]] const ConsumerOptions& options() const { return options_; }

private:
    struct Batch {
        std::int64_t cursor = 0;
        std::vector<OutboxItem> fresh;
        std::vector<OutboxItem> due;
        std::set<std::string> blocked; ///< entities with entries parked and not dead
    };
    /// What became of one item.
    struct Verdict {
        const OutboxItem* item = nullptr;
        enum class Kind : std::uint8_t { done, failed, waits } kind = Kind::done;
        bool dead = false;
        std::string error;
    };

    [[nodiscard]] Batch load(Connection& connection) const;
    /// The epoch of the lease, or nothing when another server has it.
    [[nodiscard]] base::Result<std::optional<std::int64_t>> hold();
    /// Performs due and fresh entries in order. False when another server has taken over.
    [[nodiscard]] base::Result<bool> perform_all(Batch& batch, std::int64_t epoch,
                                                 std::vector<Verdict>& due,
                                                 std::vector<Verdict>& fresh);
    [[nodiscard]] base::Result<bool> still_holds(std::int64_t epoch);
    [[nodiscard]] Verdict perform(const OutboxItem& item) const;
    void save_fresh(Transaction& transaction, const Verdict& verdict) const;
    void save_due(Transaction& transaction, const Verdict& verdict) const;
    [[nodiscard]] base::Instant next_try(std::int64_t attempts) const;

    Database& database_;
    const base::Clock& clock_;
    const std::string holder_;
    const ConsumerOptions options_;
    const Perform perform_;
    const std::string lease_;
    base::Instant extended_at_; ///< when the lease was last taken or extended
};

} // namespace storage
