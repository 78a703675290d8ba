// Goal: who takes which step when, both allowed and refused.
#include "emergency/emergency.hpp"

#include <gtest/gtest.h>

namespace emergency {

namespace {

using namespace std::chrono_literals;
using content::ApprovalRule;
using content::EmergencyApproval;

constexpr base::Instant now{1'780'275'600'000};
const area::AreaPath commune{{"91", "31069"}};

rights::Actor person(std::uint8_t number, rights::Role role = rights::Role::emergency_issuer) {
    rights::Actor actor;
    actor.user.uuid.bytes[15] = number;
    actor.name = "Cán bộ " + std::to_string(number);
    actor.grants = {{role, commune}};
    return actor;
}

rights::Actor with_factor(std::uint8_t number, base::Millis age = {}) {
    rights::Actor actor = person(number);
    actor.second_factor_at = now - age;
    return actor;
}

RaiseRequest flood() {
    return {.hazard = "flood", .title = "Lũ về", .text = "Bà con di chuyển lên nơi cao."};
}

const ApprovalRule two{};
const ApprovalRule one{.emergency = EmergencyApproval::second_factor};

Emergency waiting() {
    return raise({}, flood(), commune, 3, person(1), two, now).value();
}
Emergency on_air() {
    return raise({}, flood(), commune, 3, with_factor(1), one, now).value();
}

template <class T>
std::string code(const base::Result<T>& result) {
    return result ? std::string() : result.error().code;
}

TEST(Emergency, by_the_rule_of_two_persons_nothing_sounds_before_the_second) {
    EXPECT_EQ(waiting().stage, Stage::waiting);
    EXPECT_FALSE(waiting().on_air_at.has_value());
    EXPECT_EQ(code(confirm(waiting(), person(1), now + 1s)), "emergency.another_person");
    const auto confirmed = confirm(waiting(), person(2), now + 30s);
    ASSERT_TRUE(confirmed.has_value());
    EXPECT_EQ(confirmed->stage, Stage::on_air);
    EXPECT_EQ(confirmed->expires_at, now + 30s + 30min);
    EXPECT_FALSE(confirmed->confirmation_due.has_value());
    EXPECT_EQ(code(confirm(*confirmed, person(3), now + 40s)), "emergency.confirmed_already");
}

TEST(Emergency, by_the_other_rule_a_fresh_second_factor_is_enough_to_begin) {
    EXPECT_EQ(code(raise({}, flood(), commune, 3, person(1), one, now)),
              "emergency.second_factor_needed");
    EXPECT_EQ(code(raise({}, flood(), commune, 3, with_factor(1, 5min + 1ms), one, now)),
              "emergency.second_factor_needed");
    EXPECT_EQ(on_air().stage, Stage::on_air);
    EXPECT_EQ(on_air().confirmation_due, now + 15min);
    EXPECT_TRUE(on_air().history.front().second_factor);
}

TEST(Emergency, who_is_not_confirmed_in_time_is_over_in_either_rule) {
    for (const Emergency& emergency : {waiting(), on_air()}) {
        EXPECT_EQ(due_ending(emergency, now + 15min), std::nullopt);
        EXPECT_EQ(due_ending(emergency, now + 15min + 1ms), Ending::unconfirmed);
        EXPECT_EQ(code(confirm(emergency, person(2), now + 16min)), "emergency.over");
    }
}

TEST(Emergency, a_confirmed_one_ends_with_its_minutes) {
    const Emergency emergency = confirm(on_air(), person(2), now + 1min).value();
    EXPECT_EQ(emergency.expires_at, now + 30min) << "confirming makes it no longer";
    EXPECT_EQ(due_ending(emergency, now + 29min), std::nullopt);
    EXPECT_EQ(due_ending(emergency, now + 30min), Ending::expired);
}

TEST(Emergency, every_end_has_its_stage) {
    EXPECT_EQ(code(end(waiting(), Ending::all_clear, "", person(1), now)), "emergency.not_on_air");
    EXPECT_EQ(code(end(on_air(), Ending::refused, "sai", person(2), now)), "emergency.on_air");
    EXPECT_EQ(code(end(on_air(), Ending::cancelled, " ", person(2), now)),
              "emergency.reason_needed");
    const auto cancelled = end(on_air(), Ending::cancelled, " nhầm xã ", person(2), now + 5s);
    ASSERT_TRUE(cancelled.has_value());
    EXPECT_EQ(cancelled->stage, Stage::over);
    EXPECT_EQ(cancelled->ending, Ending::cancelled);
    EXPECT_EQ(cancelled->history.back().note, "nhầm xã");
    EXPECT_EQ(code(end(*cancelled, Ending::cancelled, "nữa", person(2), now)), "emergency.over");
    EXPECT_EQ(due_ending(*cancelled, now + 2h), std::nullopt);
    EXPECT_TRUE(end(on_air(), Ending::all_clear, "", person(2), now).has_value());
    EXPECT_TRUE(end(waiting(), Ending::refused, "chưa đủ căn cứ", person(2), now).has_value());
}

TEST(Emergency, an_exercise_says_so_in_its_title) {
    RaiseRequest request = flood();
    request.mode = Mode::exercise;
    const auto exercise = raise({}, request, commune, 3, person(1), two, now);
    EXPECT_EQ(shown_title(*exercise), "DIỄN TẬP: Lũ về");
    EXPECT_EQ(shown_title(waiting()), "Lũ về");
}

TEST(Emergency, what_is_asked_is_checked_and_every_fault_named) {
    RaiseRequest request = flood();
    request.title = "  Lũ về  ";
    EXPECT_EQ(check_request(request)->title, "Lũ về");
    request = {.hazard = "", .title = std::string(201, 'x'), .text = " ", .minutes = 0};
    const auto wrong = check_request(request);
    ASSERT_FALSE(wrong.has_value());
    EXPECT_EQ(wrong.error().fields.size(), 4U);
    request = flood();
    request.text.clear();
    request.recording = content::MediaFile{};
    EXPECT_TRUE(check_request(request).has_value()) << "a recording speaks for itself";
    request.targets.circles = {{{100, 0}, 5}};
    EXPECT_EQ(code(check_request(request)), "broadcast.wrong_shape");
}

TEST(Emergency, who_will_speak_live_needs_no_words) {
    RaiseRequest request = flood();
    request.text.clear();
    request.live = false;
    EXPECT_EQ(code(check_request(request)), "emergency.wrong_request");
    request.live = true;
    EXPECT_TRUE(check_request(request).has_value());
    const auto wordless = raise({}, request, commune, 3, with_factor(1), one, now);
    EXPECT_FALSE(has_words(*wordless));
    EXPECT_TRUE(has_words(on_air()));
}

TEST(Emergency, a_live_voice_takes_the_place_of_the_words_and_gives_it_back) {
    const RunId words = RunId::parse("0197b2c4-1a00-7000-8000-0000000000f1").value();
    const RunId voice = RunId::parse("0197b2c4-1a00-7000-8000-0000000000f2").value();
    EXPECT_EQ(code(begin_voice(waiting(), voice, person(1), now)), "emergency.not_sounding");
    Emergency sounding = on_air();
    sounding.speech.run = words;
    sounding.siren_ends_at = now + 20s;
    const auto spoken = begin_voice(sounding, voice, person(1), now + 5s);
    ASSERT_TRUE(spoken.has_value());
    EXPECT_EQ(spoken->voice_run, voice);
    EXPECT_EQ(spoken->speech.run, std::nullopt);
    EXPECT_EQ(spoken->siren_ends_at, now + 5s) << "the words need not wait for it any more";
    EXPECT_EQ(code(begin_voice(*spoken, words, person(2), now + 6s)), "emergency.voice_taken");
    EXPECT_FALSE(abilities(*spoken, person(1)).speak);

    EXPECT_EQ(end_voice(*spoken, words, person(1), now + 7s), *spoken) << "that was another one";
    const Emergency silent = end_voice(*spoken, voice, person(1), now + 30s);
    EXPECT_EQ(silent.voice_run, std::nullopt);
    EXPECT_EQ(silent.earlier_runs, (std::vector{words, voice}));
    EXPECT_EQ(silent.history.back().what, "voice_ended");
    EXPECT_TRUE(abilities(silent, person(1)).speak);
    EXPECT_EQ(code(begin_voice(silent, words, person(1), now + 31min)), "emergency.over");
}

TEST(Emergency, rounds_fill_the_time_and_there_is_at_least_one) {
    EXPECT_EQ(rounds(now, now + 30min, 60'000), 30);
    EXPECT_EQ(rounds(now, now + 90s, 60'000), 1);
    EXPECT_EQ(rounds(now, now + 10s, 60'000), 1);
    EXPECT_EQ(rounds(now, now + 12h, 5'000), 500);
}

TEST(Emergency, abilities_follow_from_role_area_and_stage) {
    EXPECT_EQ(abilities(waiting(), person(1)), (Abilities{.refuse = true, .cancel = true}));
    EXPECT_EQ(abilities(waiting(), person(2)),
              (Abilities{.confirm = true, .refuse = true, .cancel = true}));
    EXPECT_EQ(abilities(on_air(), person(1)),
              (Abilities{.cancel = true, .all_clear = true, .speak = true}));
    EXPECT_EQ(abilities(on_air(), person(2, rights::Role::operator_)), (Abilities{.cancel = true}));
    EXPECT_EQ(abilities(on_air(), person(2, rights::Role::report_viewer)), Abilities{});
    rights::Actor stranger = person(2);
    stranger.grants = {{rights::Role::emergency_issuer, area::AreaPath({"91", "31012"})}};
    EXPECT_EQ(abilities(on_air(), stranger), Abilities{});
}

} // namespace

} // namespace emergency
