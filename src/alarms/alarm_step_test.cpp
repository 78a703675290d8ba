// Goal: an alarm is raised once, waits for no flicker, goes up while nobody takes it on, and clears
// by itself. Method: named cases, then random days of coming and going from a seed, judged by
// properties that hold whatever happened.
#include "alarms/alarm_samples.hpp"
#include "alarms/alarm_step.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace alarms {

namespace {

using namespace std::chrono_literals;
using samples::now;

constexpr base::Millis escalate_after = 30min;

/// Devices, their alarms and the present: what the watch does without a database.
class World {
public:
    void say(std::uint8_t device, AlarmKind kind, Verdict verdict, std::string cause = "cause") {
        facts_[{samples::id<DeviceId>(device), kind}] = {
            .kind = kind, .verdict = verdict, .cause = std::move(cause), .since = {}};
    }
    void step(base::Millis later) {
        at = at + later;
        std::map<DeviceId, DeviceFacts> devices;
        for (const auto& [place, fact] : facts_) {
            auto& device = devices[place.first];
            device.device = place.first;
            device.area = samples::commune;
            device.name = "Cụm loa";
            device.facts.push_back(fact);
        }
        std::vector<DeviceFacts> all;
        for (auto& [id, device] : devices) {
            all.push_back(std::move(device));
        }
        std::vector<Alarm> known;
        for (const Alarm& alarm : alarms) {
            if (!alarm.cleared_at || *alarm.cleared_at >= at - relapse_within) {
                known.push_back(alarm);
            }
        }
        const AlarmStep taken = alarm_step(all, known, suspicions, escalate_after, at);
        suspicions = taken.suspicions;
        for (AlarmChange change : taken.changes) {
            if (change.is_new) {
                change.alarm.id = samples::id<AlarmId>(0);
                change.alarm.id.uuid.bytes[14] = static_cast<std::uint8_t>(alarms.size() / 256);
                change.alarm.id.uuid.bytes[15] = static_cast<std::uint8_t>(alarms.size() % 256);
                alarms.push_back(change.alarm);
            } else {
                const auto stored = std::ranges::find(alarms, change.alarm.id, &Alarm::id);
                ASSERT_NE(stored, alarms.end());
                EXPECT_EQ(change.alarm.version, stored->version + 1);
                *stored = change.alarm;
            }
            if (change.tell) {
                told.push_back(*change.tell);
            }
        }
    }
    void forget_device(std::uint8_t device) {
        std::erase_if(facts_, [&](const auto& entry) {
            return entry.first.first == samples::id<DeviceId>(device);
        });
    }

