#pragma once

#include "simulation/mutant.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace simulation {

struct NamedMutant {
    std::string_view name;
    Mutant mutant;
};

[[nodiscard]] inline const std::vector<NamedMutant>& mutants() {
    static const std::vector<NamedMutant> all{
        {"forgets_runs", Mutant::forgets_runs},
        {"acknowledges_early", Mutant::acknowledges_early},
        {"ignores_expiry", Mutant::ignores_expiry},
        {"says_hello_once", Mutant::says_hello_once},
        {"loses_events", Mutant::loses_events},
        {"sounds_at_night", Mutant::sounds_at_night},
        {"takes_old_programmes", Mutant::takes_old_programmes},
        {"forgets_plans", Mutant::forgets_plans},
        {"answers_once", Mutant::answers_once},
        {"never_silent", Mutant::never_silent},
    };
    return all;
}

} // namespace simulation
