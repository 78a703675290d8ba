// Goal: from an approved bulletin to published rows, on both databases: saving, clashes, rules,
// withdrawal, cancelling, and what readers of changes see.
#include "schedule/change_rules.hpp"
#include "schedule/publish_timeline.hpp"
#include "schedule/schedule_fixture.hpp"
#include "schedule/schedule_record.hpp"
#include "schedule/tell_schedule_change.hpp"

namespace schedule {

namespace {

using namespace samples;

class ScheduleUseCases : public ScheduleFixture {};

TEST_P(ScheduleUseCases, a_saved_programme_is_published_to_its_devices_for_a_week) {
    const auto saved = save(proposal());
    ASSERT_TRUE(saved.has_value()) << saved.error().message.en;
    const auto runs = runs_of(1);
    // The bulletin is valid until 7 June, so the eighth published day has no run.
    ASSERT_EQ(runs.size(), 7U);
    EXPECT_EQ(runs[0].at, june_first("17:00"));
    EXPECT_EQ(runs[0].not_after, june_first("17:05"));
    EXPECT_EQ(runs[0].programme, saved->id);
    ASSERT_EQ(runs[0].items.size(), 1U);
    EXPECT_EQ(runs[0].items[0].sha256, bulletin_.renderings[0].audio.sha256);
    EXPECT_EQ(runs[0].items[0].bulletin, bulletin_.id);
    EXPECT_EQ(runs[0].id, make_run_id(saved->id, day("2026-06-01"), time("17:00"), 0));
    EXPECT_EQ(runs_of(2).size(), 7U);
    EXPECT_TRUE(runs_of(3).empty());
    EXPECT_EQ(bulletin_state(), content::BulletinState::scheduled);
    EXPECT_EQ(count("select count(*) as n from media_reference where holder like 'programme/%'"),
              1);
    EXPECT_EQ(count("select count(*) as n from outbox where topic = 'schedule.published'"), 1);
    EXPECT_EQ(runs_->find_run(runs[0].id).value(), runs[0]);
    EXPECT_EQ(runs_->devices_of(runs[0].id)->size(), 2U);
    EXPECT_EQ(runs_->runs_in_area({commune}, clock_.now(), june_first("23:00"), 10)->size(), 1U);
    EXPECT_TRUE(runs_->runs_in_area({neighbour}, clock_.now(), june_first("23:00"), 10)->empty());
}

TEST_P(ScheduleUseCases, a_quarter_past_three_is_refused_and_nothing_is_saved) {
    const auto refused = save(proposal("03:15"));
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, "schedule.not_allowed_then");
    EXPECT_EQ(refused.error().message.vi,
              "Giờ 03:15 nằm trong giờ yên lặng (21:00–05:00) của quy định chung. Được phép phát: "
              "05:30–06:30, 17:00–18:00.");
    EXPECT_EQ(count("select count(*) as n from programme"), 0);
    EXPECT_EQ(bulletin_state(), content::BulletinState::approved);
}

TEST_P(ScheduleUseCases, a_bulletin_that_is_not_approved_is_not_scheduled) {
    content::Bulletin other = content::samples::submitted();
    other.id = content::samples::bulletin_id(2);
    other.renderings.clear();
    keep(other);
    ProgrammeProposal proposed = proposal();
    proposed.programme.items[0].bulletin = other.id;
    EXPECT_EQ(save(proposed).error().code, "content.not_approved");
    proposed.programme.items[0].bulletin = content::samples::bulletin_id(99);
    EXPECT_EQ(save(proposed).error().code, "schedule.no_such_bulletin");
}

TEST_P(ScheduleUseCases, nobody_makes_a_programme_more_urgent_than_its_bulletins) {
    ProgrammeProposal proposed = proposal("03:15");
    proposed.programme.class_ = content::BroadcastClass::emergency;
    EXPECT_EQ(save(proposed).error().code, "rights.forbidden");
    officer_.grants.push_back({rights::Role::emergency_issuer, commune});
    EXPECT_EQ(save(proposed).error().code, "schedule.class_not_approved");
}

TEST_P(ScheduleUseCases, an_approved_emergency_in_quiet_hours_needs_a_second_confirmation) {
    content::Bulletin alarm =
        content::approve(content::approve(content::samples::submitted(content::samples::body(
                                              content::BroadcastClass::emergency)),
                                          content::samples::approver(), {}, content::samples::now)
                             .value(),
                         content::samples::second_approver(), {}, content::samples::now)
            .value();
    // The same sound is in the media store already.
    const auto kept =
        desk_->database.write([&](storage::Transaction& transaction) -> base::Result<void> {
            content::SqlContentTransaction content(transaction, clock_.now());
            return content.update(alarm);
        });
    (void)kept; // version 4 of the same bulletin
    ProgrammeProposal proposed = proposal("03:15");
    proposed.programme.class_ = content::BroadcastClass::emergency;
    officer_.grants.push_back({rights::Role::emergency_issuer, commune});
    EXPECT_EQ(save(proposed).error().code, "schedule.confirm_quiet_hours");
    proposed.confirm_quiet_hours = true;
    ASSERT_TRUE(save(proposed).has_value());
    EXPECT_EQ(runs_of(1).at(0).class_, content::BroadcastClass::emergency);
}

TEST_P(ScheduleUseCases, rights_and_the_units_area_limit_who_plays_where) {
    officer_ = actor(9, "Tư", rights::Role::approver, neighbour);
    EXPECT_EQ(save(proposal()).error().code, "rights.forbidden");
    officer_ = actor(9, "Tư", rights::Role::approver, province);
    ProgrammeProposal wide = proposal();
    wide.programme.targets.areas = {neighbour};
    EXPECT_EQ(save(wide).error().code, "schedule.target_outside_unit");
    officer_ = actor(9, "Tư", rights::Role::operator_);
    ProgrammeProposal recording = proposal();
    recording.programme.items[0] = {.kind = ItemKind::recording,
                                    .title = "Băng",
                                    .media = content::MediaFile{crypto::sha256("x"), 1, 1'000}};
    EXPECT_EQ(save(recording).error().code, "schedule.recording_needs_approver");
}

TEST_P(ScheduleUseCases, a_clash_is_shown_first_and_saved_when_accepted) {
    ASSERT_TRUE(save(proposal("17:00")).has_value());
    ProgrammeProposal second = proposal("17:00");
    second.programme.title = "Chương trình hai";
    const auto refused = save(second);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, "schedule.needs_decision");
    ASSERT_FALSE(refused.error().fields.empty());
    EXPECT_FALSE(preview_programme(*desk_, officer_, second)->conflicts.empty());
    second.accept_conflicts = true;
    ASSERT_TRUE(save(second).has_value());
    const auto runs = runs_of(1);
    ASSERT_EQ(runs.size(), 14U);
    EXPECT_EQ(runs[1].nominal_at, june_first("17:00"));
    EXPECT_EQ(runs[1].at, june_first("17:00") + base::Millis(9'500));
    const auto decisions = runs_->decisions_for_device(id<device_protocol::DeviceId>(1),
                                                       clock_.now(), june_first("23:00"));
    ASSERT_EQ(decisions->size(), 1U);
    EXPECT_EQ(decisions->at(0).reason, "deferred");
}

TEST_P(ScheduleUseCases, readers_of_changes_miss_nothing_and_see_nothing_twice) {
    ASSERT_TRUE(save(proposal()).has_value());
    const auto first = runs_->changed_devices({}, 10).value();
    ASSERT_EQ(first.size(), 2U);
    EXPECT_EQ(runs_->changed_devices({}, 1)->size(), 1U);
    EXPECT_EQ(runs_->changed_devices(first[0], 10)->size(), 1U);
    EXPECT_TRUE(runs_->changed_devices(first[1], 10)->empty());
    // Planning again without a change tells nobody.
    EXPECT_EQ(replan(*desk_, {province}).value(), 0);
    EXPECT_TRUE(runs_->changed_devices(first[1], 10)->empty());
    // The next day another day comes in.
    clock_.advance(std::chrono::hours(24));
    ProgrammeProposal other = proposal("05:30");
    other.programme.targets = {};
    other.programme.targets.devices = {id<device_protocol::DeviceId>(2)};
    ASSERT_TRUE(save(other).has_value());
    const auto next = runs_->changed_devices(first[1], 10).value();
    ASSERT_EQ(next.size(), 1U);
    EXPECT_EQ(next[0].device, id<device_protocol::DeviceId>(2));
}

TEST_P(ScheduleUseCases, planning_again_what_stands_opens_no_transaction) {
    ASSERT_TRUE(save(proposal("17:00")).has_value());
    ProgrammeProposal second = proposal("17:00");
    second.accept_conflicts = true; // so that there are decisions to compare too
    ASSERT_TRUE(save(second).has_value());
    const auto writes = [&] {
        return count("select value as n from schedule_counter where name = 'changes'");
    };
    const std::int64_t before = writes();
    const std::int64_t decisions = count("select count(*) as n from planned_decision");
    EXPECT_EQ(replan(*desk_, {province}).value(), 0);
    EXPECT_EQ(writes(), before);
    // A decision that is gone is written again, though no run differs.
    ASSERT_TRUE(desk_->database
                    .write([](storage::Transaction& transaction) -> base::Result<std::int64_t> {
                        return transaction.execute("delete from planned_decision", {});
                    })
                    .value() > 0);
    EXPECT_EQ(replan(*desk_, {province}).value(), 0);
    EXPECT_EQ(writes(), before + 1);
    EXPECT_EQ(count("select count(*) as n from planned_decision"), decisions);
}

TEST_P(ScheduleUseCases, an_edit_needs_the_version_that_was_seen_and_moves_the_runs) {
    const Programme saved = save(proposal()).value();
    ProgrammeProposal changed = proposal("05:30");
    changed.programme.id = saved.id;
    EXPECT_EQ(save_programme(*desk_, officer_, changed, std::nullopt).error().code,
              "schedule.changed_meanwhile");
    ASSERT_TRUE(save_programme(*desk_, officer_, changed, saved.version).has_value());
    const auto runs = runs_of(1);
    ASSERT_EQ(runs.size(), 6U); // from tomorrow on, while the bulletin is valid
    EXPECT_EQ(base::to_local(runs[0].at).time, time("05:30"));
    EXPECT_EQ(save_programme(*desk_, officer_, changed, saved.version).error().code,
              "schedule.changed_meanwhile");
}

TEST_P(ScheduleUseCases, cancelling_takes_the_runs_back_and_lets_go_of_the_bulletin) {
    const Programme saved = save(proposal()).value();
    const auto stranger = actor(9, "Tư", rights::Role::approver, neighbour);
    EXPECT_EQ(cancel_programme(*desk_, stranger, saved.id, "x").error().code, "schedule.not_found");
    ASSERT_EQ(cancel_programme(*desk_, officer_, saved.id, "Hết dịch")->state,
              ProgrammeState::cancelled);
    EXPECT_TRUE(runs_of(1).empty());
    EXPECT_EQ(bulletin_state(), content::BulletinState::approved);
    EXPECT_EQ(count("select count(*) as n from planned_run"), 0);
    EXPECT_EQ(count("select count(*) as n from media_reference where holder like 'programme/%'"),
              0);
    // Again is a success that changes nothing.
    EXPECT_EQ(cancel_programme(*desk_, officer_, saved.id, "x")->version, 2);
}

TEST_P(ScheduleUseCases, a_withdrawn_bulletin_disappears_from_every_device) {
    ASSERT_TRUE(save(proposal()).has_value());
    const auto withdrawn =
        desk_->database.write([&](storage::Transaction& transaction) -> base::Result<void> {
            content::SqlContentTransaction content(transaction, clock_.now());
            return content.update(content::withdraw(content.load(bulletin_.id).value(), officer_,
                                                    "Nhầm", clock_.now())
                                      .value());
        });
    ASSERT_TRUE(withdrawn.has_value());
    EXPECT_EQ(replan_bulletin(*desk_, bulletin_.id).value(), 2);
    EXPECT_TRUE(runs_of(1).empty());
    const auto decisions = runs_->decisions_for_device(id<device_protocol::DeviceId>(1),
                                                       clock_.now(), june_first("23:00"));
    ASSERT_EQ(decisions->size(), 1U);
    EXPECT_EQ(decisions->at(0).reason, "nothing_to_play");
}

TEST_P(ScheduleUseCases, new_rules_hold_at_once_for_what_is_planned) {
    ASSERT_TRUE(save(proposal()).has_value());
    UnitRules rules = commune_rules();
    rules.windows = {{{}, time("06:00"), time("07:00"), {}}};
    EXPECT_EQ(change_rules(*desk_, officer_, rules).error().code, "rights.forbidden");
    ASSERT_EQ(change_rules(*desk_, administrator_, rules)->version, 1);
    EXPECT_EQ(change_rules(*desk_, administrator_, rules).error().code,
              "schedule.changed_meanwhile");
    EXPECT_TRUE(runs_of(1).empty());
    EXPECT_EQ(rules_in_force(*desk_, commune, day("2026-06-01"))->unit_name, "xã Vĩnh Thuận");
    EXPECT_EQ(rules_in_force(*desk_, neighbour, day("2026-06-01"))->version, 0);
    const auto refused = save(proposal("17:30"));
    ASSERT_FALSE(refused.has_value());
    EXPECT_NE(refused.error().message.vi.find("06:00–07:00"), std::string::npos);
}

TEST_P(ScheduleUseCases, play_now_starts_within_half_a_minute_where_it_is_allowed) {
    ProgrammeProposal now = proposal();
    now.play_now = true;
    now.programme.times.clear();
    EXPECT_EQ(save(now).error().code, "schedule.not_allowed_then");
    clock_.set(june_first("17:10"));
    ASSERT_TRUE(save(now).has_value());
    const auto runs = runs_of(1);
    ASSERT_EQ(runs.size(), 1U);
    EXPECT_EQ(runs[0].at, june_first("17:10:15"));
}

TEST_P(ScheduleUseCases, what_has_begun_stays_when_the_rest_changes) {
    const Programme saved = save(proposal()).value();
    clock_.set(june_first("17:00:05"));
    ASSERT_TRUE(cancel_programme(*desk_, officer_, saved.id, "Thôi").has_value());
    const auto begun = runs_->runs_for_device(id<device_protocol::DeviceId>(1), midnight,
                                              clock_.now() + std::chrono::hours(240));
    ASSERT_EQ(begun->size(), 1U);
    EXPECT_EQ(begun->at(0).at, june_first("17:00"));
}

TEST_P(ScheduleUseCases, lists_show_programmes_of_visible_areas_and_find_words_without_tone_marks) {
    ProgrammeProposal named = proposal();
    named.programme.title = "Bản tin buổi chiều";
    ASSERT_TRUE(save(named).has_value());
    const auto listed = [&](ProgrammeFilter filter) {
        return desk_->database
            .read([&](storage::Connection& connection) -> base::Result<std::size_t> {
                return list_programmes(connection, filter).size();
            })
            .value();
    };
    EXPECT_EQ(listed({.visible = {province}, .search = "buoi chieu"}), 1U);
    EXPECT_EQ(listed({.visible = {province}, .search = "sang"}), 0U);
    EXPECT_EQ(listed({.visible = {neighbour}}), 0U);
    EXPECT_EQ(listed({.visible = {area::AreaPath()}, .state = ProgrammeState::cancelled}), 0U);
}

INSTANTIATE_TEST_SUITE_P(Engines, ScheduleUseCases, testing::ValuesIn(testing_support::engines()),
                         testing::PrintToStringParamName());

TEST(ChangedPlaces, are_read_from_the_outbox_row) {
    EXPECT_EQ(changed_places(R"({"places":["91/31069"]})").value(), (std::vector{commune}));
    EXPECT_FALSE(changed_places("{}").has_value());
}

} // namespace

} // namespace schedule
