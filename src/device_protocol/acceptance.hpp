#pragma once

#include "device_protocol/signed_message.hpp"

/// Is this acceptable now? Pure decisions of the device; a server may ask the same before it sends.
namespace device_protocol {

/// What the device remembers of commands, so that each has its effect once (spec section 7). Kept
/// on disk by the device before it acknowledges. Holds the last `capacity` commands; what falls out
/// raises a floor below which the same key's sequence numbers are refused, so a forgotten command
/// cannot come back.
class CommandMemory {
public:
    struct Entry {
        CommandId cid;
        std::string keyid;
        std::int64_t seq = 0;
        AckState state = AckState::received;
    };
    struct Floor {
        std::string keyid;
        std::int64_t seq = 0;
    };
    static constexpr std::size_t capacity = 256;

    [[nodiscard]] const Entry* find(const CommandId& cid) const;
    [[nodiscard]] std::int64_t floor_of(std::string_view keyid) const;
    void remember(Entry entry);
    void set_state(const CommandId& cid, AckState state);
    [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }
    [[nodiscard]] const std::vector<Floor>& floors() const { return floors_; }
    static CommandMemory restore(std::vector<Entry> entries, std::vector<Floor> floors);

private:
    std::vector<Entry> entries_; ///< oldest first
    std::vector<Floor> floors_;
};

/// What the device knows about itself when it judges.
struct Situation {
    std::string device;
    std::vector<std::string> groups;
    base::Instant now;        ///< best known time, never below the stored floor
    bool clock_known = false; ///< false: `now` is only a lower bound
};

struct Verdict {
    AckState state = AckState::rejected; ///< received, rejected, expired or duplicate
    std::string code;                    ///< empty when received
};

inline constexpr base::Millis command_life_max = std::chrono::hours(24 * 7);
inline constexpr base::Millis clock_tolerance = std::chrono::minutes(5);

/// Which right a command needs: for class emergency that one, whatever it orders (spec 3.5); none
/// for an operation of a later revision.
[[nodiscard]] std::optional<Right> right_for(const Command& command);

/// In this order: duplicate, target, right, time of the key, shape, life, expiry, replay, clock.
/// Codes: `not_for_me`, `all_is_for_emergency`, `no_right`, `key_out_of_time`, `unsupported`,
/// `bad_arguments`, `life_too_long`, `expired`, `issued_in_future`, `replayed`, `clock_unknown`.
[[nodiscard]] Verdict judge_command(const Signed<Command>& command, const CommandMemory& memory,
                                    const Situation& situation);
/// Its first answer waits a random part of `ack_spread_ms` (spec 7.7).
[[nodiscard]] bool may_wait_to_answer(const Command& command);

/// Empty text: acceptable. Codes: `not_for_me`, `no_right`, `key_out_of_time`,
/// `stale_version`, `expired`.
[[nodiscard]] std::string judge_manifest(const Signed<Manifest>& manifest,
                                         std::int64_t stored_version, const Situation& situation);
[[nodiscard]] std::string judge_desired(const Signed<DesiredState>& desired,
                                        std::int64_t stored_version, const Situation& situation);

} // namespace device_protocol
