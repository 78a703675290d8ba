// Goal: a missed run from the devices' word to its end, on both databases: judged once, recorded,
// made up for where the author wants it, asked where an officer decides.
#include "content/bulletin_json.hpp"
#include "schedule/judge_misses.hpp"
#include "schedule/schedule_fixture.hpp"

namespace schedule {

namespace {

using content::MissAction;
using device_protocol::DeviceId;

class MissedRuns : public ScheduleFixture {
protected:
    void SetUp() override {
        ScheduleFixture::SetUp();
        if (!IsSkipped()) {
            officer_ = actor(2, "Hùng", rights::Role::operator_);
        }
    }
    /// A bulletin with that wish in a programme of one single run, at 17:00.
    void plan(MissAction wish, std::string rule = "") {
        content::Bulletin other = content::samples::ready();
        other.id = content::samples::bulletin_id(7);
        other.body.miss.on_miss = wish;
        other = content::submit(other, content::samples::author(), clock_.now()).value();
        other = content::approve(other, content::samples::approver(), {}, clock_.now()).value();
        const auto kept =
            desk_->database.write([&](storage::Transaction& transaction) -> base::Result<void> {
                content::SqlContentTransaction content(transaction, clock_.now());
                return content.insert(other);
            });
        ASSERT_TRUE(kept.has_value()) << kept.error().message.en;
        ProgrammeProposal made = proposal("17:00");
        made.programme.days.rule = std::move(rule);
        made.programme.items[0].bulletin = other.id;
        const auto saved = save(made);
        ASSERT_TRUE(saved.has_value()) << saved.error().message.en;
        programme_ = saved->id;
        clock_.set(june_first("17:06"));
    }
    RunMiss miss(std::vector<std::uint32_t> devices, MissCause cause = MissCause::not_received) {
        RunMiss made{programme_, june_first("17:00"), {}};
        for (const std::uint32_t number : devices) {
            made.devices.push_back({id<DeviceId>(number), cause});
        }
        return made;
    }
    std::vector<MissedRun> listed(std::optional<MissVerdict> verdict = {}) {
        return desk_->database
            .read([&](storage::Connection& connection) -> base::Result<std::vector<MissedRun>> {
                return list_missed_runs(connection, {{commune}, verdict, {}, 50});
            })
            .value();
    }
    std::int64_t watched() {
        return static_cast<std::int64_t>(
            desk_->database
                .read(
                    [&](storage::Connection& connection) -> base::Result<std::vector<WatchedRun>> {
                        return watched_runs(connection, {midnight, clock_.now()});
                    })
                ->size());
    }

