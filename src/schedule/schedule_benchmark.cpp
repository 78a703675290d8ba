// Goal: 10,000 devices times 7 days in at most a second, and time that grows with the devices, not
// faster. Communes of 30 devices, each with three programmes and rules of its own, under two
// programmes of the province.
#include "schedule/schedule_samples.hpp"

#include <benchmark/benchmark.h>

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

} // namespace

BENCHMARK(plan_a_week)
    ->RangeMultiplier(2)
    ->Range(1'250, 20'000)
    ->Arg(10'000)
    ->Unit(benchmark::kMillisecond)
    ->Complexity(benchmark::oN);

BENCHMARK_MAIN();
