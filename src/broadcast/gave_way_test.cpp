// Goal: an officer reads for whom a run waited or broke off, and is told nothing that was not so.
// Method: proofs of two or three runs of one device, side by side.
#include "broadcast/gave_way.hpp"

#include <gtest/gtest.h>

namespace broadcast {

namespace {

using namespace std::chrono_literals;
using device_protocol::Outcome;
using device_protocol::PlayedPart;
using device_protocol::PlayedProof;
using device_protocol::RunId;

constexpr base::Instant due{1'780'272'000'000}; // 07:00 on 1 June 2026, here

PlayedPart part(base::Millis after, base::Millis length) {
    return {.at = due + after, .position_ms = 0, .ms = length.count()};
}

PlayedProof proof(Outcome outcome, std::vector<PlayedPart> parts) {
    return {.planned_at = due,
            .ms_planned = 60'000,
            .outcome = outcome,
            .reason = {},
            .parts = std::move(parts)};
}

OtherSound other(std::string title, std::vector<PlayedPart> parts) {
    return {RunId{}, std::move(title), std::move(parts)};
}

std::vector<GaveWay> ways(const PlayedProof& told, std::vector<OtherSound> others) {
    return gave_way(told, others);
}

TEST(GaveWay, a_pause_names_what_sounded_in_it_and_both_times) {
    const auto told = ways(proof(Outcome::played, {part(0s, 10s), part(41s, 50s)}),
                           {other("Tin ưu tiên", {part(10s, 30s)})});
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].from, due + 10s);
    EXPECT_EQ(told[0].until, due + 41s);
    EXPECT_EQ(words_of(told[0]).vi, "Nhường “Tin ưu tiên” từ 07:00:10 đến 07:00:41.");
    EXPECT_EQ(words_of(told[0]).en, "It gave way to “Tin ưu tiên” from 07:00:10 to 07:00:41.");
}

TEST(GaveWay, a_run_that_waited_from_its_own_time_on_says_for_what) {
    const auto told =
        ways(proof(Outcome::played, {part(20s, 60s)}), {other("Tin ưu tiên", {part(-10s, 29s)})});
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].from, due);
    EXPECT_EQ(told[0].until, due + 20s);
}

TEST(GaveWay, one_pause_may_be_for_two_and_two_pauses_for_one) {
    const auto one_pause =
        ways(proof(Outcome::played, {part(0s, 10s), part(60s, 50s)}),
             {other("Lời báo động", {part(25s, 30s)}), other("Còi", {part(10s, 15s)})});
    ASSERT_EQ(one_pause.size(), 2U);
    EXPECT_EQ(one_pause[0].title, "Còi") << "in order of time";
    EXPECT_EQ(one_pause[1].title, "Lời báo động");
    const auto two_pauses =
        ways(proof(Outcome::played, {part(0s, 10s), part(20s, 10s), part(40s, 40s)}),
             {other("Trực tiếp", {part(10s, 9s), part(30s, 9s)})});
    ASSERT_EQ(two_pauses.size(), 2U);
    EXPECT_EQ(two_pauses[1].from, due + 30s);
}

TEST(GaveWay, a_run_that_was_ended_for_another_did_not_go_on) {
    const auto told = ways(proof(Outcome::preempted, {part(0s, 10s)}),
                           {other("Báo lũ", {part(11s, 30s)}), other("Sau đó", {part(42s, 30s)})});
    ASSERT_EQ(told.size(), 1U) << "what came after it did not end it";
    EXPECT_EQ(told[0].title, "Báo lũ");
    EXPECT_FALSE(told[0].until.has_value());
    EXPECT_EQ(words_of(told[0]).vi, "Nhường “Báo lũ” lúc 07:00:10 và không phát tiếp.");
}

TEST(GaveWay, a_run_that_never_began_names_what_sounded_at_its_time) {
    PlayedProof no_room = proof(Outcome::missed, {});
    no_room.reason = "no_room";
    for (const PlayedProof& silent : {proof(Outcome::preempted, {}), no_room}) {
        const auto told = ways(silent, {other("Báo lũ", {part(-20s, 300s)})});
        ASSERT_EQ(told.size(), 1U);
        EXPECT_EQ(told[0].from, due);
    }
}

TEST(GaveWay, nobody_is_blamed_for_what_did_not_happen_at_the_same_time) {
    const auto before = other("Trước đó", {part(-30s, 30s)});
    const auto behind = other("Sau đó", {part(61s, 30s)});
    EXPECT_TRUE(ways(proof(Outcome::played, {part(0s, 60s)}), {before, behind}).empty());
    EXPECT_TRUE(ways(proof(Outcome::partial, {part(0s, 10s), part(30s, 30s)}), {before}).empty())
        << "a device that was switched off for twenty seconds gave way to nobody";
    EXPECT_TRUE(ways(proof(Outcome::missed, {}), {other("Khác", {part(0s, 30s)})}).empty());
    EXPECT_TRUE(ways(proof(Outcome::preempted, {part(0s, 10s)}),
                     {other("Lâu sau", {part(10s + cut_before_max, 30s)})})
                    .empty());
}

TEST(GaveWay, what_is_shorter_than_half_a_second_is_rounding) {
    EXPECT_TRUE(ways(proof(Outcome::played, {part(0s, 10s), part(10s + 499ms, 50s)}),
                     {other("Khác", {part(10s, 499ms)})})
                    .empty());
    EXPECT_TRUE(
        ways(proof(Outcome::played, {part(2s, 60s)}), {other("Khác", {part(-5s, 5s + 9ms)})})
            .empty());
}

} // namespace

} // namespace broadcast
