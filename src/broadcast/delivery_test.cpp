// Goal: whatever order facts arrive in, a delivery ends where the strongest fact says. Method:
// named cases, then random orders with duplicates from a seed.
#include "broadcast/run_list.hpp"

#include <algorithm>
#include <functional>
#include <random>

#include <gtest/gtest.h>

namespace {

using namespace broadcast;
using namespace std::chrono_literals;
using device_protocol::Acknowledgement;
using device_protocol::AckState;
using device_protocol::Outcome;
using device_protocol::PlayedProof;

constexpr base::Instant t0{1'780'272'000'000};

Delivery fresh() {
    return {.expires_at = t0 + 300s, .ms_planned = 10'000, .send_at = t0};
}

Acknowledgement ack(AckState state, base::Instant at = t0 + 1s) {
    return {.inc = 1, .st = state, .at = at};
}

PlayedProof proof(Outcome outcome = Outcome::played) {
    return {.planned_at = t0 + 4s,
            .started_at = t0 + 4s,
            .ended_at = t0 + 14s,
            .ms_planned = 10'000,
            .ms_played = outcome == Outcome::played ? 10'000 : 3'000,
            .outcome = outcome};
}

TEST(Delivery, a_command_is_sent_at_once_after_ten_and_after_thirty_seconds) {
    Delivery delivery = on_sent(fresh(), t0);
    EXPECT_EQ(delivery.state, DeliveryState::sent);
    EXPECT_EQ(delivery.send_at, t0 + 10s);
    delivery = on_sent(delivery, t0 + 10s);
    EXPECT_EQ(delivery.send_at, t0 + 30s);
    delivery = on_sent(delivery, t0 + 30s);
    EXPECT_EQ(delivery.send_at, std::nullopt);
    EXPECT_EQ(delivery.state, DeliveryState::silent);
    EXPECT_EQ(delivery.sends, 3);
}

TEST(Delivery, a_silent_device_gets_its_command_when_it_says_hello) {
    Delivery delivery = on_sent(on_sent(on_sent(fresh(), t0), t0 + 10s), t0 + 30s);
    delivery = on_hello(delivery, t0 + 60s);
    EXPECT_EQ(delivery.send_at, t0 + 60s);
    EXPECT_EQ(on_hello(delivery, t0 + 300s).send_at, t0 + 60s) << "expired: not asked again";
}

TEST(Delivery, what_the_device_has_stored_is_not_sent_again) {
    const Delivery stored = on_ack(on_sent(fresh(), t0), ack(AckState::received));
    EXPECT_EQ(stored.send_at, std::nullopt);
    EXPECT_EQ(on_hello(stored, t0 + 5s).send_at, std::nullopt);
    EXPECT_EQ(on_sent(stored, t0 + 6s).state, DeliveryState::received);
}

TEST(Delivery, a_duplicate_tells_how_far_the_device_came) {
    Acknowledgement duplicate = ack(AckState::duplicate);
    duplicate.last = AckState::done;
    EXPECT_EQ(on_ack(fresh(), duplicate).state, DeliveryState::done);
    EXPECT_EQ(on_ack(fresh(), ack(AckState::duplicate)).state, DeliveryState::received);
}

TEST(Delivery, a_refusal_keeps_its_reason) {
    Acknowledgement refused = ack(AckState::rejected);
    refused.code = "no_right";
    const Delivery delivery = on_ack(fresh(), refused);
    EXPECT_EQ(delivery.state, DeliveryState::refused);
    EXPECT_EQ(delivery.code, "no_right");
}

TEST(Delivery, a_command_that_nobody_stored_expires_and_a_planned_run_falls_silent) {
    const Delivery sent = on_sent(fresh(), t0);
    EXPECT_EQ(on_time(sent, Errand::command, t0 + 299s).state, DeliveryState::sent);
    EXPECT_EQ(on_time(sent, Errand::command, t0 + 300s).state, DeliveryState::expired);
    EXPECT_EQ(on_time(sent, Errand::planned_run, t0 + 300s).state, DeliveryState::sent);
    EXPECT_EQ(on_time(sent, Errand::planned_run, t0 + 400s).state, DeliveryState::silent);
}

TEST(Delivery, a_device_that_stored_it_and_says_no_more_is_silent) {
    const Delivery stored = on_ack(fresh(), ack(AckState::received));
    EXPECT_EQ(on_time(stored, Errand::command, t0 + 399s).state, DeliveryState::received);
    EXPECT_EQ(on_time(stored, Errand::command, t0 + 400s).state, DeliveryState::silent);
}

TEST(Delivery, a_late_proof_still_counts) {
    const Delivery silent = on_time(fresh(), Errand::planned_run, t0 + 500s);
    const Delivery proven = on_proof(silent, proof());
    EXPECT_EQ(proven.state, DeliveryState::done);
    EXPECT_EQ(proven.ms_played, 10'000);
    const Delivery expired = on_time(fresh(), Errand::command, t0 + 500s);
    EXPECT_EQ(on_proof(expired, proof()).state, DeliveryState::done);
}

TEST(Delivery, a_run_that_did_not_sound_whole_failed_with_its_reason) {
    PlayedProof partial = proof(Outcome::partial);
    EXPECT_EQ(on_proof(fresh(), partial).code, "partial");
    partial.reason = "joined_late";
    const Delivery delivery = on_proof(fresh(), partial);
    EXPECT_EQ(delivery.state, DeliveryState::failed);
    EXPECT_EQ(delivery.code, "joined_late");
    EXPECT_EQ(delivery.ms_played, 3'000);
}

TEST(Delivery, facts_in_any_order_with_doubles_end_alike) {
    using Fact = std::function<Delivery(Delivery)>;
    const std::vector<Fact> facts{
        [](Delivery d) { return on_sent(std::move(d), t0); },
        [](Delivery d) { return on_ack(std::move(d), ack(AckState::received, t0 + 1s)); },
        [](Delivery d) { return on_ack(std::move(d), ack(AckState::started, t0 + 4s)); },
        [](Delivery d) { return on_playing(std::move(d), t0 + 5s); },
        [](Delivery d) { return on_ack(std::move(d), ack(AckState::done, t0 + 14s)); },
        [](Delivery d) { return on_proof(std::move(d), proof()); },
        [](Delivery d) { return on_hello(std::move(d), t0 + 20s); },
        [](Delivery d) { return on_time(std::move(d), Errand::command, t0 + 1000s); },
    };
    for (unsigned seed = 0; seed < 2'000; ++seed) {
        std::mt19937 random(seed);
        std::vector<Fact> order = facts;
        order.insert(order.end(), facts.begin(), facts.end());
        std::ranges::shuffle(order, random);
        Delivery delivery = fresh();
        for (const Fact& fact : order) {
            delivery = fact(std::move(delivery));
        }
        ASSERT_EQ(delivery.state, DeliveryState::done) << "seed " << seed;
        ASSERT_EQ(delivery.ms_played, 10'000) << "seed " << seed;
        ASSERT_EQ(delivery.started_at, t0 + 4s) << "seed " << seed;
        ASSERT_EQ(delivery.send_at, std::nullopt) << "seed " << seed;
    }
}

TEST(Delivery, nothing_the_device_told_is_taken_back_by_a_weaker_word) {
    const Delivery playing = on_ack(fresh(), ack(AckState::started));
    EXPECT_EQ(on_ack(playing, ack(AckState::received)).state, DeliveryState::playing);
    const Delivery done = on_ack(playing, ack(AckState::done));
    EXPECT_EQ(on_ack(done, ack(AckState::started)).state, DeliveryState::done);
    EXPECT_EQ(on_ack(done, ack(AckState::expired)).state, DeliveryState::done);
    EXPECT_EQ(on_time(done, Errand::command, t0 + 1000s).state, DeliveryState::done);
}

RunState over(const DeliveryCounts& counts, std::int64_t stopped) {
    return run_state(counts, stopped, {t0, t0}, 10'000, t0 + 1000s);
}

TEST(RunStates, what_an_officer_stopped_was_not_missed) {
    EXPECT_EQ(over({{DeliveryState::failed, 2}}, 0), RunState::missed);
    EXPECT_EQ(over({{DeliveryState::failed, 2}}, 1), RunState::stopped);
    EXPECT_EQ(over({{DeliveryState::failed, 1}, {DeliveryState::done, 1}}, 1), RunState::done)
        << "one device had played it whole before";
    EXPECT_EQ(over({{DeliveryState::received, 1}, {DeliveryState::failed, 1}}, 1),
              RunState::stopped)
        << "one has not told";
    EXPECT_EQ(run_state({{DeliveryState::expired, 1}}, 1, {t0, t0}, 10'000, t0 - 60s),
              RunState::stopped)
        << "recalled before its time";
    EXPECT_EQ(over({}, 0), RunState::cancelled);
}

} // namespace
