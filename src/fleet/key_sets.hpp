#pragma once

#include "device_protocol/key_set.hpp"

#include <deque>
#include <memory>

namespace fleet {

/// A set of keys that devices of the fleet believe; each is held once, however many believe it.
using TrustedKeys = std::shared_ptr<const device_protocol::KeySet>;

/// How the devices of a fleet come from one set of keys to the next. Each step is verified once for
/// all that take it: in the field every device has a processor of its own.
class KeySets {
public:
    explicit KeySets(device_protocol::KeySet claimed)
        : claimed_(std::make_shared<const device_protocol::KeySet>(std::move(claimed))) {}

    /// What the claim gave.
    [[nodiscard]] const TrustedKeys& claimed() const { return claimed_; }
    /// Refuses what device_protocol::follow refuses.
    [[nodiscard]] base::Result<TrustedKeys> follow(const TrustedKeys& trusted,
                                                   const std::string& envelope);

private:
    struct Step {
        TrustedKeys from;
        std::string envelope;
        base::Result<TrustedKeys> outcome;
    };
    static constexpr std::size_t kept = 64;

    const TrustedKeys claimed_;
    std::deque<Step> latest_;
};

} // namespace fleet
