#include "relay/source_chain.hpp"

#include <algorithm>

namespace relay {

namespace {

/// For how long nothing has been heard of the active one; its turn gives it a new start.
base::Millis quiet_for(std::span<const Hearing> links, const Sounding& sounding,
                       base::Instant now) {
    const auto heard = links[sounding.active].heard_at();
    return now - std::max(heard.value_or(sounding.since), sounding.since);
}

} // namespace

std::optional<Turn> next_turn(const ChainRules& rules, std::span<const Hearing> links,
                              const Sounding& sounding, base::Instant now) {
    for (std::size_t above = 0; above < sounding.active; ++above) {
        const auto since = links[above].sounding_since(now);
        if (since && now - *since >= rules.back_min) {
            return Turn{above, TurnWhy::returned};
        }
    }
    if (quiet_for(links, sounding, now) < rules.blank_max) {
        return std::nullopt;
    }
    // One that sounds again, if only since a moment ago, is better than one that nobody has heard.
    for (std::size_t above = 0; above < sounding.active; ++above) {
        if (links[above].sounding_since(now)) {
            return Turn{above, TurnWhy::returned};
        }
    }
    const auto came = links[sounding.active].came_at();
    const bool sends = came && *came >= sounding.since && now - *came < rules.blank_max;
    if (sounding.active + 1 < links.size()) {
        return Turn{sounding.active + 1, sends ? TurnWhy::silent : TurnWhy::lost};
    }
    return Turn{std::nullopt, TurnWhy::exhausted};
}

std::size_t links_wanted(const ChainRules& rules, std::span<const Hearing> links,
                         const Sounding& sounding, base::Instant now) {
    const bool doubtful = quiet_for(links, sounding, now) * 2 >= rules.blank_max;
    return std::min(links.size(), sounding.active + (doubtful ? 2U : 1U));
}

} // namespace relay
