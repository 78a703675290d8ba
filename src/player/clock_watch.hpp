#pragma once

#include "device_protocol/session_messages.hpp"

namespace player {

/// What the operating system says of its clock.
struct SystemTime {
    base::Instant wall;
    base::Millis steady{0};    ///< from any beginning; never jumps
    bool synchronised = false; ///< by NTP
    std::optional<std::int64_t> error_ms;
};

/// Judges the device's clock (spec section 9): NTP first, else the clock of the board if it is not
/// behind the highest time ever known, else the server's word. Owned by the control loop; not
/// thread-safe.
class ClockWatch {
public:
    /// `floor`: the highest time ever stored on this device, or of its claim.
    explicit ClockWatch(base::Instant floor) : floor_(floor) {}

    /// Call often. Gives the size of a jump of the wall clock since the last call when it was over
    /// half a second.
    std::optional<base::Millis> observe(const SystemTime& time);
    /// The server's time, taken only if the own clock is behind the floor and the told time is
    /// within a day after it.
    void told(base::Instant server_now, const SystemTime& time);

    [[nodiscard]] bool known() const { return known_; }
    /// Best known time: the system's plus what the server corrected, never below the floor.
    [[nodiscard]] base::Instant now(const SystemTime& time) const;
    /// What to add to the system's clock.
    [[nodiscard]] base::Millis correction() const { return correction_; }
    [[nodiscard]] base::Instant floor() const { return floor_; }
    [[nodiscard]] device_protocol::ClockState state() const { return state_; }

private:
    base::Instant floor_;
    base::Millis correction_{0};
    bool known_ = false;
    std::optional<base::Millis> offset_; ///< wall minus steady at the last call
    device_protocol::ClockState state_;
};

inline constexpr base::Millis jump_threshold = std::chrono::milliseconds(500);

} // namespace player
