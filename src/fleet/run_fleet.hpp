#pragma once

#include "fleet/faults.hpp"
#include "fleet/roster.hpp"

#include <chrono>
#include <optional>

namespace fleet {

struct RunFleetOptions {
    std::size_t devices = 0; ///< 0: all of the roster
    std::uint64_t seed = 1;
    FaultPlan faults;
    /// `host:port` of a plain listener instead of the brokers of the claim: loopback only.
    std::string plain_broker;
    std::chrono::milliseconds first_spread{30'000};
    bool fetch_programmes = true;
    bool orderly = true;
    std::filesystem::path ca_file; ///< where the authority is written for HTTPS
};

/// Is the whole fleet until its standard input says `quit` or ends. Answers each line with one line
/// of JSON: `status` tells what happened; `storm` breaks every line, all come back at once; `beat`
/// sends a heartbeat of each; `forget` begins the counts anew.
[[nodiscard]] base::Result<void> run_fleet(const RunFleetOptions& options, const Roster& roster);

} // namespace fleet
