#pragma once

#include "broadcast/order_commands.hpp"

#include <vector>

/// Orders of other capabilities, in their own transaction: whether they may is decided there.
namespace broadcast {

struct SoundOrder {
    std::string title;
    RunKind kind = RunKind::broadcast;
    BroadcastClass class_ = BroadcastClass::ordinary;
    std::vector<device_protocol::ManifestItem> items;
    std::int32_t repeats = 1;
    base::Instant at;
    base::Instant expires_at; ///< it is not begun any more
    std::vector<DeviceId> devices;
    std::optional<std::int32_t> volume_percent;
};

/// Devices that are to sound a live session as it comes; see live/.
struct LiveOrder {
    std::string session;
    std::string title;
    RunKind kind = RunKind::broadcast;
    BroadcastClass class_ = BroadcastClass::ordinary;
    std::vector<DeviceId> devices;
    base::Instant until; ///< the session's limit
    std::optional<std::int32_t> volume_percent;
    std::string programme; ///< id, of a planned relay; else empty
};

/// Stores the command and its run; `announce_order` follows the commit. Refuses
/// `broadcast.no_targets`.
[[nodiscard]] base::Result<Ordered> store_sound(BroadcastDesk& desk,
                                                storage::Transaction& transaction,
                                                const rights::Actor& actor,
                                                const SoundOrder& order);
/// The run ends wherever it sounds, and nobody begins it any more.
[[nodiscard]] base::Result<Ordered> store_stop(BroadcastDesk& desk,
                                               storage::Transaction& transaction,
                                               const rights::Actor& actor, const RunId& run,
                                               const std::string& reason);
/// The same on some of its devices; nothing happens when none of them is in use.
[[nodiscard]] base::Result<void>
store_stop_on(BroadcastDesk& desk, storage::Transaction& transaction, const rights::Actor& actor,
              const RunId& run, const std::vector<DeviceId>& devices, const std::string& reason);
/// As store_sound. In the register it is a play command, because to people it is one.
[[nodiscard]] base::Result<Ordered> store_live(BroadcastDesk& desk,
                                               storage::Transaction& transaction,
                                               const rights::Actor& actor, const LiveOrder& order);
/// A device is to send what one of its inputs captures; see live/.
struct CaptureOrder {
    std::string session;
    std::string title;
    BroadcastClass class_ = BroadcastClass::ordinary;
    DeviceId device;
    device_protocol::InputUse input = device_protocol::InputUse::line;
    base::Instant until;
};
/// Gives the command's id in the register.
[[nodiscard]] base::Result<CommandId> store_capture(BroadcastDesk& desk,
                                                    storage::Transaction& transaction,
                                                    const rights::Actor& actor,
                                                    const CaptureOrder& order);
/// Nobody waits for the sound any more: a device that has not heard of it shall not begin.
void recall_capture(storage::Transaction& transaction, const CommandId& command, base::Instant now);
/// The session is over: whoever has not heard of it by now shall not begin, and the run is as long
/// as it was.
void close_live(storage::Transaction& transaction, const RunId& run, base::Instant now);
void announce_order(BroadcastDesk& desk, const Ordered& ordered);

/// The bulletin was withdrawn: what was commanded of it and is not over ends. What is planned of it
/// leaves the plan by itself. Returns how many runs were stopped.
[[nodiscard]] base::Result<std::size_t> stop_withdrawn(BroadcastDesk& desk,
                                                       const content::BulletinId& bulletin);

} // namespace broadcast
