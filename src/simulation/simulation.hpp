#pragma once

#include "simulation/checker.hpp"
#include "simulation/mutant.hpp"
#include "storage/database.hpp"

namespace simulation {

struct Settings {
    std::uint64_t seed = 1;
    std::int64_t steps = 20'000; ///< of trouble; then everything heals and is told
    std::size_t devices = 6;
    Mutant mutant = Mutant::none;
};

struct Outcome {
    std::int64_t steps = 0;
    base::Millis simulated{0};
    std::int64_t sounded = 0; ///< facts of that kind
    std::vector<Violation> violations;
    std::map<std::string, std::int64_t> seen; ///< what the run tried, how often
};

/// One run from one seed on a fresh, migrated database. The same settings give the same outcome.
/// `facts`, when given, hears every fact.
[[nodiscard]] Outcome simulate(const Settings& settings, storage::Database& database,
                               const std::function<void(const Fact&)>& facts = {});

/// What a run of usual length must have met at least once to mean anything.
[[nodiscard]] std::vector<std::string> not_met(const std::map<std::string, std::int64_t>& seen);

} // namespace simulation
