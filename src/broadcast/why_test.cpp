#include "broadcast/why.hpp"
#include "broadcast/why_words.hpp"

#include <gtest/gtest.h>

#include <set>

/// Each way of missing has its own code, and two sentences.
namespace broadcast {
namespace {

using namespace std::chrono_literals;
using device_protocol::Outcome;
using device_protocol::PlayedProof;

constexpr base::Instant planned{1'780'272'000'000}; // 07:00 on 1 June 2026, here

/// A run that was planned, sent and stored an hour before its time, looked at an hour after it.
WhyFacts stored() {
    WhyFacts facts{.at = planned, .now = planned + 1h};
    facts.device.created_at = planned - 240h;
    facts.device.claimed_at = planned - 239h;
    facts.run = Run{.title = "Bản tin sáng", .at = planned, .duration_ms = 60'000};
    facts.delivery = Delivery{.state = DeliveryState::received,
                              .expires_at = planned + 60s,
                              .received_at = planned - 1h,
                              .ms_planned = 60'000};
    return facts;
}

WhyFacts proven(Outcome outcome, std::string reason = "", std::int64_t ms_played = 0) {
    WhyFacts facts = stored();
    facts.delivery->state =
        outcome == Outcome::played ? DeliveryState::done : DeliveryState::failed;
    facts.proof = PlayedProof{.planned_at = planned,
                              .ms_planned = 60'000,
                              .ms_played = ms_played,
                              .outcome = outcome,
                              .volume_percent = 70};
    if (!reason.empty()) {
        facts.proof->reason = std::move(reason);
    }
    return facts;
}

/// Nothing was planned: what the bulletin says.
WhyFacts unplanned(content::BulletinState state) {
    WhyFacts facts = stored();
    facts.run.reset();
    facts.delivery.reset();
    facts.bulletin.emplace();
    facts.bulletin->state = state;
    facts.bulletin->changed_at = planned - 1h;
    facts.bulletin->body.valid_from = base::to_local(planned).date;
    facts.bulletin->body.valid_to = base::to_local(planned).date;
    if (state != content::BulletinState::draft && state != content::BulletinState::submitted) {
        facts.bulletin->approved_digest.emplace();
        facts.bulletin->approvals = {{.person = {}, .at = planned - 2h}};
    }
    return facts;
}

WhyFacts decided(std::string reason) {
    WhyFacts facts = unplanned(content::BulletinState::approved);
    facts.decision = PlanDecision{.reason = std::move(reason), .message = {"vì sao", "why"}};
    return facts;
}

WhyCode code(const WhyFacts& facts) {
    return explain(facts).code;
}

TEST(Why, what_sounded_is_told_with_its_time_and_volume) {
    const Explanation whole = explain(proven(Outcome::played, "", 60'000));
    EXPECT_EQ(whole.code, WhyCode::played);
    EXPECT_EQ(whole.heard, Heard::yes);
    EXPECT_NE(whole.message.vi.find("07:00:00"), std::string::npos) << whole.message.vi;
    const Explanation part = explain(proven(Outcome::partial, "joined_late", 20'000));
    EXPECT_EQ(part.code, WhyCode::played_in_part);
    EXPECT_EQ(part.heard, Heard::in_part);
    EXPECT_NE(part.message.en.find("20 of 60 seconds"), std::string::npos);
}

TEST(Why, of_a_live_session_it_tells_how_long_it_sounded_and_not_of_how_much) {
    WhyFacts facts = proven(Outcome::preempted, "preempted", 20'000);
    facts.proof->ms_planned = 0;
    const Explanation part = explain(facts);
    EXPECT_EQ(part.heard, Heard::in_part);
    EXPECT_TRUE(part.message.en.ends_with(" 20 seconds sounded.")) << part.message.en;
}

TEST(Why, a_volume_of_zero_was_played_and_not_heard) {
    WhyFacts facts = proven(Outcome::played, "", 60'000);
    facts.proof->volume_percent = 0;
    EXPECT_EQ(explain(facts).code, WhyCode::volume_zero);
    EXPECT_EQ(explain(facts).heard, Heard::no);
}

TEST(Why, each_reason_of_the_device_has_its_code) {
    EXPECT_EQ(code(proven(Outcome::missed, "quiet_hours")), WhyCode::quiet_hours);
    EXPECT_EQ(code(proven(Outcome::preempted, "preempted", 5'000)), WhyCode::preempted);
    EXPECT_EQ(code(proven(Outcome::missed, "no_room")), WhyCode::preempted);
    EXPECT_EQ(code(proven(Outcome::stopped, "withdrawn", 5'000)), WhyCode::withdrawn);
    EXPECT_EQ(code(proven(Outcome::stopped, "command")), WhyCode::stopped);
    EXPECT_EQ(code(proven(Outcome::failed, "media_missing")), WhyCode::media_missing);
    EXPECT_EQ(code(proven(Outcome::failed, "player.media_broken")), WhyCode::media_corrupt);
    EXPECT_EQ(code(proven(Outcome::failed, "player.output")), WhyCode::no_output);
    EXPECT_EQ(code(proven(Outcome::failed, "player.contact")), WhyCode::no_output);
    EXPECT_EQ(code(proven(Outcome::failed, "player.no_live_sound")), WhyCode::no_live_sound);
    const Explanation own = explain(proven(Outcome::failed, "x-amplifier"));
    EXPECT_NE(own.message.en.find("x-amplifier"), std::string::npos);
    WhyFacts altered = proven(Outcome::failed, "media_missing");
    altered.refused_media = true;
    EXPECT_EQ(code(altered), WhyCode::media_corrupt);
}

TEST(Why, too_late_is_told_apart_by_what_stood_in_the_way) {
    const WhyFacts late = proven(Outcome::missed, "too_late");
    EXPECT_EQ(code(late), WhyCode::too_late);
    WhyFacts off = late;
    off.started_after = planned + 10min;
    off.silence = Silence{planned - 1min, planned + 10min};
    EXPECT_EQ(code(off), WhyCode::device_off);
    WhyFacts cut_off = late;
    cut_off.silence = Silence{planned - 1h, planned + 10min};
    cut_off.delivery->received_at = planned + 10min;
    EXPECT_EQ(code(cut_off), WhyCode::network_gone);
    cut_off.proof->outcome = Outcome::failed;
    cut_off.proof->reason = "media_missing";
    EXPECT_EQ(code(cut_off), WhyCode::network_gone);
    cut_off.delivery->received_at = planned - 2h;
    EXPECT_EQ(code(cut_off), WhyCode::media_missing);
    WhyFacts hasty = late;
    hasty.delivery->received_at = planned + 10s;
    EXPECT_EQ(code(hasty), WhyCode::late_plan);
    WhyFacts timeless = late;
    timeless.clock_trouble = true;
    EXPECT_EQ(code(timeless), WhyCode::clock_wrong);
}

TEST(Why, without_proof_it_says_what_is_known_and_what_is_not) {
    WhyFacts facts = stored();
    EXPECT_EQ(code(facts), WhyCode::no_word);
    EXPECT_EQ(explain(facts).heard, Heard::unknown);
    facts.silence = Silence{planned - 1h, std::nullopt};
    EXPECT_EQ(code(facts), WhyCode::silent);
    facts.delivery->received_at.reset();
    EXPECT_EQ(code(facts), WhyCode::silent);
    facts.silence->to = planned + 10min;
    EXPECT_EQ(code(facts), WhyCode::network_gone);
    facts.refused_signature = "crypto.untrusted";
    EXPECT_EQ(code(facts), WhyCode::signature_refused);
    WhyFacts before = stored();
    before.now = planned - 1min;
    EXPECT_EQ(explain(before).heard, Heard::not_yet);
    WhyFacts now = stored();
    now.delivery->state = DeliveryState::playing;
    EXPECT_EQ(code(now), WhyCode::playing);
}

TEST(Why, a_refused_command_names_its_code) {
    WhyFacts facts = stored();
    facts.delivery->state = DeliveryState::refused;
    facts.delivery->code = "crypto.bad_signature";
    EXPECT_EQ(code(facts), WhyCode::signature_refused);
    facts.delivery->code = "unsupported";
    EXPECT_EQ(code(facts), WhyCode::command_refused);
    EXPECT_NE(explain(facts).message.vi.find("unsupported"), std::string::npos);
    facts.delivery->state = DeliveryState::expired;
    EXPECT_EQ(code(facts), WhyCode::command_expired);
}

TEST(Why, the_plan_speaks_with_its_own_words) {
    const Explanation quiet = explain(decided("runs_into_quiet_hours"));
    EXPECT_EQ(quiet.code, WhyCode::quiet_hours);
    EXPECT_EQ(quiet.message.vi, "vì sao");
    EXPECT_EQ(code(decided("day_limit")), WhyCode::day_limit);
    EXPECT_EQ(code(decided("day_off")), WhyCode::day_off);
    EXPECT_EQ(code(decided("outside_windows")), WhyCode::outside_windows);
    EXPECT_EQ(code(decided("session_too_long")), WhyCode::session_too_long);
    EXPECT_EQ(code(decided("overlap")), WhyCode::preempted);
    EXPECT_EQ(code(decided("too_late")), WhyCode::too_late);
    EXPECT_EQ(code(decided("nothing_to_play")), WhyCode::nothing_to_play);
    WhyFacts withdrawn = decided("nothing_to_play");
    withdrawn.bulletin->state = content::BulletinState::withdrawn;
    EXPECT_EQ(code(withdrawn), WhyCode::withdrawn);
}

TEST(Why, the_bulletin_tells_why_nothing_was_planned) {
    EXPECT_EQ(code(unplanned(content::BulletinState::draft)), WhyCode::not_approved);
    EXPECT_EQ(code(unplanned(content::BulletinState::submitted)), WhyCode::not_approved);
    EXPECT_EQ(code(unplanned(content::BulletinState::withdrawn)), WhyCode::withdrawn);
    EXPECT_EQ(code(unplanned(content::BulletinState::approved)), WhyCode::nothing_planned);
    WhyFacts late = unplanned(content::BulletinState::approved);
    late.bulletin->approvals.back().at = planned + 1min;
    EXPECT_EQ(code(late), WhyCode::not_approved);
    WhyFacts old = unplanned(content::BulletinState::approved);
    old.bulletin->body.valid_to = base::add_days(old.bulletin->body.valid_to, -1);
    EXPECT_EQ(code(old), WhyCode::expired);
    WhyFacts early = unplanned(content::BulletinState::approved);
    early.bulletin->body.valid_from = base::add_days(early.bulletin->body.valid_from, 1);
    EXPECT_EQ(code(early), WhyCode::too_early);
    WhyFacts others = unplanned(content::BulletinState::approved);
    others.elsewhere = true;
    EXPECT_EQ(code(others), WhyCode::not_in_targets);
}

TEST(Why, a_device_that_was_not_in_service_says_so_and_a_proof_is_stronger) {
    WhyFacts facts = unplanned(content::BulletinState::approved);
    facts.device.revocation = devices::Revocation{.at = planned};
    EXPECT_EQ(code(facts), WhyCode::revoked);
    facts.device.revocation.reset();
    facts.device.claimed_at = planned + 1h;
    EXPECT_EQ(code(facts), WhyCode::not_claimed);
    facts.device.created_at = planned + 1h;
    EXPECT_EQ(code(facts), WhyCode::not_registered);
    WhyFacts again = proven(Outcome::played, "", 60'000);
    again.device.claimed_at = planned + 1h; // claimed anew since
    EXPECT_EQ(code(again), WhyCode::played);
}

TEST(Why, a_removed_run_tells_why_and_when) {
    WhyFacts facts = unplanned(content::BulletinState::approved);
    facts.removal = RunRemoval{"programme_cancelled", planned - 1h};
    const Explanation why = explain(facts);
    EXPECT_EQ(why.code, WhyCode::programme_cancelled);
    EXPECT_NE(why.message.vi.find("06:00:00"), std::string::npos) << why.message.vi;
    facts.removal->code = "a word of a later version";
    EXPECT_EQ(code(facts), WhyCode::replanned);
}

TEST(Why, a_planned_relay_that_never_began_says_what_kept_it) {
    WhyFacts facts = stored();
    facts.run->station = "0190";
    facts.delivery->state = DeliveryState::failed;
    facts.delivery->code = "server_down";
    EXPECT_EQ(code(facts), WhyCode::server_down);
    facts.delivery->code = "station_gone";
    EXPECT_EQ(code(facts), WhyCode::station_gone);
    facts.run->station.clear();
    EXPECT_NE(code(facts), WhyCode::station_gone) << "the code of a device is no reason of ours";
}

TEST(Why, a_station_that_was_lost_is_not_the_fault_of_the_device) {
    WhyFacts facts = proven(Outcome::failed, "player.no_live_sound");
    EXPECT_EQ(code(facts), WhyCode::no_live_sound);
    facts.notes = {{RunNoteCode::station_lost, planned + 20s}};
    EXPECT_EQ(code(facts), WhyCode::station_lost);
    facts = proven(Outcome::played, "", 60'000);
    facts.notes = {{RunNoteCode::joined_late, planned}, {RunNoteCode::server_restarted, planned}};
    const Explanation why = explain(facts);
    EXPECT_EQ(why.code, WhyCode::played);
    EXPECT_NE(why.message.vi.find("bắt đầu muộn"), std::string::npos) << why.message.vi;
    EXPECT_NE(why.message.en.find("was started again"), std::string::npos) << why.message.en;
}

TEST(Why, while_another_one_sounds_a_run_that_was_due_is_paused_or_waits) {
    WhyFacts facts = stored();
    facts.now = planned + 10s;
    facts.sounds_instead = "Báo lũ";
    const Explanation waits = explain(facts);
    EXPECT_EQ(waits.code, WhyCode::pending);
    EXPECT_EQ(waits.heard, Heard::not_yet);
    EXPECT_EQ(waits.message.vi, "Đang đợi “Báo lũ” phát xong.");
    facts.delivery->state = DeliveryState::playing;
    const Explanation paused = explain(facts);
    EXPECT_EQ(paused.code, WhyCode::playing);
    EXPECT_EQ(paused.heard, Heard::in_part);
    EXPECT_EQ(paused.message.vi, "Đang tạm dừng để nhường “Báo lũ”.");
    facts.delivery->state = DeliveryState::received;
    facts.now = planned - 10s;
    EXPECT_EQ(explain(facts).message.vi, usual_words(WhyCode::pending).vi) << "before its time";
}

TEST(Why, every_code_has_a_word_and_a_sentence_in_both_languages) {
    std::set<std::string> sentences;
    for (int i = 0; i <= static_cast<int>(WhyCode::no_word); ++i) {
        const auto each = static_cast<WhyCode>(i);
        EXPECT_EQ(why_code(to_text(each)), each);
        const base::Message words = usual_words(each);
        EXPECT_FALSE(words.vi.empty() || words.en.empty()) << to_text(each);
        EXPECT_TRUE(sentences.insert(words.vi).second) << to_text(each);
    }
}

} // namespace
} // namespace broadcast