    ProgrammeId programme_;
};

INSTANTIATE_TEST_SUITE_P(Engines, MissedRuns, testing::ValuesIn(testing_support::engines()),
                         testing::PrintToStringParamName());

TEST_P(MissedRuns, what_was_missed_is_made_up_for_on_the_devices_that_missed_it_and_only_once) {
    plan(MissAction::next_slot);
    EXPECT_EQ(watched(), 1);
    const auto judged = judge_miss(*desk_, miss({1}));
    ASSERT_TRUE(judged.has_value()) << judged.error().message.en;
    ASSERT_EQ(judged->size(), 1U);
    EXPECT_EQ(judged->at(0).verdict, MissVerdict::made_up);
    EXPECT_EQ(judged->at(0).slot, june_first("17:07"));
    const auto runs = runs_of(1);
    ASSERT_EQ(runs.size(), 1U);
    EXPECT_EQ(runs[0].at, june_first("17:07"));
    EXPECT_EQ(runs[0].title, "Phát bù: Lịch tiêm chủng tháng 6");
    EXPECT_TRUE(runs_of(2).empty());
    EXPECT_TRUE(judge_miss(*desk_, miss({1}))->empty());
    EXPECT_EQ(judge_miss(*desk_, miss({1, 2}))->size(), 1U); // the second came to light later
    EXPECT_EQ(runs_of(2).size(), 1U);
    EXPECT_EQ(runs_of(1).size(), 1U);
    EXPECT_EQ(listed().size(), 2U);
    EXPECT_EQ(count("select count(*) as n from audit_entry where action = "
                    "'schedule.judge_missed_run'"),
              2);
}

TEST_P(MissedRuns, the_next_run_of_the_programme_carries_it_without_another_one) {
    plan(MissAction::next_slot, "FREQ=DAILY");
    const auto judged = judge_miss(*desk_, miss({1, 2})).value();
    ASSERT_EQ(judged.size(), 1U);
    EXPECT_EQ(judged[0].verdict, MissVerdict::carried);
    EXPECT_EQ(judged[0].slot, june_first("17:00") + std::chrono::hours(24));
    EXPECT_EQ(count("select count(*) as n from programme"), 1);
}

TEST_P(MissedRuns, a_bulletin_that_is_to_be_dropped_leaves_no_trace) {
    plan(MissAction::drop);
    EXPECT_EQ(watched(), 0);
    EXPECT_TRUE(judge_miss(*desk_, miss({1}))->empty());
    EXPECT_TRUE(listed().empty());
}

TEST_P(MissedRuns, a_question_waits_for_an_officer_and_is_answered_once) {
    plan(MissAction::ask);
    const auto asked = judge_miss(*desk_, miss({1, 2})).value();
    ASSERT_EQ(asked.size(), 1U);
    EXPECT_EQ(asked[0].verdict, MissVerdict::asked);
    EXPECT_TRUE(runs_of(1).empty());
    ASSERT_EQ(listed(MissVerdict::asked).size(), 1U);
    const auto composer = actor(3, "Lan", rights::Role::composer);
    EXPECT_EQ(answer_missed_run(*desk_, composer, asked[0].id, true).error().code,
              "rights.forbidden");
    const auto stranger = actor(4, "Tư", rights::Role::operator_, neighbour);
    EXPECT_EQ(answer_missed_run(*desk_, stranger, asked[0].id, true).error().code,
              "schedule.missed_not_found");
    clock_.set(june_first("17:20"));
    const auto answered = answer_missed_run(*desk_, officer_, asked[0].id, true);
    ASSERT_TRUE(answered.has_value()) << answered.error().message.en;
    EXPECT_EQ(answered->slot, june_first("17:21"));
    EXPECT_EQ(answered->answered_by->name, "Hùng");
    EXPECT_EQ(runs_of(1).size(), 1U);
    EXPECT_EQ(answer_missed_run(*desk_, officer_, asked[0].id, false).error().code,
              "schedule.answered_already");
    EXPECT_TRUE(listed(MissVerdict::asked).empty());
}

TEST_P(MissedRuns, an_officer_may_drop_it) {
    plan(MissAction::ask);
    const auto asked = judge_miss(*desk_, miss({1})).value();
    ASSERT_EQ(asked.size(), 1U);
    EXPECT_EQ(answer_missed_run(*desk_, officer_, asked[0].id, false)->verdict,
              MissVerdict::dropped);
    EXPECT_TRUE(runs_of(1).empty());
}

TEST_P(MissedRuns, a_cancelled_programme_is_not_made_up_for) {
    plan(MissAction::next_slot);
    ASSERT_TRUE(cancel_programme(*desk_, officer_, programme_, "Thôi").has_value());
    EXPECT_TRUE(judge_miss(*desk_, miss({1}))->empty());
}

TEST_P(MissedRuns, what_planning_refused_is_a_miss_as_well) {
    plan(MissAction::ask);
    const auto put =
        desk_->database.write([&](storage::Transaction& transaction) -> base::Result<void> {
            transaction.execute("insert into planned_decision (device, programme, nominal_at, "
                                "play, reason, message_vi, message_en) values "
                                "($1, $2, $3, 0, 'overlap', '', '')",
                                {id<DeviceId>(2), programme_, june_first("17:00")});
            return {};
        });
    ASSERT_TRUE(put.has_value());
    const auto misses = misses_of_planning(*desk_).value();
    ASSERT_EQ(misses.size(), 1U);
    const auto judged = judge_miss(*desk_, misses[0]).value();
    ASSERT_EQ(judged.size(), 1U);
    EXPECT_EQ(judged[0].cause, MissCause::displaced);
    EXPECT_EQ(judged[0].devices, (std::vector{id<DeviceId>(2)}));
}

} // namespace

} // namespace schedule
