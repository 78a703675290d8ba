// Goal: quiet hours, volume, proof and clock are judged as section 8 and 9 of the specification
// say.
#include "player/clock_watch.hpp"
#include "player/proof.hpp"
#include "player/quiet_hours.hpp"
#include "player/volume.hpp"

#include <gtest/gtest.h>

namespace player {

namespace {

using base::Instant;
using base::Millis;
using device_protocol::ClockSource;
using device_protocol::Outcome;
using device_protocol::QuietHours;
using device_protocol::VolumePlan;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

Instant at(std::string_view text) {
    return base::parse_instant(text).value();
}
base::LocalTime hour(int h) {
    return {h * 3600};
}
base::LocalDate day(std::string_view text) {
    return base::parse_date(text).value();
}

TEST(QuietTime, over_midnight_is_quiet_from_evening_to_morning) {
    const std::vector<QuietHours> quiet{{hour(21), hour(5), {}, {}}};
    EXPECT_FALSE(is_quiet(quiet, at("2026-06-01T20:59:59.999+07:00")));
    EXPECT_TRUE(is_quiet(quiet, at("2026-06-01T21:00:00+07:00")));
    EXPECT_TRUE(is_quiet(quiet, at("2026-06-02T03:15:00+07:00")));
    EXPECT_TRUE(is_quiet(quiet, at("2026-06-02T04:59:59.999+07:00")));
    EXPECT_FALSE(is_quiet(quiet, at("2026-06-02T05:00:00+07:00")));
}

TEST(QuietTime, at_noon_is_quiet_within_one_day) {
    const std::vector<QuietHours> quiet{{hour(11), hour(13), {}, {}}};
    EXPECT_TRUE(is_quiet(quiet, at("2026-06-01T12:00:00+07:00")));
    EXPECT_FALSE(is_quiet(quiet, at("2026-06-01T13:00:00+07:00")));
    EXPECT_FALSE(is_quiet({}, at("2026-06-01T12:00:00+07:00")));
}

TEST(QuietTime, a_season_counts_the_day_on_which_the_night_begins) {
    const std::vector<QuietHours> quiet{{hour(21), hour(5), day("2026-06-01"), day("2026-06-02")}};
    EXPECT_FALSE(is_quiet(quiet, at("2026-06-01T03:00:00+07:00")));
    EXPECT_TRUE(is_quiet(quiet, at("2026-06-01T22:00:00+07:00")));
    EXPECT_TRUE(is_quiet(quiet, at("2026-06-03T03:00:00+07:00")));
    EXPECT_FALSE(is_quiet(quiet, at("2026-06-03T22:00:00+07:00")));
}

TEST(QuietTime, a_window_until_midnight_ends_at_midnight) {
    const std::vector<QuietHours> quiet{{hour(22), hour(24), {}, {}}};
    EXPECT_TRUE(is_quiet(quiet, at("2026-06-01T23:59:59+07:00")));
    EXPECT_FALSE(is_quiet(quiet, at("2026-06-02T00:00:00+07:00")));
}

TEST(QuietTime, the_next_change_is_the_nearest_real_edge) {
    const std::vector<QuietHours> quiet{{hour(21), hour(23), {}, {}}, {hour(22), hour(5), {}, {}}};
    EXPECT_EQ(next_quiet_change(quiet, at("2026-06-01T20:00:00+07:00")),
              at("2026-06-01T21:00:00+07:00"));
    EXPECT_EQ(next_quiet_change(quiet, at("2026-06-01T21:00:00+07:00")),
              at("2026-06-02T05:00:00+07:00"));
    EXPECT_FALSE(next_quiet_change({}, at("2026-06-01T20:00:00+07:00")).has_value());
}

VolumePlan plan() {
    return {{{hour(5), 60}, {hour(6), 80}, {hour(20), 40}}, 600, 90};
}

double percent(std::string_view text, BroadcastClass class_ = BroadcastClass::ordinary) {
    return percent_at(plan(), {at(text), class_, {}, {}});
}

TEST(Volume, follows_the_time_of_day_and_reaches_a_new_level_by_a_ramp) {
    EXPECT_DOUBLE_EQ(percent("2026-06-01T05:30:00+07:00"), 60);
    EXPECT_DOUBLE_EQ(percent("2026-06-01T06:00:00+07:00"), 60);
    EXPECT_DOUBLE_EQ(percent("2026-06-01T06:05:00+07:00"), 70);
    EXPECT_DOUBLE_EQ(percent("2026-06-01T06:10:00+07:00"), 80);
    EXPECT_DOUBLE_EQ(percent("2026-06-01T23:00:00+07:00"), 40);
    EXPECT_DOUBLE_EQ(percent("2026-06-02T03:00:00+07:00"), 40);
    EXPECT_DOUBLE_EQ(percent("2026-06-02T05:05:00+07:00"), 50);
}

TEST(Volume, an_emergency_is_never_below_its_minimum) {
    EXPECT_DOUBLE_EQ(percent("2026-06-01T23:00:00+07:00", BroadcastClass::emergency), 90);
    EXPECT_DOUBLE_EQ(
        percent_at(plan(), {at("2026-06-01T23:00:00+07:00"), BroadcastClass::emergency, 100, {}}),
        100);
}

TEST(Volume, the_run_comes_before_a_command_and_a_command_before_the_plan) {
    const auto now = at("2026-06-01T12:00:00+07:00");
    const VolumeOverride commanded{20, now + hours(1)};
    EXPECT_DOUBLE_EQ(percent_at(plan(), {now, BroadcastClass::ordinary, {}, commanded}), 20);
    EXPECT_DOUBLE_EQ(percent_at(plan(), {now + hours(1), BroadcastClass::ordinary, {}, commanded}),
                     80);
    EXPECT_DOUBLE_EQ(percent_at(plan(), {now, BroadcastClass::ordinary, 55, commanded}), 55);
}

TEST(Volume, without_a_plan_nothing_is_changed) {
    EXPECT_DOUBLE_EQ(percent_at({}, {at("2026-06-01T12:00:00+07:00"), {}, {}, {}}), 100);
    EXPECT_EQ(gain_of(100), 1.0F);
    EXPECT_EQ(gain_of(0), 0.0F);
    EXPECT_FLOAT_EQ(gain_of(50), 0.25F);
}

TEST(CommandedRun, repeats_are_rounds_of_one_run_and_each_file_is_needed_once) {
    device_protocol::Signed<device_protocol::Command> command;
    command.message.expires_at = Instant{100'000};
    command.message.play = device_protocol::PlayArguments{
        .items = {{.size = 1, .duration_ms = 4'000}, {.size = 1, .duration_ms = 1'000}},
        .repeats = 12};
    command.message.play->items[1].sha256.bytes[0] = 1;
    const PlannedRun run = run_of(command, Instant{1'000}, Millis{400});
    EXPECT_EQ(run.items.size(), 24U);
    EXPECT_EQ(device_protocol::duration_ms(run.items), 60'000);
    EXPECT_EQ(files_of(run).size(), 2U);
    command.message.play->repeats.reset();
    EXPECT_EQ(run_of(command, Instant{1'000}, Millis{400}).items.size(), 2U);
}

PlannedRun run_of_ten_seconds() {
    PlannedRun run;
    run.at = Instant{1'000'000};
    run.items = {{{}, 1, 4'000, "chime"}, {{}, 1, 6'000, "speech"}};
    return run;
}

TEST(Proof, a_whole_run_is_played) {
    const auto proof = make_proof(run_of_ten_seconds(), {{Instant{1'000'000}, 0, 10'000}},
                                  {Instant{1'010'000}, Outcome::played, "", 60, 3});
    EXPECT_EQ(proof.outcome, Outcome::played);
    EXPECT_EQ(proof.ms_planned, 10'000);
    EXPECT_EQ(proof.ms_played, 10'000);
    EXPECT_EQ(proof.ended_at, Instant{1'010'000});
    EXPECT_FALSE(proof.reason.has_value());
}

TEST(Proof, the_sum_of_its_parts_is_what_was_played) {
    const auto proof = make_proof(
        run_of_ten_seconds(), {{Instant{1'000'000}, 0, 2'000}, {Instant{1'005'000}, 5'000, 5'000}},
        {Instant{1'010'000}, Outcome::played, "", 60, {}});
    EXPECT_EQ(proof.ms_played, 7'000);
    EXPECT_EQ(proof.outcome, Outcome::partial);
    EXPECT_EQ(proof.reason, "interrupted");
    const auto joined = make_proof(run_of_ten_seconds(), {{Instant{1'004'000}, 4'000, 6'000}},
                                   {Instant{1'010'000}, Outcome::played, "", 60, {}});
    EXPECT_EQ(joined.outcome, Outcome::partial);
    EXPECT_EQ(joined.reason, "joined_late");
}

TEST(Proof, a_missed_run_has_no_parts) {
    const auto proof = make_proof(run_of_ten_seconds(), {},
                                  {Instant{2'000'000}, Outcome::missed, "too_late", 0, {}});
    EXPECT_EQ(proof.outcome, Outcome::missed);
    EXPECT_EQ(proof.ms_played, 0);
    EXPECT_FALSE(proof.started_at.has_value());
}

constexpr Instant floor_time{1'780'000'000'000};

SystemTime time_of(Instant wall, Millis steady, bool synchronised = false) {
    return {wall, steady, synchronised, std::nullopt};
}

TEST(Clock, a_board_clock_not_behind_the_floor_is_good_and_one_behind_is_not) {
    ClockWatch watch(floor_time);
    watch.observe(time_of(floor_time + minutes(1), Millis(0)));
    EXPECT_TRUE(watch.known());
    EXPECT_EQ(watch.state().source, ClockSource::rtc);
    EXPECT_EQ(watch.floor(), floor_time + minutes(1));
    ClockWatch reset(floor_time);
    reset.observe(time_of(Instant{0}, Millis(0)));
    EXPECT_FALSE(reset.known());
    EXPECT_EQ(reset.state().source, ClockSource::none);
    EXPECT_EQ(reset.now(time_of(Instant{0}, Millis(0))), floor_time);
}

TEST(Clock, ntp_is_believed_even_below_the_floor) {
    ClockWatch watch(floor_time);
    watch.observe(time_of(floor_time - hours(2), Millis(0), true));
    EXPECT_TRUE(watch.known());
    EXPECT_EQ(watch.state().source, ClockSource::ntp);
    EXPECT_EQ(watch.floor(), floor_time);
}

TEST(Clock, the_server_helps_a_clock_that_was_reset_but_only_within_a_day) {
    ClockWatch watch(floor_time);
    const auto boot = time_of(Instant{5'000}, Millis(5'000));
    watch.observe(boot);
    watch.told(floor_time + hours(25), boot);
    EXPECT_FALSE(watch.known());
    watch.told(floor_time - Millis(1), boot);
    EXPECT_FALSE(watch.known());
    watch.told(floor_time + hours(3), boot);
    EXPECT_TRUE(watch.known());
    EXPECT_EQ(watch.now(boot), floor_time + hours(3));
    const auto later = time_of(Instant{65'000}, Millis(65'000));
    EXPECT_FALSE(watch.observe(later).has_value());
    EXPECT_EQ(watch.now(later), floor_time + hours(3) + minutes(1));
    EXPECT_EQ(watch.state().source, ClockSource::server);
}

TEST(Clock, a_good_clock_is_not_moved_by_the_server) {
    ClockWatch watch(floor_time);
    const auto good = time_of(floor_time + hours(1), Millis(0));
    watch.observe(good);
    watch.told(floor_time + hours(9), good);
    EXPECT_EQ(watch.now(good), floor_time + hours(1));
}

TEST(Clock, a_jump_is_seen_and_ends_the_servers_correction) {
    ClockWatch watch(floor_time);
    watch.observe(time_of(Instant{0}, Millis(0)));
    watch.told(floor_time + hours(1), time_of(Instant{0}, Millis(0)));
    const auto corrected = time_of(floor_time + hours(1) + seconds(10), seconds(10), true);
    EXPECT_EQ(watch.observe(corrected), Millis((floor_time + hours(1)).ms));
    EXPECT_EQ(watch.now(corrected), corrected.wall);
    EXPECT_FALSE(watch.observe(time_of(corrected.wall + Millis(1400), Millis(11'000), true)));
    EXPECT_EQ(watch.observe(time_of(corrected.wall - hours(1), Millis(11'000), true)),
              Millis(-3'601'400));
}

} // namespace

} // namespace player
