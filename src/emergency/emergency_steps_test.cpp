// Goal: an emergency is stored with its siren, gets its words, ends by people and by time, and
// leaves a record, on both databases. Method: use cases and the job's step, called one by one on a
// manual clock; what would go to devices is read from the rows.
#include "emergency/emergency_fixture.hpp"

namespace emergency {

namespace {

using namespace std::chrono_literals;

TEST_P(Emergencies, the_siren_is_on_its_way_before_the_words_are_made) {
    const Emergency raised = alone();
    EXPECT_EQ(commands(), std::vector<std::string>{"play"});
    const auto siren = run(raised.siren_run);
    ASSERT_TRUE(siren.has_value());
    EXPECT_EQ(siren->at, clock_.now() + lead);
    EXPECT_EQ(siren->duration_ms, 24'000);
    EXPECT_EQ(siren->class_, device_protocol::BroadcastClass::emergency);
    EXPECT_EQ(siren->kind, broadcast::RunKind::emergency);
    step();
    const auto words = run(stored(raised).speech.run);
    ASSERT_TRUE(words.has_value());
    EXPECT_EQ(words->at, *raised.siren_ends_at + 300ms);
    EXPECT_EQ(words->duration_ms % 20'000, 0) << "rounds of words and siren";
    EXPECT_LE(words->at + base::Millis{words->duration_ms}, *raised.expires_at + 20s);
    EXPECT_GE(words->at + base::Millis{words->duration_ms}, *raised.expires_at - 20s);
    step();
    EXPECT_EQ(commands(), (std::vector<std::string>{"play", "play"})) << "ordered once";
    EXPECT_TRUE(std::ranges::find(hub_.told, "emergency.changed") != hub_.told.end());
}

TEST_P(Emergencies, the_words_wait_until_the_siren_has_arrived_and_no_longer_than_three_seconds) {
    const Emergency raised = alone();
    const std::string siren = run(raised.siren_run)->subject();
    clock_.advance(siren_first - 2ms);
    step_at_once();
    EXPECT_FALSE(stored(raised).speech.audio.has_value());
    const auto answered =
        temporary_->database().write([&](storage::Transaction& transaction) -> base::Result<void> {
            for (broadcast::Delivery one : broadcast::deliveries_of(transaction, siren)) {
                one.state = broadcast::DeliveryState::received;
                one.received_at = clock_.now();
                broadcast::save_delivery(transaction, siren, one);
            }
            return {};
        });
    ASSERT_TRUE(answered.has_value());
    const Emergency other = alone();
    step_at_once();
    EXPECT_TRUE(stored(raised).speech.run.has_value()) << "all have it";
    EXPECT_FALSE(stored(other).speech.run.has_value());
    step();
    EXPECT_TRUE(stored(other).speech.run.has_value()) << "some may never answer";
}

TEST_P(Emergencies, a_voice_that_is_away_is_shown_and_tried_again) {
    away_ = base::refuse(base::Fault::unavailable, "speech.away", "Chưa đọc được.", "Away.");
    const Emergency raised = alone();
    step();
    EXPECT_EQ(stored(raised).speech.problem, "Chưa đọc được.");
    const std::int64_t version = stored(raised).version;
    step();
    EXPECT_EQ(stored(raised).version, version) << "told once";
    away_.reset();
    step();
    EXPECT_TRUE(stored(raised).speech.run.has_value());
    EXPECT_EQ(stored(raised).speech.problem, "");
}

TEST_P(Emergencies, what_waits_for_a_second_person_has_its_words_ready) {
    const Emergency raised = raise_here().value();
    EXPECT_EQ(raised.stage, Stage::waiting);
    step();
    EXPECT_TRUE(stored(raised).speech.audio.has_value());
    EXPECT_TRUE(commands().empty());
    EXPECT_EQ(confirm_emergency(*desk_, person(2, rights::Role::operator_), raised.id).error().code,
              "rights.forbidden");
    const auto confirmed = confirm_emergency(*desk_, person(2, rights::Role::approver), raised.id);
    ASSERT_TRUE(confirmed.has_value()) << confirmed.error().message.en;
    EXPECT_TRUE(confirmed->siren_run.has_value());
    step();
    EXPECT_EQ(commands(), (std::vector<std::string>{"play", "play"}));
}

TEST_P(Emergencies, a_device_moved_out_of_its_area_meanwhile_stays_silent) {
    const auto both = devices_here();
    ASSERT_EQ(both.size(), 2U);
    const auto raised =
        raise_emergency(*desk_, person(1),
                        {.hazard = "flood",
                         .title = "Lũ về",
                         .text = "Lên nơi cao.",
                         .minutes = 10,
                         .targets = {.named = {.devices = {both[0].id, both[1].id}}}});
    ASSERT_TRUE(raised.has_value()) << raised.error().message.en;
    EXPECT_EQ(raised->devices, 2);
    move(both[1], area::AreaPath{{"91", "31064"}});
    const auto confirmed = confirm_emergency(*desk_, person(2), raised->id);
    ASSERT_TRUE(confirmed.has_value()) << confirmed.error().message.en;
    EXPECT_EQ(confirmed->devices, 1) << "nobody had a right over the other commune";
}

TEST_P(Emergencies, unconfirmed_in_time_it_is_taken_off_the_air) {
    const Emergency raised = alone();
    rules_.rule.confirmation_minutes_max = 15;
    step();
    clock_.advance(5min);
    step();
    EXPECT_EQ(stored(raised).stage, Stage::on_air);
    clock_.advance(5min);
    step();
    EXPECT_EQ(stored(raised).ending, Ending::expired) << "ten minutes of fifteen";

    rules_.rule.confirmation_minutes_max = 2;
    const Emergency second = raise_here().value();
    step();
    clock_.advance(2min + 1ms);
    step();
    EXPECT_EQ(stored(second).ending, Ending::unconfirmed);
    EXPECT_EQ(stored(second).history.back().what, "unconfirmed");
    EXPECT_EQ(commands(), (std::vector<std::string>{"play", "play", "stop", "stop", "play", "play",
                                                    "stop", "stop"}));
}

TEST_P(Emergencies, an_all_clear_silences_and_then_speaks_once) {
    const Emergency raised = alone();
    step();
    ASSERT_TRUE(end_emergency(*desk_, person(1), raised.id, Ending::all_clear, "", "Đã an toàn.")
                    .has_value());
    step();
    const Emergency cleared = stored(raised);
    EXPECT_EQ(cleared.closing->text, "Đã an toàn.");
    const auto closing = run(cleared.closing->run);
    ASSERT_TRUE(closing.has_value());
    EXPECT_EQ(closing->duration_ms, 8'000);
    step();
    EXPECT_EQ(commands(), (std::vector<std::string>{"play", "play", "stop", "stop", "play"}));
}

TEST_P(Emergencies, an_exercise_is_another_kind_and_keeps_the_hours) {
    const Emergency raised = alone(Mode::exercise);
    const auto siren = run(raised.siren_run);
    EXPECT_EQ(siren->kind, broadcast::RunKind::exercise);
    EXPECT_EQ(siren->class_, device_protocol::BroadcastClass::priority);
    EXPECT_EQ(siren->title, "DIỄN TẬP: Lũ về");
    EXPECT_EQ(siren->duration_ms, 40'000) << "each round says first that it is one";
    guard_.quiet_ = true;
    EXPECT_EQ(raise_here(Mode::exercise).error().code, "broadcast.outside_hours");
    EXPECT_TRUE(raise_here(Mode::real).has_value());
}

TEST_P(Emergencies, who_has_no_right_or_no_target_raises_nothing) {
    const auto attempt = [&](const rights::Actor& actor, const area::AreaPath& area) {
        const auto raised = raise_emergency(*desk_, actor,
                                            {.hazard = "flood",
                                             .title = "Lũ",
                                             .text = "Lên nơi cao.",
                                             .targets = {.named = {.areas = {area}}}});
        return raised ? std::string() : raised.error().code;
    };
    EXPECT_EQ(attempt(person(1, rights::Role::operator_), commune), "rights.forbidden");
    EXPECT_EQ(attempt(person(1), area::AreaPath({"66"})), "emergency.no_targets");
    EXPECT_TRUE(commands().empty());
}

TEST_P(Emergencies, for_a_stranger_it_does_not_exist) {
    const Emergency raised = raise_here().value();
    rights::Actor stranger = person(7);
    stranger.grants = {{rights::Role::emergency_issuer, area::AreaPath({"91", "31012"})}};
    EXPECT_EQ(confirm_emergency(*desk_, stranger, raised.id).error().code, "emergency.not_found");
    EXPECT_EQ(end_emergency(*desk_, stranger, raised.id, Ending::cancelled, "x").error().code,
              "emergency.not_found");
    EXPECT_EQ(stored(raised), raised);
}

TEST_P(Emergencies, stop_everything_ends_them_and_whatever_else_sounds) {
    const Emergency raised = alone();
    EXPECT_EQ(
        stop_everything(*desk_, person(3, rights::Role::report_viewer), commune, "").error().code,
        "rights.forbidden");
    const auto stopped =
        stop_everything(*desk_, person(3, rights::Role::operator_), commune, "nhầm");
    ASSERT_TRUE(stopped.has_value()) << stopped.error().message.en;
    EXPECT_EQ(stopped->emergencies, 1);
    EXPECT_EQ(stopped->devices, 2);
    EXPECT_EQ(stored(raised).ending, Ending::cancelled);
}

TEST_P(Emergencies, the_record_is_genuine_until_a_letter_is_changed) {
    const Emergency raised = alone();
    const std::string record = write_record(stored(raised), {}, "node-1", clock_.now());
    const std::string envelope = sign_record(*desk_, record);
    const auto checked = check_record(*desk_, envelope);
    ASSERT_TRUE(checked.has_value()) << checked.error().message.en;
    EXPECT_EQ(checked->emergency, base::to_text(raised.id));
    std::string altered = envelope;
    const auto at = altered.find("\"payload\":\"") + 40;
    altered[at] = altered[at] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(check_record(*desk_, altered).has_value());
    const std::string other = crypto::seal("application/vnd.nguon.command+json", record, key_);
    EXPECT_EQ(check_record(*desk_, other).error().code, "emergency.not_a_record");
}

TEST_P(Emergencies, templates_are_seeded_for_every_hazard_and_a_unit_keeps_its_own) {
    const auto list = [&] {
        return temporary_->database()
            .read([&](storage::Connection& connection) -> base::Result<std::vector<Template>> {
                return list_templates(connection, commune);
            })
            .value();
    };
    EXPECT_EQ(list().size(), 12U);
    for (const Template& seeded : list()) {
        EXPECT_TRUE(check_template(seeded).has_value()) << seeded.name;
    }
    const Template own{.area = commune,
                       .hazard = "flood",
                       .name = "Lũ kênh Chắc Băng",
                       .title = "Lũ về",
                       .text = "Lên đê."};
    EXPECT_EQ(add_template(*desk_, person(1, rights::Role::composer), own).error().code,
              "rights.forbidden");
    auto added = add_template(*desk_, person(1), own);
    ASSERT_TRUE(added.has_value());
    EXPECT_EQ(list().front().name, "Lũ kênh Chắc Băng") << "the nearest first";
    added->text = "Lên đê ngay.";
    const auto any = [](std::int64_t) { return base::Result<void>(); };
    EXPECT_EQ(edit_template(*desk_, person(1), *added, any)->version, 2);
    ASSERT_TRUE(delete_template(*desk_, person(1), added->id).has_value());
    EXPECT_EQ(delete_template(*desk_, person(1), added->id).error().code,
              "emergency.template_not_found");
    EXPECT_EQ(delete_template(*desk_, person(1), list().front().id).error().code,
              "rights.forbidden")
        << "the country's are not a commune's to remove";
}

INSTANTIATE_TEST_SUITE_P(Engines, Emergencies, testing::ValuesIn(testing_support::engines()));

} // namespace

} // namespace emergency
