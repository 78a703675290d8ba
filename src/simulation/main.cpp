// nguon-simulate run|check: see README.md of this folder.
#include "base/clock.hpp"
#include "simulation/mutant_names.hpp"
#include "simulation/simulation.hpp"
#include "storage/migrator.hpp"
#include "storage/open_database.hpp"

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include <CLI/CLI.hpp>
#include <fmt/core.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

namespace {

namespace fs = std::filesystem;
using simulation::Violation;

int tell(const std::vector<Violation>& violations) {
    for (const Violation& violation : violations) {
        fmt::print("BROKEN {}: {}\n", violation.promise, violation.detail);
    }
    return violations.empty() ? 0 : 1;
}

/// What did not happen, a line each; gives how many.
std::size_t tell_not_met(const std::map<std::string, std::int64_t>& seen, std::string_view prefix) {
    const std::vector<std::string> missing = simulation::not_met(seen);
    for (const std::string& what : missing) {
        fmt::print("{}{}\n", prefix, what);
    }
    return missing.size();
}

/// In memory where the system has such a folder: the database of a run need not outlive it.
fs::path fastest_folder() {
    const fs::path memory("/dev/shm");
    return ::access(memory.c_str(), W_OK) == 0 ? memory : fs::temp_directory_path();
}

/// A migrated database in a folder of its own, gone at the end.
class Scratch {
public:
    explicit Scratch(const fs::path& parent)
        : folder_(parent / fmt::format("nguon-simulate-{}", ::getpid())) {
        fs::create_directories(folder_);
        database_ = storage::open_database({.url = "sqlite:" + (folder_ / "db").string()}).value();
        storage::migrate(*database_, storage::embedded_migrations(), base::SystemClock{}.now())
            .value();
    }
    ~Scratch() {
        database_.reset();
        std::error_code ignored;
        fs::remove_all(folder_, ignored);
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    storage::Database& operator*() { return *database_; }

private:
    fs::path folder_;
    std::unique_ptr<storage::Database> database_;
};

/// What all seeds came to.
struct Total {
    std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();
    std::int64_t steps = 0;
    base::Millis simulated{0};
    std::map<std::string, std::int64_t> seen;
    std::map<std::string, std::int64_t> broken; ///< by promise

    void add(const simulation::Outcome& outcome) {
        steps += outcome.steps;
        simulated += outcome.simulated;
        for (const auto& [what, count] : outcome.seen) {
            seen[what] += count;
        }
        for (const Violation& violation : outcome.violations) {
            ++broken[violation.promise];
        }
    }
    [[nodiscard]] double seconds() const {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    }
    /// The last line of a run: all that matters of it.
    void tell(std::uint64_t first_seed, std::uint64_t last_seed, std::size_t never) const {
        std::int64_t count = 0;
        std::string which;
        for (const auto& [promise, times] : broken) {
            count += times;
            which += fmt::format("{}{} {}", which.empty() ? " (" : ", ", promise, times);
        }
        fmt::print("END seeds {} to {}: {} steps, {:.1f} simulated days, {} broken promises{}, "
                   "{} things never tried, {:.0f} s, {:.0f} s per million steps\n",
                   first_seed, last_seed, steps,
                   static_cast<double>(simulated.count()) / 86'400'000.0, count,
                   which.empty() ? "" : which + ")", never, seconds(),
                   steps == 0 ? 0 : seconds() * 1e6 / static_cast<double>(steps));
    }
};

/// One seed on a database of its own, told as it ends: a long run is read while it goes.
simulation::Outcome run_seed(const simulation::Settings& settings, const fs::path& scratch_folder,
                             std::ofstream& facts) {
    Scratch scratch(scratch_folder);
    auto outcome = simulation::simulate(settings, *scratch, [&](const auto& fact) {
        if (facts.is_open()) {
            facts << simulation::write_fact(fact) << '\n';
        }
    });
    fmt::print("seed {}: {} steps, {:.1f} simulated hours, {} sounds, {} broken promises\n",
               settings.seed, outcome.steps,
               static_cast<double>(outcome.simulated.count()) / 3'600'000.0, outcome.sounded,
               outcome.violations.size());
    tell(outcome.violations);
    tell_not_met(outcome.seen, "  not in this run: ");
    return outcome;
}

int run(simulation::Settings settings, std::uint64_t seeds, const fs::path& scratch_folder,
        const std::string& facts_file) {
    const std::uint64_t first_seed = settings.seed;
    Total total;
    std::ofstream facts;
    if (!facts_file.empty()) {
        facts.open(facts_file);
    }
    for (std::uint64_t i = 0; i < seeds; ++i, ++settings.seed) {
        total.add(run_seed(settings, scratch_folder, facts));
        fmt::print("  {} of {} seeds, {} steps in all, {:.0f} s\n", i + 1, seeds, total.steps,
                   total.seconds());
        std::fflush(stdout);
    }
    for (const auto& [what, count] : total.seen) {
        fmt::print("sometimes {:>8} {}\n", count, what);
    }
    const std::size_t never = tell_not_met(total.seen, "NEVER ");
    total.tell(first_seed, settings.seed - 1, never);
    return never > 0 || !total.broken.empty() ? 1 : 0;
}

int check(const std::string& file) {
    std::ifstream lines(file);
    if (!lines) {
        fmt::print(stderr, "cannot read {}\n", file);
        return 2;
    }
    simulation::Checker checker;
    std::int64_t number = 0;
    for (std::string line; std::getline(lines, line);) {
        ++number;
        const auto fact = simulation::read_fact(line);
        if (!fact) {
            fmt::print(stderr, "{}:{}: {}\n", file, number, fact.error().message.en);
            return 2;
        }
        checker.take(*fact);
    }
    fmt::print("{} facts, {} broken promises\n", number, checker.violations().size());
    return tell(checker.violations());
}

} // namespace

int main(int argc, char** argv) {
    CLI::App app{
        "Delivery under faults: simulated from a seed, or checked from the facts of a run"};
    app.require_subcommand(1);
    auto* run_command = app.add_subcommand("run", "simulate");
    simulation::Settings settings;
    std::uint64_t seeds = 1;
    std::string mutant;
    std::string facts;
    std::string scratch = fastest_folder();
    run_command->add_option("--seed", settings.seed, "first seed");
    run_command->add_option("--seeds", seeds, "how many, counting up");
    run_command->add_option("--steps", settings.steps, "steps of trouble per seed");
    run_command->add_option("--devices", settings.devices, "devices");
    run_command->add_option("--mutant", mutant, "put in a known bug");
    run_command->add_option("--facts", facts, "write every fact to this file");
    run_command->add_option("--scratch", scratch, "folder for the database");
    std::string file;
    auto* check_command = app.add_subcommand("check", "check a file of facts");
    check_command->add_option("file", file)->required();
    CLI11_PARSE(app, argc, argv);
    spdlog::set_level(spdlog::level::critical);
    if (check_command->parsed()) {
        return check(file);
    }
    for (const auto& known : simulation::mutants()) {
        if (mutant == known.name) {
            settings.mutant = known.mutant;
        }
    }
    if (!mutant.empty() && settings.mutant == simulation::Mutant::none) {
        fmt::print(stderr, "unknown mutant {}\n", mutant);
        return 2;
    }
    return run(settings, seeds, scratch, facts);
}
