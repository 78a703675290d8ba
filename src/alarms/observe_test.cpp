#include "alarms/alarm_samples.hpp"
#include "alarms/observe.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace alarms {

namespace {

using namespace std::chrono_literals;
using devices::Condition;
using samples::now;

Observed there() {
    Observed device{.device = samples::id<DeviceId>(1),
                    .area = samples::commune,
                    .name = "Cụm loa",
                    .condition = Condition::online};
    device.presence.line = devices::Line::up;
    device.presence.seen_at = now - 10s;
    return device;
}

Fact fact(const Observed& device, AlarmKind kind) {
    for (const Fact& one : observe(device, now)) {
        if (one.kind == kind) {
            return one;
        }
    }
    ADD_FAILURE() << "no fact of this kind";
    return {};
}
Verdict verdict(const Observed& device, AlarmKind kind) {
    return fact(device, kind).verdict;
}

TEST(Observe, every_kind_is_judged_once) {
    for (const Condition condition : {Condition::online, Condition::silent_dead}) {
        Observed device = there();
        device.condition = condition;
        std::vector<AlarmKind> kinds;
        for (const Fact& one : observe(device, now)) {
            kinds.push_back(one.kind);
        }
        std::ranges::sort(kinds);
        ASSERT_EQ(kinds.size(), 10U);
        EXPECT_TRUE(std::ranges::adjacent_find(kinds) == kinds.end());
    }
}

TEST(Observe, a_closed_line_counts_from_its_closing_and_a_lapsed_lease_from_the_last_word) {
    Observed device = there();
    device.condition = Condition::silent_able;
    device.presence.line = devices::Line::down;
    device.presence.lease_until = now - 3s;
    EXPECT_EQ(fact(device, AlarmKind::silent),
              (Fact{AlarmKind::silent, Verdict::wrong, "silent_able", now - 3s}));
    device.condition = Condition::silent_dead;
    device.presence.line = devices::Line::up;
    EXPECT_EQ(fact(device, AlarmKind::silent),
              (Fact{AlarmKind::silent, Verdict::wrong, "silent_dead", now - 10s}));
}

/// What a relay gets and how much arrives, without believing a word of the device.
bool is_known_here(AlarmKind kind) {
    return kind == AlarmKind::relay_lost || kind == AlarmKind::sends_too_much;
}

TEST(Observe, a_device_that_connects_or_that_the_server_has_not_heard_yet_is_not_judged) {
    for (const Condition condition :
         {Condition::connecting, Condition::unknown, Condition::never_seen}) {
        Observed device = there();
        device.condition = condition;
        for (const Fact& one : observe(device, now)) {
            EXPECT_EQ(one.verdict, is_known_here(one.kind) ? Verdict::right : Verdict::unknown);
        }
    }
}

TEST(Observe, a_silent_device_is_not_blamed_for_what_it_said_last) {
    Observed device = there();
    device.condition = Condition::silent_dead;
    device.presence.health = {
        .clock_lost = true, .store_free_mb = 0, .mains = false, .amplifier_ok = false};
    device.unsounded = "silent";
    for (const Fact& one : observe(device, now)) {
        EXPECT_EQ(one.verdict, one.kind == AlarmKind::silent ? Verdict::wrong
                               : is_known_here(one.kind)     ? Verdict::right
                                                             : Verdict::unknown);
    }
}

TEST(Observe, without_a_sensor_nothing_is_concluded) {
    const Observed device = there();
    for (const AlarmKind kind :
         {AlarmKind::sound_fault, AlarmKind::mains_lost, AlarmKind::sim_ending,
          AlarmKind::store_full, AlarmKind::clock_wrong}) {
        EXPECT_EQ(verdict(device, kind), Verdict::unknown);
    }
    EXPECT_EQ(verdict(device, AlarmKind::sounding_unasked), Verdict::right);
    EXPECT_EQ(verdict(device, AlarmKind::commanded_silent), Verdict::right);
}

TEST(Observe, a_relay_without_its_station_is_told_whether_the_device_is_there_or_not) {
    Observed device = there();
    EXPECT_EQ(verdict(device, AlarmKind::relay_lost), Verdict::right);
    device.relay_trouble = "relay_silent";
    EXPECT_EQ(fact(device, AlarmKind::relay_lost).cause, "relay_silent");
    device.condition = Condition::silent_able;
    EXPECT_EQ(fact(device, AlarmKind::relay_lost).cause, "relay_silent");
}

TEST(Observe, who_sends_too_much_is_told_in_whatever_condition) {
    for (const Condition condition :
         {Condition::online, Condition::playing, Condition::connecting, Condition::silent_dead}) {
        Observed device = there();
        device.condition = condition;
        EXPECT_EQ(verdict(device, AlarmKind::sends_too_much), Verdict::right);
        device.sends_too_much = true;
        EXPECT_EQ(verdict(device, AlarmKind::sends_too_much), Verdict::wrong);
        EXPECT_EQ(fact(device, AlarmKind::sends_too_much).cause, "too_many_messages");
    }
}

TEST(Observe, commanded_but_silent_by_its_deliveries_or_by_its_own_ear) {
    Observed device = there();
    device.unsounded = "media_missing";
    EXPECT_EQ(fact(device, AlarmKind::commanded_silent).cause, "media_missing");
    device = there();
    device.condition = Condition::playing;
    device.presence.health.audible = false;
    EXPECT_EQ(fact(device, AlarmKind::commanded_silent).cause, "not_audible");
    device.presence.health.audible = true;
    EXPECT_EQ(verdict(device, AlarmKind::commanded_silent), Verdict::right);
}

TEST(Observe, sounding_without_an_order) {
    Observed device = there();
    device.presence.health.audible = true;
    EXPECT_EQ(fact(device, AlarmKind::sounding_unasked).cause, "audible");
    device.condition = Condition::playing;
    EXPECT_EQ(verdict(device, AlarmKind::sounding_unasked), Verdict::right);
    device.playing_unknown_run = true;
    EXPECT_EQ(fact(device, AlarmKind::sounding_unasked).cause, "unknown_run");
}

TEST(Observe, numbers_have_a_band_between_wrong_and_right) {
    Observed device = there();
    const auto clock = [&](std::int64_t offset_ms) {
        device.presence.health.clock_offset_ms = offset_ms;
        return verdict(device, AlarmKind::clock_wrong);
    };
    EXPECT_EQ(clock(-10'001), Verdict::wrong);
    EXPECT_EQ(clock(10'000), Verdict::unknown);
    EXPECT_EQ(clock(-5'000), Verdict::right);
    const auto store = [&](std::int64_t free_mb) {
        device.presence.health.store_free_mb = free_mb;
        return verdict(device, AlarmKind::store_full);
    };
    EXPECT_EQ(store(99), Verdict::wrong);
    EXPECT_EQ(store(100), Verdict::unknown);
    EXPECT_EQ(store(200), Verdict::right);
    const auto sim = [&](std::int64_t left_mb) {
        device.presence.health.sim_left_mb = left_mb;
        return verdict(device, AlarmKind::sim_ending);
    };
    EXPECT_EQ(sim(49), Verdict::wrong);
    EXPECT_EQ(sim(50), Verdict::unknown);
    EXPECT_EQ(sim(100), Verdict::right);
}

TEST(Observe, a_sim_ends_by_its_date_a_week_before_also_while_the_device_is_away) {
    Observed device = there();
    device.condition = Condition::silent_dead;
    device.sim_expires_on = base::parse_date("2026-06-08").value(); // today is 1 June
    EXPECT_EQ(fact(device, AlarmKind::sim_ending).cause, "sim_date");
    device.sim_expires_on = base::parse_date("2026-06-09").value();
    EXPECT_EQ(verdict(device, AlarmKind::sim_ending), Verdict::right);
}

TEST(Observe, the_part_that_is_broken_is_named) {
    Observed device = there();
    device.presence.health.amplifier_ok = true;
    device.presence.health.loudspeaker_ok = false;
    EXPECT_EQ(fact(device, AlarmKind::sound_fault).cause, "loudspeaker");
    device.presence.health.amplifier_ok = false;
    EXPECT_EQ(fact(device, AlarmKind::sound_fault).cause, "amplifier");
    device.presence.health = {.mains = false};
    EXPECT_EQ(fact(device, AlarmKind::mains_lost).cause, "battery");
    EXPECT_EQ(verdict(device, AlarmKind::sound_fault), Verdict::unknown);
}

} // namespace

} // namespace alarms
