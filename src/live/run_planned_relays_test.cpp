// Goal: planned relays begin, break off, go on and end by themselves, on both databases. Method:
// rows as planning leaves them, a clock that the test moves, and the step that the server takes
// every half second.
#include "live/run_planned_relays.hpp"

#include "broadcast/waiting_relay.hpp"
#include "broadcast/why_record.hpp"
#include "live/left_over.hpp"
#include "live/live_fixture.hpp"
#include "schedule/schedule_record.hpp"

namespace live {

namespace {

using namespace std::chrono_literals;
using broadcast::WhyCode;

class PlannedRelays : public LiveSessions {
protected:
    void SetUp() override {
        LiveSessions::SetUp();
        if (IsSkipped()) {
            return;
        }
        at_ = clock_.now() + base::Millis(5min);
        station_ = station("VOV1").id;
        programme_.id = schedule::ProgrammeId::make(clock_.now(), random_);
        programme_.title = "Thời sự 6 giờ";
        programme_.area = commune;
        programme_.days.first_day = base::to_local(at_).date;
        programme_.items = {{.kind = schedule::ItemKind::relay,
                             .title = "Đài TNVN",
                             .station = station_,
                             .minutes = 30}};
        programme_.changed_by = {officer_.user, officer_.name};
        write([&](storage::Transaction& transaction) {
            ASSERT_TRUE(schedule::insert_programme(transaction, programme_));
        });
        plan({first_, second_});
    }
    template <class Change>
    void write(Change change) {
        temporary_->database()
            .write([&](storage::Transaction& transaction) -> base::Result<void> {
                change(transaction);
                return {};
            })
            .value();
    }
    /// As refresh_programmes leaves it.
    void plan(const std::vector<DeviceId>& devices) {
        run_ = {.id = RunId::make(clock_.now(), random_),
                .programme = base::to_text(programme_.id),
                .station = base::to_text(station_),
                .title = programme_.title,
                .area = commune,
                .at = at_,
                .duration_ms = length_.count(),
                .created_at = clock_.now()};
        write([&](storage::Transaction& transaction) {
            broadcast::put_run(transaction, run_);
            for (const DeviceId& device : devices) {
                broadcast::DeliveryRow row{.subject = base::to_text(run_.id), .planned_at = at_};
                row.delivery.device = device;
                row.delivery.expires_at = at_ + length_;
                row.delivery.ms_planned = length_.count();
                broadcast::insert_delivery(transaction, row);
            }
        });
    }
    void cancel() {
        programme_.state = schedule::ProgrammeState::cancelled;
        programme_.changed_by.name = "Trần Văn Hủy";
        write([&](storage::Transaction& transaction) {
            schedule::update_programme(transaction, programme_);
        });
    }
    void step_at(base::Instant now) {
        clock_.set(now);
        end_due_sessions(*desk_);
        run_planned_relays(*desk_);
    }
    std::vector<Session> sessions() {
        return temporary_->database()
            .read([&](storage::Connection& connection) -> base::Result<std::vector<Session>> {
                auto page = list_sessions(connection, {commune}, "", 100);
                std::ranges::reverse(page.sessions);
                return std::move(page.sessions);
            })
            .value();
    }
    broadcast::Explanation why(const DeviceId& device, base::Instant at, std::size_t which = 0) {
        return temporary_->database()
            .read([&](storage::Connection& connection) -> base::Result<broadcast::Explanation> {
                const auto known = devices::find_device(connection, device);
                const auto facts =
                    broadcast::facts_about(connection, *known, {at, {}}, clock_.now());
                return broadcast::explain(facts.at(which));
            })
            .value();
    }

