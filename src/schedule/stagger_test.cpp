// Goal: who hears whom never speaks at the same time, with few slots. Method: examples of places as
// they are, then hundreds of seeded towns against slow models that try everything.
#include "schedule/schedule_samples.hpp"
#include "schedule/stagger.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

namespace schedule {

namespace {

using namespace samples;
using content::BroadcastClass;

constexpr double metres_north = 1 / 111'195.0; // in degrees

HeardDevice heard(std::uint32_t number, double north, double east = 0, double reach = 800) {
    // Close enough to the equator that a degree is the same both ways.
    return {id<device_protocol::DeviceId>(number),
            {north * metres_north, 105 + east * metres_north},
            reach};
}

TEST(Stagger, a_cluster_that_nobody_hears_speaks_at_once) {
    const auto groups = group_neighbours(std::vector{heard(1, 0), heard(2, 5'000)});
    EXPECT_EQ(groups.slots, (std::vector<StaggerSlot>{{}, {}}));
    EXPECT_TRUE(group_neighbours({}).slots.empty());
}

TEST(Stagger, clusters_along_a_canal_need_two_slots_however_many_they_are) {
    std::vector<HeardDevice> canal;
    for (std::uint32_t i = 0; i < 101; ++i) {
        canal.push_back(heard(i * 37 % 101 + 1, i * 500.0));
    }
    for (const StaggerSlot& slot : group_neighbours(canal).slots) {
        EXPECT_EQ(slot.count, 2);
        EXPECT_EQ(slot.gap_ms, 3'000) << "800 m are 2.32 s of sound";
    }
}

TEST(Stagger, three_that_hear_each_other_need_three_and_a_far_pair_only_two) {
    const auto groups = group_neighbours(std::vector{heard(1, 0), heard(2, 400), heard(3, 0, 400),
                                                     heard(4, 9'000), heard(5, 9'500)});
    EXPECT_EQ(groups.slots[0].count, 3);
    EXPECT_EQ(groups.slots[3].count, 2);
    EXPECT_EQ(groups.neighbours[4], std::vector<std::uint32_t>{3});
}

TEST(Stagger, one_loud_cluster_is_enough_to_make_two_neighbours) {
    EXPECT_EQ(group_neighbours(std::vector{heard(1, 0, 0, 400), heard(2, 700, 0, 400)}).slots[0],
              StaggerSlot{});
    EXPECT_EQ(
        group_neighbours(std::vector{heard(1, 0, 0, 400), heard(2, 700, 0, 800)}).slots[0].count,
        2);
}

TEST(Stagger, a_louder_cluster_is_heard_farther_within_reason) {
    const StaggerRule rule{800};
    EXPECT_DOUBLE_EQ(heard_metres(rule, 0), 800);
    EXPECT_DOUBLE_EQ(heard_metres(rule, 60), 800);
    EXPECT_DOUBLE_EQ(heard_metres(rule, 135), 1'200);
    EXPECT_DOUBLE_EQ(heard_metres(rule, 5), 400);
    EXPECT_DOUBLE_EQ(heard_metres(rule, 5'000), 1'600);
    EXPECT_EQ(sound_ms(1'000), 3'000);
    EXPECT_EQ(sound_ms(345), 2'000);
    EXPECT_EQ(sound_ms(0), 0);
}

std::vector<HeardDevice> random_town(std::mt19937& random, std::uint32_t most) {
    const auto below = [&](std::uint32_t end) {
        return static_cast<std::uint32_t>(random()) % end;
    };
    std::vector<HeardDevice> town;
    const std::uint32_t count = below(most) + 1;
    const double wide = 500.0 + below(4'000);
    for (std::uint32_t i = 0; i < count; ++i) {
        const auto place = [&] { return below(1'000) * wide / 1'000; };
        town.push_back(heard(i * 101 % 997 + 1, place(), place(), 300.0 + below(900)));
    }
    return town;
}

bool slow_neighbours(const HeardDevice& one, const HeardDevice& other) {
    return area::metres_between(one.at, other.at) <= std::max(one.metres, other.metres);
}

/// Can the devices from `next` on be given one of so many slots? Tries everything.
bool can_colour(const std::vector<HeardDevice>& town, std::vector<std::int32_t>& slots,
                std::int32_t count) {
    const std::size_t next = slots.size();
    if (next == town.size()) {
        return true;
    }
    for (std::int32_t slot = 0; slot < count; ++slot) {
        bool free = true;
        for (std::size_t other = 0; other < next; ++other) {
            free = free && (slots[other] != slot || !slow_neighbours(town[next], town[other]));
        }
        slots.push_back(slot);
        if (free && can_colour(town, slots, count)) {
            return true;
        }
        slots.pop_back();
    }
    return false;
}

TEST(StaggerProperty, neighbours_never_share_a_slot_and_the_bound_holds) {
    for (std::uint32_t seed = 1; seed <= 300; ++seed) {
        std::mt19937 random(seed);
        const auto town = random_town(random, 60);
        const auto groups = group_neighbours(town);
        std::size_t most = 0;
        std::int32_t slots = 0;
        for (std::uint32_t i = 0; i < town.size(); ++i) {
            std::vector<std::uint32_t> expected;
            for (std::uint32_t j = 0; j < town.size(); ++j) {
                if (i != j && slow_neighbours(town[i], town[j])) {
                    expected.push_back(j);
                    ASSERT_NE(groups.slots[i].index, groups.slots[j].index) << "seed " << seed;
                    ASSERT_EQ(groups.slots[i].count, groups.slots[j].count) << "seed " << seed;
                    ASSERT_EQ(groups.slots[i].gap_ms, groups.slots[j].gap_ms) << "seed " << seed;
                }
            }
            ASSERT_EQ(groups.neighbours[i], expected) << "seed " << seed;
            ASSERT_LT(groups.slots[i].index, groups.slots[i].count) << "seed " << seed;
            ASSERT_GE(groups.slots[i].gap_ms, expected.empty() ? 0 : sound_ms(town[i].metres));
            most = std::max(most, expected.size());
            slots = std::max(slots, groups.slots[i].count);
        }
        ASSERT_LE(static_cast<std::size_t>(slots), most + 1) << "seed " << seed;
    }
}

TEST(StaggerProperty, small_towns_get_at_most_one_slot_more_than_the_fewest_possible) {
    int exact = 0;
    int all = 0;
    for (std::uint32_t seed = 1; seed <= 300; ++seed) {
        std::mt19937 random(seed);
        const auto town = random_town(random, 9);
        const auto groups = group_neighbours(town);
        std::int32_t used = 1;
        for (const StaggerSlot& slot : groups.slots) {
            used = std::max(used, slot.count);
        }
        std::int32_t fewest = 1;
        for (std::vector<std::int32_t> slots; !can_colour(town, slots, fewest); slots.clear()) {
            ++fewest;
        }
        ASSERT_GE(used, fewest) << "seed " << seed;
        ASSERT_LE(used, fewest + 1) << "seed " << seed;
        if (fewest <= 2) {
            ASSERT_EQ(used, fewest) << "seed " << seed;
        }
        exact += used == fewest ? 1 : 0;
        ++all;
    }
    EXPECT_GE(exact, all * 95 / 100);
}

TEST(StaggerProperty, the_slots_depend_on_the_devices_and_not_on_their_order) {
    for (std::uint32_t seed = 1; seed <= 100; ++seed) {
        std::mt19937 random(seed);
        auto town = random_town(random, 50);
        const auto groups = group_neighbours(town);
        std::map<device_protocol::DeviceId, StaggerSlot> before;
        for (std::size_t i = 0; i < town.size(); ++i) {
            before[town[i].id] = groups.slots[i];
        }
        std::ranges::shuffle(town, random);
        const auto again = group_neighbours(town);
        for (std::size_t i = 0; i < town.size(); ++i) {
            ASSERT_EQ(again.slots[i], before[town[i].id]) << "seed " << seed;
        }
    }
}

/// Devices of the commune along a road, and rules that ask for slots.
struct Road {
    explicit Road(double metres_apart) {
        for (std::uint32_t i = 1; i <= 4; ++i) {
            devices.push_back(device(i));
            devices.back().position = area::Point{i * metres_apart * metres_north, 105};
        }
        UnitRules asked = commune_rules();
        asked.stagger = StaggerRule{800};
        rules = RuleBook({asked});
        (void)assign_slots(devices, rules, one_day);
    }
    [[nodiscard]] Timeline plan(const std::vector<ResolvedProgramme>& programmes) const {
        return timeline(programmes, rules, devices, one_day, midnight);
    }

    std::vector<TargetDevice> devices;
    RuleBook rules;
};

std::vector<base::Instant> starts(const TimelineRun& run) {
    std::vector<base::Instant> found;
    std::ranges::transform(run.devices, std::back_inserter(found), &DevicePlacement::at);
    return found;
}

TEST(StaggeredTimeline, neighbours_begin_when_the_others_have_ended_and_sound_has_died_away) {
    const Road road(500);
    const auto planned = road.plan({programme(1, "17:00", 10)});
    ASSERT_EQ(planned.runs.size(), 1U);
    const auto first = june_first("17:00");
    const auto second = june_first("17:10") + std::chrono::seconds(3);
    // DSATUR begins with the inner ones, which have more neighbours.
    EXPECT_EQ(starts(planned.runs[0]), (std::vector{second, first, second, first}));
    EXPECT_EQ(planned.runs[0].devices[0].stagger_ms, 603'000);
    EXPECT_EQ(planned.runs[0].devices[0].not_after, second + std::chrono::minutes(5));
    ASSERT_EQ(planned.log.size(), 1U) << "one decision for both slots";
    EXPECT_EQ(planned.log[0].device_count, 4);
}

TEST(StaggeredTimeline, clusters_out_of_hearing_and_units_that_do_not_ask_sound_together) {
    const auto at = june_first("17:00");
    EXPECT_EQ(starts(Road(900).plan({programme(1, "17:00", 10)}).runs[0]),
              (std::vector{at, at, at, at}));
    Road road(500);
    const Timeline planned = timeline(std::vector{programme(1, "17:00", 10)},
                                      RuleBook({commune_rules()}), road.devices, one_day, midnight);
    EXPECT_EQ(starts(planned.runs[0]), (std::vector{at, at, at, at}));
}

TEST(StaggeredTimeline, an_emergency_with_its_siren_sounds_everywhere_at_once) {
    const auto at = june_first("17:00");
    const auto planned = Road(500).plan({programme(1, "17:00", 10, BroadcastClass::emergency)});
    EXPECT_EQ(starts(planned.runs[0]), (std::vector{at, at, at, at}));
}

TEST(StaggeredTimeline, the_next_programme_waits_until_all_slots_are_over) {
    const auto planned = Road(500).plan({programme(1, "17:00", 10), programme(2, "17:10", 5)});
    ASSERT_EQ(planned.runs.size(), 2U);
    const auto block_end = june_first("17:20") + std::chrono::seconds(6);
    EXPECT_EQ(planned.runs[1].devices[1].at, block_end);
    EXPECT_EQ(planned.runs[1].devices[0].at, block_end + std::chrono::seconds(303));
}

TEST(StaggeredTimeline, a_programme_that_plays_twice_goes_on_when_every_slot_has_had_its_turn) {
    auto twice = programme(1, "17:00", 10);
    twice.programme.plays = 2;
    const auto planned = Road(500).plan({twice});
    ASSERT_EQ(planned.runs.size(), 2U);
    EXPECT_EQ(planned.runs[1].devices[1].at, june_first("17:20") + std::chrono::seconds(6));
    EXPECT_EQ(planned.runs[1].devices[0].at, june_first("17:30") + std::chrono::seconds(9));
    for (const Decision& decision : planned.log) {
        EXPECT_EQ(decision.reason, Reason::planned) << "it does not clash with itself";
    }
}

TEST(StaggeredTimeline, a_slot_that_leaves_the_window_is_refused_with_its_own_time) {
    const auto planned = Road(500).plan({programme(1, "17:45", 10)});
    ASSERT_EQ(planned.runs.size(), 1U);
    EXPECT_EQ(planned.runs[0].devices.size(), 2U) << "only the first slot";
    const auto refused =
        std::ranges::find(planned.log, Reason::runs_out_of_window, &Decision::reason);
    ASSERT_NE(refused, planned.log.end());
    EXPECT_EQ(refused->device_count, 2);
    EXPECT_EQ(refused->stagger_ms, 603'000);
}

TEST(AssignSlots, only_devices_with_a_position_under_rules_that_ask_take_part) {
    Road road(500);
    road.devices[1].position.reset();
    road.devices.push_back(device(9, neighbour));
    road.devices.back().position = road.devices[0].position;
    const StaggerPlan plan = assign_slots(road.devices, road.rules, one_day);
    EXPECT_EQ(plan.devices, (std::vector<std::uint32_t>{0, 2, 3}));
    EXPECT_EQ(plan.without_position, std::vector<std::uint32_t>{1});
    EXPECT_EQ(road.devices[1].slot, StaggerSlot{});
    EXPECT_EQ(road.devices[4].slot, StaggerSlot{}) << "its unit did not ask";
    EXPECT_EQ(road.devices[0].slot, StaggerSlot{}) << "a kilometre from the next one";
    EXPECT_EQ(plan.neighbours[1], std::vector<std::uint32_t>{3});
}

TEST(StaggeredTimelineProperty, neighbours_with_the_same_programmes_never_speak_together) {
    int pairs = 0;
    for (std::uint32_t seed = 1; seed <= 60; ++seed) {
        std::mt19937 random(seed);
        const auto below = [&](std::uint32_t end) {
            return static_cast<std::uint32_t>(random()) % end;
        };
        std::vector<TargetDevice> devices;
        for (std::uint32_t i = 1; i <= 12; ++i) {
            devices.push_back(device(i));
            devices.back().position =
                area::Point{below(2'000) * metres_north, 105 + below(2'000) * metres_north};
            devices.back().watt = static_cast<std::int32_t>(below(200));
        }
        std::vector<ResolvedProgramme> programmes;
        for (std::uint32_t i = 1; i <= 5; ++i) {
            const std::string at = "17:" + std::to_string(10 + below(40));
            programmes.push_back(
                programme(i, at, 1 + below(3),
                          below(3) == 0 ? BroadcastClass::priority : BroadcastClass::ordinary));
        }
        UnitRules rules = commune_rules();
        rules.windows.clear();
        rules.quiet_hours.clear();
        rules.defer_minutes_max = 240;
        rules.day_minutes_max = 600;
        rules.stagger = StaggerRule{400};
        const RuleBook book({rules});
        const StaggerPlan plan = assign_slots(devices, book, one_day);
        const Timeline planned = timeline(programmes, book, devices, one_day, midnight);
        std::map<device_protocol::DeviceId, std::vector<std::pair<std::int64_t, std::int64_t>>>
            sounding;
        for (const TimelineRun& run : planned.runs) {
            for (const DevicePlacement& placed : run.devices) {
                sounding[placed.device].emplace_back(placed.at.ms,
                                                     placed.at.ms + placed.duration_ms);
            }
        }
        for (std::size_t i = 0; i < plan.devices.size(); ++i) {
            const TargetDevice& own = devices[plan.devices[i]];
            ASSERT_EQ(sounding[own.id].size(), programmes.size()) << "seed " << seed;
            for (const std::uint32_t other : plan.neighbours[i]) {
                for (const auto& [from, to] : sounding[own.id]) {
                    for (const auto& [other_from, other_to] : sounding[devices[other].id]) {
                        ASSERT_TRUE(other_from >= to + own.slot.gap_ms ||
                                    from >= other_to + own.slot.gap_ms)
                            << "seed " << seed;
                    }
                }
                ++pairs;
            }
        }
    }
    EXPECT_GT(pairs, 500) << "that would have spoken together";
}

} // namespace

} // namespace schedule
