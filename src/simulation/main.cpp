// nguon-simulate run|check: see README.md of this folder.
#include "base/clock.hpp"
#include "simulation/mutant_names.hpp"
#include "simulation/simulation.hpp"
#include "storage/migrator.hpp"
#include "storage/open_database.hpp"

#include <filesystem>
#include <fstream>
#include <iostream>

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

int run(simulation::Settings settings, std::uint64_t seeds, const fs::path& scratch_folder,
        const std::string& facts_file) {
    int outcome = 0;
    std::int64_t steps = 0;
    std::map<std::string, std::int64_t> seen;
    std::ofstream facts;
    if (!facts_file.empty()) {
        facts.open(facts_file);
    }
    for (std::uint64_t i = 0; i < seeds; ++i, ++settings.seed) {
        Scratch scratch(scratch_folder);
        const auto result = simulation::simulate(settings, *scratch, [&](const auto& fact) {
            if (facts.is_open()) {
                facts << simulation::write_fact(fact) << '\n';
            }
        });
        steps += result.steps;
        fmt::print("seed {}: {} steps, {:.1f} simulated hours, {} sounds, {} broken promises\n",
                   settings.seed, result.steps,
                   static_cast<double>(result.simulated.count()) / 3'600'000.0, result.sounded,
                   result.violations.size());
        outcome = std::max(outcome, tell(result.violations));
        tell_not_met(result.seen, "  not in this run: ");
        for (const auto& [what, count] : result.seen) {
            seen[what] += count;
        }
        std::cout.flush();
    }
    fmt::print("{} steps in all\n", steps);
    for (const auto& [what, count] : seen) {
        fmt::print("sometimes {:>8} {}\n", count, what);
    }
    return tell_not_met(seen, "NEVER ") > 0 ? 1 : outcome;
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
