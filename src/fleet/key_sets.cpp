#include "fleet/key_sets.hpp"

#include <algorithm>

namespace fleet {

base::Result<TrustedKeys> KeySets::follow(const TrustedKeys& trusted, const std::string& envelope) {
    const auto known = std::ranges::find_if(latest_, [&](const Step& step) {
        return step.from == trusted && step.envelope == envelope;
    });
    if (known != latest_.end()) {
        return known->outcome;
    }
    if (latest_.size() == kept) {
        latest_.pop_front();
    }
    auto next = device_protocol::follow(*trusted, envelope);
    base::Result<TrustedKeys> outcome =
        next ? base::Result<TrustedKeys>(
                   std::make_shared<const device_protocol::KeySet>(std::move(*next)))
             : base::fail(next.error());
    return latest_.emplace_back(trusted, envelope, std::move(outcome)).outcome;
}

} // namespace fleet