    base::Instant at = now;
    std::vector<Alarm> alarms;
    std::vector<Happening> told;
    Suspicions suspicions;

private:
    std::map<std::pair<DeviceId, AlarmKind>, Fact> facts_;
};

TEST(AlarmStep, a_fact_that_stands_long_enough_is_raised_once) {
    World world;
    world.say(1, AlarmKind::silent, Verdict::wrong, "silent_dead");
    world.step(0s);
    EXPECT_TRUE(world.alarms.empty()) << "it may be a short break of the line";
    world.step(20s);
    ASSERT_EQ(world.alarms.size(), 1U);
    EXPECT_EQ(world.alarms[0].cause, "silent_dead");
    EXPECT_EQ(world.alarms[0].device_name, "Cụm loa");
    for (int i = 0; i < 10; ++i) {
        world.step(10s);
    }
    EXPECT_EQ(world.alarms.size(), 1U);
    EXPECT_EQ(world.alarms[0].version, 1) << "nothing is written while nothing changes";
    EXPECT_EQ(world.told, std::vector{Happening::raised});
}

TEST(AlarmStep, a_fact_that_knows_since_when_counts_from_then) {
    const Fact silent{.kind = AlarmKind::silent,
                      .verdict = Verdict::wrong,
                      .cause = "silent_dead",
                      .since = now - 20s};
    const std::vector<DeviceFacts> devices{
        {samples::id<DeviceId>(1), samples::commune, "Cụm loa", {silent}}};
    EXPECT_EQ(alarm_step(devices, {}, {}, escalate_after, now).changes.size(), 1U);
    EXPECT_TRUE(alarm_step(devices, {}, {}, escalate_after, now - 1s).changes.empty());
}

TEST(AlarmStep, a_short_break_is_no_alarm) {
    World world;
    for (int i = 0; i < 20; ++i) {
        world.say(1, AlarmKind::silent, i % 2 == 0 ? Verdict::wrong : Verdict::right);
        world.step(10s);
    }
    EXPECT_TRUE(world.alarms.empty());
}

TEST(AlarmStep, it_clears_by_itself_after_a_calm_and_both_are_told) {
    World world;
    world.say(1, AlarmKind::mains_lost, Verdict::wrong);
    world.step(0s);
    world.step(30s);
    world.say(1, AlarmKind::mains_lost, Verdict::right);
    world.step(10s);
    EXPECT_TRUE(world.alarms[0].calm_since.has_value());
    EXPECT_FALSE(world.alarms[0].cleared_at.has_value());
    world.step(59s);
    EXPECT_FALSE(world.alarms[0].cleared_at.has_value());
    world.step(1s);
    EXPECT_EQ(state_of(world.alarms[0]), AlarmState::cleared);
    EXPECT_EQ(world.told, (std::vector{Happening::raised, Happening::cleared}));
}

TEST(AlarmStep, what_is_unknown_neither_raises_nor_clears) {
    World world;
    world.say(1, AlarmKind::sound_fault, Verdict::unknown);
    world.step(1h);
    EXPECT_TRUE(world.alarms.empty());
    world.say(1, AlarmKind::sound_fault, Verdict::wrong, "amplifier");
    world.step(0s);
    world.step(15s);
    world.say(1, AlarmKind::sound_fault, Verdict::unknown);
    world.step(20min);
    EXPECT_EQ(state_of(world.alarms.at(0)), AlarmState::open);
}

TEST(AlarmStep, nobody_takes_it_on_so_it_goes_up_to_the_top_and_no_further) {
    World world;
    world.say(1, AlarmKind::store_full, Verdict::wrong);
    world.step(0s);
    ASSERT_EQ(world.alarms.size(), 1U);
    world.step(29min);
    EXPECT_EQ(world.alarms[0].level, 0);
    world.step(1min);
    EXPECT_EQ(world.alarms[0].level, 1);
    EXPECT_EQ(told_area(world.alarms[0].area, 1), samples::province);
    world.step(30min);
    EXPECT_EQ(world.alarms[0].level, 2);
    EXPECT_EQ(told_area(world.alarms[0].area, 2), samples::country);
    world.step(24h);
    EXPECT_EQ(world.alarms[0].level, 2);
    EXPECT_EQ(world.told,
              (std::vector{Happening::raised, Happening::escalated, Happening::escalated}));
}

TEST(AlarmStep, one_that_was_taken_on_stays_where_it_is) {
    World world;
    world.say(1, AlarmKind::store_full, Verdict::wrong);
    world.step(0s);
    world.alarms[0].acknowledged_at = world.at;
    world.alarms[0].escalate_at.reset();
    world.step(24h);
    EXPECT_EQ(world.alarms[0].level, 0);
    EXPECT_EQ(world.told, std::vector{Happening::raised});
}

TEST(AlarmStep, alarms_of_a_device_that_is_out_of_use_clear_at_once) {
    World world;
    world.say(1, AlarmKind::store_full, Verdict::wrong);
    world.step(0s);
    world.forget_device(1);
    world.step(1s);
    EXPECT_EQ(state_of(world.alarms.at(0)), AlarmState::cleared);
}

TEST(AlarmStep, a_relapse_must_be_calm_four_times_as_long) {
    World world;
    world.say(1, AlarmKind::silent, Verdict::wrong);
    world.step(0s);
    world.step(20s);
    world.say(1, AlarmKind::silent, Verdict::right);
    world.step(1s);
    world.step(30s);
    ASSERT_TRUE(world.alarms[0].cleared_at.has_value());
    world.say(1, AlarmKind::silent, Verdict::wrong);
    world.step(1s);
    world.step(20s);
    ASSERT_EQ(world.alarms.size(), 2U);
    EXPECT_EQ(world.alarms[1].relapses, 1);
    EXPECT_EQ(calm_needed(world.alarms[1]), 2min);
    world.say(1, AlarmKind::silent, Verdict::right);
    world.step(1s);
    world.step(119s);
    EXPECT_FALSE(world.alarms[1].cleared_at.has_value());
    world.step(1s);
    EXPECT_TRUE(world.alarms[1].cleared_at.has_value());
}

/// Whatever comes and goes: these hold after every step.
void expect_properties(const World& world, unsigned seed) {
    std::map<std::pair<DeviceId, AlarmKind>, int> standing;
    for (const Alarm& alarm : world.alarms) {
        if (!alarm.cleared_at) {
            ASSERT_EQ(++standing[std::pair(alarm.device, alarm.kind)], 1) << "seed " << seed;
        } else {
            ASSERT_GE(*alarm.cleared_at - alarm.raised_at,
                      std::min(calm_needed(alarm), patience_of(alarm.kind).before_clearing))
                << "seed " << seed;
        }
        ASSERT_GE(alarm.level, 0);
        ASSERT_LE(alarm.level, 2);
    }
}

TEST(AlarmStep, random_days_keep_one_alarm_per_device_and_kind_and_ring_little) {
    constexpr std::array kinds{AlarmKind::silent, AlarmKind::mains_lost, AlarmKind::clock_wrong};
    for (unsigned seed = 0; seed < 50; ++seed) {
        std::mt19937 random(seed);
        World world;
        const base::Millis period = std::chrono::seconds(20 + random() % 600);
        for (base::Millis spent{}; spent < 4h; spent += 10s) {
            const bool wrong_phase = (spent / period) % 2 == 0;
            for (std::uint8_t device = 1; device <= 2; ++device) {
                for (const AlarmKind kind : kinds) {
                    const bool noise = random() % 50 == 0;
                    const Verdict verdict = random() % 20 == 0     ? Verdict::unknown
                                            : wrong_phase != noise ? Verdict::wrong
                                                                   : Verdict::right;
                    world.say(device, kind, verdict);
                }
            }
            world.step(10s);
            expect_properties(world, seed);
        }
        std::map<std::pair<DeviceId, AlarmKind>, int> rings;
        for (const Alarm& alarm : world.alarms) {
            ++rings[std::pair(alarm.device, alarm.kind)];
        }
        for (const auto& [place, count] : rings) {
            // Calms of 1, 4, 16 and then 32 minutes: at most four, and one more per 32 minutes.
            ASSERT_LE(count, 4 + 4h / calm_max) << "seed " << seed;
        }
    }
}

TEST(AlarmStep, the_same_facts_twice_change_nothing_the_second_time) {
    for (unsigned seed = 0; seed < 100; ++seed) {
        std::mt19937 random(seed);
        World world;
        for (int i = 0; i < 40; ++i) {
            world.say(1, AlarmKind::silent, static_cast<Verdict>(random() % 3));
            world.step(std::chrono::seconds(random() % 90));
            const auto alarms = world.alarms;
            world.step(0s);
            ASSERT_EQ(world.alarms, alarms) << "seed " << seed;
        }
    }
}

} // namespace

} // namespace alarms
