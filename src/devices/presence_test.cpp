#include "devices/presence.hpp"

#include <gtest/gtest.h>

namespace {

using namespace devices;
using namespace std::chrono_literals;

constexpr base::Instant t0{1'780'272'000'000};

Presence greeted(std::int64_t incarnation, base::Instant at) {
    Presence presence = on_hello({}, incarnation, at).presence;
    presence.greeted = true;
    return presence;
}

Condition condition(const Presence& presence, base::Instant now) {
    return assess(presence, DeviceState::claimed, now);
}

TEST(Presence, a_device_that_says_nothing_is_silent_after_ninety_seconds) {
    const Presence presence = greeted(1, t0);
    EXPECT_EQ(condition(presence, t0 + 89'999ms), Condition::online);
    EXPECT_EQ(condition(presence, t0 + 90s), Condition::silent_dead);
    EXPECT_EQ(next_change(presence, t0), t0 + 90s);
}

TEST(Presence, each_message_renews_the_lease) {
    const Seen seen = on_message(greeted(1, t0), 1, t0 + 60s);
    EXPECT_FALSE(seen.stale);
    EXPECT_FALSE(seen.unknown);
    EXPECT_EQ(condition(seen.presence, t0 + 149s), Condition::online);
}

TEST(Presence, a_device_is_connecting_until_its_hello_is_answered) {
    EXPECT_EQ(condition(on_hello({}, 1, t0).presence, t0), Condition::connecting);
}

TEST(Presence, a_will_of_an_older_connection_is_ignored) {
    const Seen seen = on_will(greeted(5, t0), 4, t0 + 1s);
    EXPECT_TRUE(seen.stale);
    EXPECT_EQ(condition(seen.presence, t0 + 1s), Condition::online);
}

TEST(Presence, a_will_of_the_present_connection_is_believed_at_once) {
    const Seen seen = on_will(greeted(5, t0), 5, t0 + 1s);
    EXPECT_EQ(condition(seen.presence, t0 + 1s), Condition::silent_dead);
}

TEST(Presence, a_late_message_of_an_older_connection_renews_nothing) {
    const Seen seen = on_message(greeted(5, t0), 4, t0 + 80s);
    EXPECT_TRUE(seen.stale);
    EXPECT_EQ(condition(seen.presence, t0 + 90s), Condition::silent_dead);
}

TEST(Presence, a_message_of_a_newer_connection_asks_for_its_hello) {
    const Seen seen = on_message(greeted(5, t0), 6, t0 + 1s);
    EXPECT_TRUE(seen.unknown);
    EXPECT_EQ(seen.presence.incarnation, 6);
    EXPECT_EQ(condition(seen.presence, t0 + 1s), Condition::connecting);
}

TEST(Presence, a_second_device_with_the_same_identity_is_reported) {
    const Seen seen = on_hello(greeted(5, t0), 3, t0 + 10s);
    EXPECT_TRUE(seen.stale);
    EXPECT_EQ(seen.presence.clash_at, t0 + 10s);
    EXPECT_EQ(seen.presence.incarnation, 5);
}

TEST(Presence, a_device_whose_counter_was_lost_is_believed_after_the_silence) {
    const Seen seen = on_hello(greeted(5, t0), 1, t0 + 91s);
    EXPECT_FALSE(seen.stale);
    EXPECT_EQ(seen.presence.incarnation, 1);
}

TEST(Presence, a_silent_device_with_a_stored_programme_still_plays_by_itself) {
    Presence presence = greeted(1, t0);
    presence.manifest_covers_until = t0 + 24h;
    presence.manifest_complete = true;
    EXPECT_EQ(condition(presence, t0 + 91s), Condition::silent_able);
    EXPECT_EQ(condition(presence, t0 + 24h), Condition::silent_dead);
    presence.manifest_complete = false;
    EXPECT_EQ(condition(presence, t0 + 91s), Condition::silent_dead);
}

TEST(Presence, after_a_restart_of_the_server_nothing_is_known_until_patience_is_over) {
    const Presence presence = on_server_start(greeted(1, t0), t0 + 10s, 120s);
    EXPECT_EQ(condition(presence, t0 + 10s), Condition::unknown);
    EXPECT_EQ(condition(presence, t0 + 130s), Condition::silent_dead);
    const Seen heard = on_message(presence, 1, t0 + 40s);
    EXPECT_TRUE(heard.unknown) << "its hello must come again, or nobody would resend its commands";
}

TEST(Presence, a_device_heard_after_a_restart_of_the_server_has_the_usual_lease) {
    const Presence asked = on_server_start(greeted(1, t0), t0 + 10s, 120s);
    Presence heard = on_message(asked, 1, t0 + 20s).presence;
    heard.greeted = true;
    EXPECT_EQ(condition(heard, t0 + 109s), Condition::online);
    EXPECT_EQ(condition(heard, t0 + 110s), Condition::silent_dead)
        << "the patience of the start does not keep it online";
    EXPECT_EQ(next_change(heard, t0 + 20s), t0 + 110s);
}

TEST(Presence, a_clock_of_the_server_that_was_set_back_keeps_no_silent_device_online) {
    const Seen seen = on_message(greeted(1, t0 + 1h), 1, t0);
    EXPECT_EQ(condition(seen.presence, t0 + 90s), Condition::silent_dead);
}

TEST(Presence, a_device_never_heard_and_a_revoked_one_are_told_apart_from_the_silent) {
    EXPECT_EQ(condition({}, t0), Condition::never_seen);
    EXPECT_EQ(assess(greeted(1, t0), DeviceState::revoked, t0), Condition::revoked);
    EXPECT_EQ(condition(on_server_start({}, t0, 120s), t0), Condition::never_seen);
}

TEST(Presence, a_run_that_sounds_is_shown) {
    Presence presence = greeted(1, t0);
    presence.playing_run = "run";
    EXPECT_EQ(condition(presence, t0), Condition::playing);
}

} // namespace