    const base::Millis length_{30min};
    base::Instant at_;
    relay::StationId station_;
    schedule::Programme programme_;
    broadcast::Run run_;
};

INSTANTIATE_TEST_SUITE_P(Engines, PlannedRelays, testing::Values(Engine::sqlite, Engine::postgres),
                         testing::PrintToStringParamName());

TEST_P(PlannedRelays, it_begins_at_its_time_and_ends_at_its_end) {
    step_at(at_ - 1ms);
    EXPECT_TRUE(sessions().empty());
    EXPECT_EQ(why(first_, at_).code, WhyCode::pending);
    step_at(at_);
    ASSERT_EQ(sessions().size(), 1U);
    const Session session = sessions()[0];
    EXPECT_EQ(session.title, "Thời sự 6 giờ");
    EXPECT_EQ(session.owner, officer_.user);
    EXPECT_EQ(session.tier, Tier::commune);
    EXPECT_EQ(session.ends_by, at_ + length_);
    EXPECT_EQ(session.devices.size(), 2U);
    EXPECT_EQ(session.plan, (SessionPlan{run_.id, programme_.id}));
    EXPECT_EQ(told(first_), std::vector{"live " + base::to_text(session.id)});
    EXPECT_TRUE(testing_support::wait_until(
        [&] { return studio_->find(session.id)->last_sound().has_value(); }));
    step_at(at_ + 500ms);
    EXPECT_EQ(sessions().size(), 1U) << "never twice";
    step_at(at_ + length_);
    EXPECT_EQ(stored(session.id).end_reason, EndReason::time_limit);
    step_at(at_ + length_ + 1min);
    EXPECT_EQ(sessions().size(), 1U);
    EXPECT_TRUE(studio_->running().empty());
}

TEST_P(PlannedRelays, a_server_that_died_in_the_middle_takes_it_up_until_its_end) {
    step_at(at_);
    const Session first = sessions().at(0);
    clock_.set(at_ + 10min);
    static_cast<void>(studio_->take(first.id)); // the process is gone
    ASSERT_TRUE(close_left_over(*desk_).has_value());
    step_at(at_ + 10min);
    ASSERT_EQ(sessions().size(), 2U);
    const Session second = sessions()[1];
    EXPECT_EQ(stored(first.id).end_reason, EndReason::server_restarted);
    EXPECT_EQ(second.ends_by, first.ends_by);
    EXPECT_EQ(second.devices, first.devices);
    EXPECT_NE(second.run, first.run);
    EXPECT_EQ(told(first_).back(), "live " + base::to_text(second.id));
    EXPECT_NE(why(first_, at_ + 10min).message.vi.find("nối lại"), std::string::npos)
        << why(first_, at_ + 10min).message.vi;
    step_at(at_ + 10min + 500ms);
    EXPECT_EQ(sessions().size(), 2U) << "never twice";
    step_at(at_ + length_);
    EXPECT_EQ(stored(second.id).end_reason, EndReason::time_limit);
    step_at(at_ + length_ + 1min);
    EXPECT_EQ(sessions().size(), 2U);
}

TEST_P(PlannedRelays, a_server_that_comes_late_joins_and_says_so) {
    step_at(at_ + 7min);
    const Session session = sessions().at(0);
    EXPECT_EQ(session.ends_by, at_ + length_);
    const auto answer = why(first_, at_ + 7min);
    EXPECT_NE(answer.message.vi.find("bắt đầu muộn"), std::string::npos) << answer.message.vi;
}

TEST_P(PlannedRelays, a_server_that_was_away_all_the_time_begins_nothing_and_says_so) {
    step_at(at_ + length_ + 2h);
    EXPECT_TRUE(sessions().empty());
    EXPECT_TRUE(told(first_).empty());
    EXPECT_EQ(why(first_, at_).code, WhyCode::server_down);
}

TEST_P(PlannedRelays, devices_of_a_voice_are_not_taken_and_join_when_it_has_ended) {
    clock_.set(at_ - 1s);
    const Session voice = open_session(*desk_, officer_, wanted({second_}))->session;
    step_at(at_);
    ASSERT_EQ(sessions().size(), 2U);
    EXPECT_EQ(sessions()[1].devices, std::vector{first_});
    ASSERT_TRUE(stop_session(*desk_, officer_, voice.id).has_value());
    step_at(at_ + 1s);
    ASSERT_EQ(sessions().size(), 3U);
    EXPECT_EQ(sessions()[2].devices, std::vector{second_});
    EXPECT_EQ(sessions()[2].ends_by, at_ + length_);
}

TEST_P(PlannedRelays, a_voice_that_lasts_until_the_end_is_the_reason) {
    clock_.set(at_ - 1s);
    NewSession voice = wanted({second_});
    voice.source = SourceKind::station; // one without a source would end by itself
    voice.station = station_;
    voice.minutes = 120;
    ASSERT_TRUE(open_session(*desk_, officer_, voice).has_value());
    step_at(at_);
    step_at(at_ + length_);
    EXPECT_EQ(sessions().size(), 2U);
    const auto answers = temporary_->database().read(
        [&](storage::Connection& connection) -> base::Result<std::vector<WhyCode>> {
            std::vector<WhyCode> codes;
            const auto known = devices::find_device(connection, second_);
            for (const auto& facts :
                 broadcast::facts_about(connection, *known, {at_, {}}, clock_.now())) {
                codes.push_back(broadcast::explain(facts).code);
            }
            return codes;
        });
    EXPECT_NE(std::ranges::find(*answers, WhyCode::preempted), answers->end());
}

TEST_P(PlannedRelays, a_station_that_is_gone_begins_nothing_and_says_so) {
    write([&](storage::Transaction& transaction) { relay::remove_station(transaction, station_); });
    step_at(at_);
    step_at(at_ + length_);
    EXPECT_TRUE(sessions().empty());
    EXPECT_EQ(why(first_, at_).code, WhyCode::station_gone);
}

TEST_P(PlannedRelays, a_programme_that_is_cancelled_ends_what_sounds_of_it_and_stays_ended) {
    step_at(at_);
    cancel();
    step_at(at_ + 1s);
    ASSERT_EQ(sessions().size(), 1U);
    EXPECT_EQ(sessions()[0].end_reason, EndReason::cancelled);
    EXPECT_EQ(sessions()[0].ended_by_name, "Trần Văn Hủy");
    EXPECT_TRUE(told(first_).back().starts_with("stop "));
    step_at(at_ + 2s);
    EXPECT_EQ(sessions().size(), 1U);
}

TEST_P(PlannedRelays, one_that_its_officer_ended_is_not_begun_again) {
    step_at(at_);
    ASSERT_TRUE(stop_session(*desk_, officer_, sessions().at(0).id).has_value());
    step_at(at_ + 5min);
    EXPECT_EQ(sessions().size(), 1U);
}

TEST_P(PlannedRelays, one_that_was_cancelled_as_it_was_to_begin_says_so) {
    cancel();
    step_at(at_);
    EXPECT_TRUE(sessions().empty());
    EXPECT_EQ(why(first_, at_).code, WhyCode::programme_cancelled);
}

} // namespace
} // namespace live
