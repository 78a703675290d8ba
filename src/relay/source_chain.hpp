#pragma once

#include "relay/hearing.hpp"

#include <span>

/// Which source of a chain sounds: the first one that is well. Pure.
namespace relay {

struct ChainRules {
    /// No sound for so long: the next source.
    base::Millis blank_max{10'000};
    /// A source above has sounded for so long: back to it.
    base::Millis back_min{30'000};
};
inline constexpr base::Millis blank_least{3'000};
inline constexpr base::Millis blank_most{120'000};
inline constexpr base::Millis back_least{3'000};
inline constexpr base::Millis back_most{600'000};

enum class TurnWhy : std::uint8_t {
    started,
    silent,    ///< the source before sends, but nothing is to be heard in it
    lost,      ///< nothing comes from the source before
    returned,  ///< a source above it is well again
    exhausted, ///< none is left; the relay ends
};

struct Turn {
    std::optional<std::size_t> to; ///< none: the relay ends
    TurnWhy why = TurnWhy::started;

    friend bool operator==(const Turn&, const Turn&) = default;
};

struct Sounding {
    std::size_t active = 0;
    base::Instant since; ///< when it became the active one
};

/// What has to change now, if anything has to. `links` must hold the active one.
[[nodiscard]] std::optional<Turn> next_turn(const ChainRules& rules, std::span<const Hearing> links,
                                            const Sounding& sounding, base::Instant now);

/// How many sources, from the first on, have to be listened to now: the active one and all above
/// it; and the one after it, so that it is ready, when the active one has been quiet for half of
/// what is allowed.
[[nodiscard]] std::size_t links_wanted(const ChainRules& rules, std::span<const Hearing> links,
                                       const Sounding& sounding, base::Instant now);

} // namespace relay
