// Goal: a live voice takes the place of siren and words, and nobody silences what is not theirs.
// Method: as emergency_steps_test.cpp.
#include "emergency/emergency_fixture.hpp"
#include "emergency/voice.hpp"

namespace emergency {

namespace {

using namespace std::chrono_literals;

class EmergencyVoices : public Emergencies {};

INSTANTIATE_TEST_SUITE_P(Engines, EmergencyVoices, testing::ValuesIn(testing_support::engines()));

TEST_P(EmergencyVoices, a_live_voice_silences_siren_and_words_and_they_go_on_after_it) {
    const Emergency raised = alone();
    step();
    const auto words = stored(raised).speech.run;
    ASSERT_TRUE(words.has_value());
    const RunId voice = RunId::make(clock_.now(), random_);
    const auto begin = [&](const rights::Actor& actor) {
        const auto begun = temporary_->database().write(
            [&](storage::Transaction& transaction) -> base::Result<void> {
                TRY_ASSIGN(const Emergency before,
                           make_way_for_voice(*broadcast_, transaction, actor, raised.id));
                TRY(store_voice_begun(*broadcast_, transaction, actor, before, voice));
                return {};
            });
        return begun ? std::string() : begun.error().code;
    };
    EXPECT_EQ(begin(person(2, rights::Role::operator_)), "rights.forbidden");
    ASSERT_EQ(begin(person(1)), "");
    EXPECT_EQ(commands(), (std::vector<std::string>{"play", "play", "stop", "stop"}));
    EXPECT_EQ(stored(raised).voice_run, voice);
    EXPECT_EQ(begin(person(1)), "emergency.voice_taken");
    step();
    EXPECT_FALSE(stored(raised).speech.run.has_value()) << "nobody talks over the voice";

    temporary_->database()
        .write([&](storage::Transaction& transaction) -> base::Result<void> {
            TRY(store_voice_ended(*broadcast_, transaction, person(1), raised.id, voice));
            return {};
        })
        .value();
    step();
    EXPECT_TRUE(stored(raised).speech.run.has_value());
    EXPECT_NE(stored(raised).speech.run, words) << "a device plays no run twice";
    EXPECT_EQ(stored(raised).earlier_runs, (std::vector{*words, voice}));
}

TEST_P(EmergencyVoices, without_words_the_siren_sounds_until_somebody_speaks) {
    rules_.rule.emergency = content::EmergencyApproval::second_factor;
    const auto raised = raise_emergency(*desk_, person(1),
                                        {.hazard = "flood",
                                         .title = "Lũ về",
                                         .minutes = 10,
                                         .targets = {.named = {.areas = {commune}}},
                                         .live = true});
    ASSERT_TRUE(raised.has_value()) << raised.error().message.en;
    EXPECT_EQ(run(raised->siren_run)->duration_ms, 300'000) << "25 times twelve seconds";
    step();
    EXPECT_EQ(commands(), std::vector<std::string>{"play"});
    EXPECT_EQ(stored(*raised).speech.problem, "") << "there is nothing to be made";
}

TEST_P(EmergencyVoices, a_higher_units_emergency_outlives_a_commune_s_stop) {
    const DeviceId elsewhere = add_claimed("S-9", area::AreaPath({"91", "31064"}));
    rules_.rule.emergency = content::EmergencyApproval::second_factor;
    rights::Actor province = person(9);
    province.grants = {{rights::Role::emergency_issuer, area::AreaPath({"91"})}};
    const auto raised =
        raise_emergency(*desk_, province,
                        {.hazard = "storm",
                         .title = "Bão",
                         .text = "Bão vào.",
                         .targets = {.named = {.areas = {area::AreaPath({"91"})}}}});
    ASSERT_TRUE(raised.has_value()) << raised.error().message.en;
    const rights::Actor officer = person(3, rights::Role::operator_);
    EXPECT_EQ(stop_everything(*desk_, officer, commune, "").error().code,
              "broadcast.emergency_sounds");
    EXPECT_EQ(broadcast::order_stop(*broadcast_, officer, {.run = raised->siren_run}).error().code,
              "rights.forbidden")
        << "some of its devices are not theirs at all";
    rights::Actor technician = person(4, rights::Role::technician);
    technician.grants.front().area = area::AreaPath({"91"});
    EXPECT_EQ(
        broadcast::order_stop(*broadcast_, technician, {.run = raised->siren_run}).error().code,
        "broadcast.emergency_sounds");
    const DeviceId free = add_claimed("S-10");
    const auto stopped = stop_everything(*desk_, officer, commune, "");
    ASSERT_TRUE(stopped.has_value()) << stopped.error().message.en;
    EXPECT_EQ(stopped->devices, 1) << "where nothing of it sounds";
    EXPECT_EQ(stopped->spared, 2);
    rights::Actor chief = province;
    chief.grants.front().role = rights::Role::operator_;
    EXPECT_TRUE(
        broadcast::order_stop(*broadcast_, chief, {.targets = {.devices = {elsewhere, free}}})
            .has_value());
    EXPECT_EQ(stored(*raised).stage, Stage::on_air);
}

} // namespace

} // namespace emergency
