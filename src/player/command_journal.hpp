#pragma once

#include "device_protocol/acceptance.hpp"
#include "player/journal.hpp"

namespace player {

/// Commands on disk: the memory that makes each take effect once, and the signed text of those not
/// yet done, so that "received" outlives a loss of power.
class CommandJournal {
public:
    struct Pending {
        device_protocol::CommandId cid;
        std::string envelope;
        base::Instant received_at;
    };

    [[nodiscard]] static base::Result<CommandJournal> open(const std::filesystem::path& path);

    [[nodiscard]] const device_protocol::CommandMemory& memory() const { return memory_; }
    [[nodiscard]] const std::vector<Pending>& pending() const { return pending_; }
    /// Stored before it returns; only then may `received` be sent.
    [[nodiscard]] base::Result<void> receive(device_protocol::CommandMemory::Entry entry,
                                             std::string envelope, base::Instant received_at);
    /// The new state; final states end the pending.
    [[nodiscard]] base::Result<void> set_state(const device_protocol::CommandId& cid,
                                               device_protocol::AckState state);

private:
    explicit CommandJournal(Journal journal) : journal_(std::move(journal)) {}
    void apply_state(const device_protocol::CommandId& cid, device_protocol::AckState state);
    base::Result<void> compact_if_long();

    Journal journal_;
    device_protocol::CommandMemory memory_;
    std::vector<Pending> pending_;
};

} // namespace player
