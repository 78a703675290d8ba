#pragma once

#include <cstdint>

namespace simulation {

/// A known bug, put in to prove that the checker finds it.
enum class Mutant : std::uint8_t {
    none,
    forgets_runs,         ///< device: what was begun is not on disk; a power cut sounds it again
    acknowledges_early,   ///< device: says "received" and never puts commands on disk
    ignores_expiry,       ///< device: begins what it was told to, however late that came
    says_hello_once,      ///< device: a hello that nobody heard is not said again
    loses_events,         ///< device: events are numbered and not on disk
    sounds_at_night,      ///< device: knows nothing of quiet hours
    takes_old_programmes, ///< device: takes any signed programme
    forgets_plans,        ///< device: what it began and is then withdrawn is never proven
    answers_once,         ///< device: an answer after "received" is said once and told by no event
    never_silent,         ///< server: a lease is never over
};

} // namespace simulation
