#pragma once

#include "base/instant.hpp"
#include "device_protocol/command.hpp"
#include "device_protocol/device_id.hpp"
#include "device_protocol/event.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// How far one command or one planned run has come on one device. Facts arrive late, doubled and
/// out of order; each function takes a delivery and one fact and gives the delivery that is now
/// true. A fact never takes back what a stronger one has told.
namespace broadcast {

using device_protocol::CommandId;
using device_protocol::DeviceId;
using device_protocol::RunId;

enum class DeliveryState : std::uint8_t {
    planned,  ///< stored here; nothing has left yet
    sent,     ///< handed to the broker
    received, ///< the device has it on its own disk
    playing,
    done,    ///< carried out, with proof where it sounds
    failed,  ///< begun or due, but not carried out
    silent,  ///< nothing heard from the device; a later word still counts
    expired, ///< its time passed before the device had it
    refused, ///< the device said no; `code` says why
};

struct Delivery {
    DeviceId device;
    DeliveryState state = DeliveryState::planned;
    base::Instant expires_at;
    std::optional<base::Instant> sent_at;
    std::optional<base::Instant> received_at;
    std::optional<base::Instant> started_at;
    std::optional<base::Instant> ended_at;
    std::string code; ///< why failed or refused
    std::int64_t ms_planned = 0;
    std::int64_t ms_played = 0;
    std::int32_t sends = 0;
    /// When it is to be published (again); none: not until the next hello. These rows are the
    /// outbox of the broker: they are written with the command, and served after the commit.
    std::optional<base::Instant> send_at;

    friend bool operator==(const Delivery&, const Delivery&) = default;
};

/// Waits before the second and the third sending, each counted from the first.
inline constexpr base::Millis second_send_after = std::chrono::seconds(10);
inline constexpr base::Millis third_send_after = std::chrono::seconds(30);

[[nodiscard]] bool is_final(DeliveryState state);

/// `code` of what an officer's stop ended on the device, and of what was recalled before the device
/// had it.
inline constexpr std::string_view stopped_code = "command";
inline constexpr std::string_view recalled_code = "recalled";
[[nodiscard]] bool was_stopped(const Delivery& delivery);

/// The publish was handed to the broker.
[[nodiscard]] Delivery on_sent(Delivery delivery, base::Instant now);
/// The device connected: what it has not stored is sent again, if there is time left.
[[nodiscard]] Delivery on_hello(Delivery delivery, base::Instant now);
[[nodiscard]] Delivery on_ack(Delivery delivery,
                              const device_protocol::Acknowledgement& acknowledgement);
/// For planned runs: the device says that it stores a programme with this run, complete.
[[nodiscard]] Delivery on_stored(Delivery delivery, base::Instant now);
/// The device says in its heartbeat that this run sounds.
[[nodiscard]] Delivery on_playing(Delivery delivery, base::Instant now);
[[nodiscard]] Delivery on_proof(Delivery delivery, const device_protocol::PlayedProof& proof);
/// How long after its end a run may stay without a word before the device counts as silent for it.
inline constexpr base::Millis proof_grace = std::chrono::seconds(90);

enum class Errand : std::uint8_t {
    command,     ///< a device that has not stored it in time can no longer carry it out
    planned_run, ///< the device may hold it without our knowing, and play it alone
};

/// Time passed.
[[nodiscard]] Delivery on_time(Delivery delivery, Errand errand, base::Instant now);

} // namespace broadcast
