// Goal: 10,000 devices times 7 days in at most a second, and time that grows with the devices, not
// faster. Communes of 30 devices, each with three programmes and rules of its own, under two
// programmes of the province.
#include "schedule/publish_timeline.hpp"
#include "schedule/schedule_record.hpp"
#include "schedule/schedule_samples.hpp"
#include "schedule/target_devices_memory.hpp"
#include "testing/manual_clock.hpp"
#include "testing/seeded_random.hpp"
#include "testing/temporary_database.hpp"

#include <benchmark/benchmark.h>

#include <ctime>

namespace {

using namespace schedule;
using namespace schedule::samples;

struct Fleet {
    std::vector<TargetDevice> devices;
    std::vector<ResolvedProgramme> programmes;
    std::vector<UnitRules> rules;
};

Fleet make_fleet(std::uint32_t device_count) {
    Fleet fleet;
    std::uint32_t number = 1;
    for (const char* at : {"05:30", "17:00"}) {
        auto wide = programme(number++, at, 10, content::BroadcastClass::priority);
        wide.programme.area = province;
        wide.programme.targets.areas = {province};
        fleet.programmes.push_back(wide);
    }
    for (std::uint32_t i = 0; i < device_count; ++i) {
        const area::AreaPath place({"91", std::to_string(10'000 + i / 30)});
        fleet.devices.push_back(device(i + 1, place));
        if (i % 30 == 0) {
            for (const char* at : {"05:35", "06:00", "17:20"}) {
                auto own = programme(number++, at, 10);
                own.programme.area = place;
                own.programme.targets.areas = {place};
                own.items.insert(own.items.begin(), sound(8, ItemKind::chime));
                fleet.programmes.push_back(own);
            }
            UnitRules own_rules = commune_rules();
            own_rules.area = place;
            fleet.rules.push_back(own_rules);
        }
    }
    return fleet;
}

void plan_a_week(benchmark::State& state) {
    const Fleet fleet = make_fleet(static_cast<std::uint32_t>(state.range(0)));
    const RuleBook rules(fleet.rules);
    const PlanWindow week{day("2026-06-01"), day("2026-06-08")};
    for (auto _ : state) {
        const Timeline planned = timeline(fleet.programmes, rules, fleet.devices, week, midnight);
        benchmark::DoNotOptimize(planned.runs.size());
    }
    state.SetComplexityN(state.range(0));
}

/// Each transaction that publishes takes one number of a change.
std::int64_t writes_of(storage::Database& database) {
    return database
        .read([](storage::Connection& connection) -> base::Result<std::int64_t> {
            return connection.query("select value from schedule_counter where name = 'changes'", {})
                .front()
                .integer("value");
        })
        .value();
}

/// Reading programmes and rules, planning, and writing every device's rows into SQLite; then again
/// when nothing has changed.
void publish_a_week(benchmark::State& state) {
    const Fleet fleet = make_fleet(static_cast<std::uint32_t>(state.range(0)));
    MemoryDevices ports(fleet.devices);
    testing_support::ManualClock clock(midnight);
    testing_support::SeededRandom random(1);
    for (auto _ : state) {
        state.PauseTiming();
        testing_support::TemporaryDatabase temporary(testing_support::Engine::sqlite);
        ScheduleDesk desk{temporary.database(), ports, ports, clock, random};
        const auto filled =
            temporary->write([&](storage::Transaction& transaction) -> base::Result<void> {
                for (ResolvedProgramme one : fleet.programmes) {
                    one.programme.items = {
                        {.kind = ItemKind::recording,
                         .title = "",
                         .media = content::MediaFile{crypto::sha256("x"), 1, 600'000}}};
                    (void)insert_programme(transaction, one.programme);
                }
                for (UnitRules own : fleet.rules) {
                    own.version = 1;
                    (void)save_rules(transaction, own);
                }
                return {};
            });
        state.ResumeTiming();
        const auto first = replan(desk, {province});
        const std::int64_t writes_before = writes_of(desk.database);
        const std::clock_t started = std::clock();
        const auto again = replan(desk, {province});
        state.counters["unchanged_cpu_ms"] =
            1000.0 * static_cast<double>(std::clock() - started) / CLOCKS_PER_SEC;
        state.counters["unchanged_writes"] =
            static_cast<double>(writes_of(desk.database) - writes_before);
        if (!filled || !first || !again || *first != state.range(0) || *again != 0) {
            state.SkipWithError("publishing failed");
        }
    }
}

} // namespace

BENCHMARK(publish_a_week)->Arg(1'000)->Arg(10'000)->Unit(benchmark::kMillisecond)->Iterations(1);
BENCHMARK(plan_a_week)
    ->ArgsProduct({{1'250, 2'500, 5'000, 10'000, 20'000}})
    ->Unit(benchmark::kMillisecond)
    ->Complexity(benchmark::oN);

BENCHMARK_MAIN();
