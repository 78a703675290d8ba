#pragma once

#include "base/instant.hpp"
#include "device_protocol/topics.hpp"
#include "devices/device.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

/// How much is read of what one device says (LBP 2.9). A broken or hostile device may send
/// thousands of messages a second; what is beyond its allowance costs neither parsing nor the
/// database, and the words of all others are taken in as if it were not there. Pure.
namespace broadcast {

using device_protocol::Channel;
using devices::DeviceId;

/// Who says something, and as what.
struct Origin {
    DeviceId device;
    Channel channel = Channel::state;

    friend auto operator<=>(const Origin&, const Origin&) = default;
};

/// So many messages at once, and one more after each `refill`.
struct Allowance {
    std::int64_t burst = 0;
    base::Millis refill{1};
};

/// Far above what a device of the protocol needs: all kept events after months without a line, a
/// report after each file of a new programme. Nothing for what servers say.
[[nodiscard]] Allowance allowance_of(Channel channel);

/// A bucket of tokens as one number: when it is full again.
class Bucket {
public:
    [[nodiscard]] bool take(const Allowance& allowance, base::Instant now);
    [[nodiscard]] bool is_full(base::Instant now) const { return full_at_ <= now; }

private:
    base::Instant full_at_;
};

/// What one device sent beyond its allowance, until it has kept to it for a minute.
struct Excess {
    DeviceId device;
    base::Instant began_at;
    base::Instant last_at;
    std::int64_t messages = 0;

    friend bool operator==(const Excess&, const Excess&) = default;
};

/// Used under one lock. Knows only devices that spoke lately: those that the broker lets in.
class Intake {
public:
    /// Whether it may be read now. Else, what tells how the device stands (`state`, `hb`, `rep`) is
    /// kept until there is room, the newest of each alone; the rest is dropped: a device says hello
    /// again (6.2), tells events again (10.2), and its answers as events (10.7).
    [[nodiscard]] bool admit(const Origin& origin, std::string_view payload, base::Instant now);

    struct Kept {
        Origin origin;
        std::string payload;
    };
    /// What was kept and may be read now.
    [[nodiscard]] std::vector<Kept> take_kept(base::Instant now);

    /// A message of this device could not be read. How many since the last that was told, when one
    /// is to be told again: the first at once, later ones once a minute.
    [[nodiscard]] std::optional<std::int64_t> note_unreadable(DeviceId device, base::Instant now);

    struct News {
        std::vector<DeviceId> begun; ///< of `grown`, those who began
        std::vector<Excess> grown;
        std::vector<Excess> over;
    };
    /// Since the last call.
    [[nodiscard]] News take_news(base::Instant now);

private:
    struct Sending {
        Excess excess;
        bool is_told = false;
        bool has_grown = true;
    };
    struct Unreadable {
        base::Instant told_at;
        std::int64_t untold = 0;
    };
    using Buckets = std::array<Bucket, 9>; ///< by Channel

    [[nodiscard]] Bucket& bucket_of(const Origin& origin);
    void note_excess(DeviceId device, base::Instant now);
    void forget_the_quiet(base::Instant now);

    std::unordered_map<DeviceId, Buckets> buckets_;
    std::map<Origin, std::string> kept_;
    std::map<DeviceId, Sending> sending_;
    std::map<DeviceId, Unreadable> unreadable_;
    base::Instant forgotten_at_;
};

} // namespace broadcast
