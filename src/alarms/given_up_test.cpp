// Goal: what was given up waits for whoever manages the settings there, is sent once more or let
// go, once, and the log knows. Method: the use cases on the real rows, in memory, SQLite and
// PostgreSQL.
#include "alarms/alarm_samples.hpp"
#include "alarms/alarm_store_sql.hpp"
#include "alarms/given_up_store_sql.hpp"
#include "alarms/handle_given_up.hpp"
#include "devices/device_record.hpp"
#include "testing/manual_clock.hpp"
#include "testing/temporary_database.hpp"

#include <gtest/gtest.h>

namespace alarms {

namespace {

class GivenUp : public testing::TestWithParam<testing_support::Engine> {
protected:
    void SetUp() override {
        if (const auto why = testing_support::why_missing(GetParam())) {
            GTEST_SKIP() << *why;
        }
        temporary_.emplace(GetParam());
        alarms_.emplace(temporary_->database(), clock_);
        store_.emplace(temporary_->database(), clock_);
        for (std::uint8_t number = 1; number <= 2; ++number) {
            put_device(number);
            Alarm alarm = samples::alarm(number, number);
            alarm.area = number == 1 ? samples::commune : samples::neighbour;
            change([&](AlarmTransaction& transaction) { return transaction.insert(alarm); });
        }
        put(given_up(1, 1));
        put(given_up(2, 1));
        put(given_up(3, 2));
    }
    void put_device(std::uint8_t number) {
        devices::Device device;
        device.id = samples::id<DeviceId>(number);
        device.details.serial = std::to_string(number);
        device.details.area = samples::commune;
        const auto put = (*temporary_)->write([&](storage::Transaction& transaction) {
            devices::insert_device(transaction, device);
            return base::Result<void>();
        });
        ASSERT_TRUE(put) << put.error().message.en;
    }
    void change(const std::function<base::Result<void>(AlarmTransaction&)>& body) {
        const auto changed = alarms_->change(body);
        ASSERT_TRUE(changed) << changed.error().message.en;
    }
    void put(const Notice& notice) {
        change([&](AlarmTransaction& transaction) { return transaction.put_notice(notice); });
    }
    /// Tried as often as it is tried at all, the last time now.
    static Notice given_up(std::uint8_t number, std::uint8_t of_alarm) {
        Notice notice = samples::notice(number, of_alarm);
        notice.document =
            notice_document(samples::alarm(of_alarm), Happening::raised, samples::now);
        notice.attempts = notice_attempts_max - 1;
        return after_failure(notice, "it answered 503", samples::now + base::Millis(5));
    }
    static rights::Actor actor(rights::Role role, area::AreaPath area = samples::commune) {
        rights::Actor made;
        made.user = samples::id<rights::UserId>(7);
        made.name = "Hùng";
        made.grants = {{role, std::move(area)}};
        return made;
    }
    /// Last digits of the ids that this actor is shown.
    std::vector<int> listed(const rights::Actor& by, std::optional<NoticeId> after = {},
                            unsigned limit = 50) {
        std::vector<int> numbers;
        for (const GivenUpNotice& one : given_up_notices(*store_, by, after, limit).value()) {
            numbers.push_back(one.id.uuid.bytes[15]);
        }
        return numbers;
    }
    std::vector<std::string> logged() {
        return (*temporary_)
            ->read([&](storage::Connection& connection) -> base::Result<std::vector<std::string>> {
                std::vector<std::string> found;
                for (const storage::Row& row : connection.query(
                         "select action, area, note from audit_entry order by seq", {})) {
                    found.push_back(row.text("action") + " " + row.text("area") + " " +
                                    row.text("note"));
                }
                return found;
            })
            .value();
    }

    testing_support::ManualClock clock_{samples::now + base::Millis(9)};
    std::optional<testing_support::TemporaryDatabase> temporary_;
    std::optional<SqlAlarms> alarms_;
    std::optional<SqlGivenUpNotices> store_;
    const rights::Actor administrator_ = actor(rights::Role::administrator);
    const NoticeId first_ = samples::id<NoticeId>(1);
};

TEST_P(GivenUp, it_tells_where_it_was_to_go_why_it_did_not_and_when) {
    const auto found = given_up_notices(*store_, administrator_, {}, 50).value();
    ASSERT_EQ(found.size(), 2U);
    const GivenUpNotice expected{.id = samples::id<NoticeId>(2),
                                 .alarm = samples::id<AlarmId>(1),
                                 .kind = AlarmKind::silent,
                                 .area = samples::commune,
                                 .device_name = "Cụm loa ấp Vĩnh Đông",
                                 .channel = Channel::web_hook,
                                 .address = "https://hook.example/a",
                                 .happening = Happening::raised,
                                 .happened_at = samples::now,
                                 .tried_at = samples::now + base::Millis(5),
                                 .attempts = notice_attempts_max,
                                 .last_error = "it answered 503"};
    EXPECT_EQ(found[0], expected);
}

TEST_P(GivenUp, everybody_sees_those_of_the_areas_whose_settings_they_manage) {
    EXPECT_EQ(listed(administrator_), (std::vector{2, 1}));
    EXPECT_EQ(listed(actor(rights::Role::administrator, samples::province)),
              (std::vector{3, 2, 1}));
    EXPECT_EQ(listed(administrator_, {}, 1), (std::vector{2}));
    EXPECT_EQ(listed(administrator_, samples::id<NoticeId>(2)), (std::vector{1}));
    EXPECT_EQ(given_up_notices(*store_, actor(rights::Role::technician), {}, 50).error().code,
              "rights.forbidden");
}

TEST_P(GivenUp, what_is_due_or_sent_is_not_among_them) {
    Notice due = samples::notice(4);
    due.document = given_up(4, 1).document;
    put(due);
    put(after_success(due, samples::now));
    Notice waits = samples::notice(5);
    waits.document = due.document;
    put(after_failure(waits, "it answered 503", samples::now));
    EXPECT_EQ(listed(administrator_), (std::vector{2, 1}));
    EXPECT_EQ(send_notice_again(*store_, administrator_, due.id).error().code,
              "alarms.no_such_notice");
}

TEST_P(GivenUp, it_is_sent_once_more_and_comes_back_when_that_fails_too) {
    ASSERT_TRUE(send_notice_again(*store_, administrator_, first_));
    EXPECT_EQ(listed(administrator_), (std::vector{2}));
    const auto due = alarms_->due_notices(clock_.now(), 10).value();
    ASSERT_EQ(due.size(), 1U);
    EXPECT_EQ(due[0].id, first_);
    EXPECT_EQ(send_notice_again(*store_, administrator_, first_).error().code,
              "alarms.no_such_notice");
    put(after_failure(due[0], "still away", clock_.now()));
    EXPECT_EQ(listed(administrator_), (std::vector{2, 1}));
    EXPECT_EQ(logged(),
              std::vector<std::string>{"alarms.retry_notice 91/31069 https://hook.example/a"});
}

TEST_P(GivenUp, it_is_let_go_with_a_reason_for_good) {
    EXPECT_EQ(discard_notice(*store_, administrator_, first_, " ").error().code,
              "alarms.reason_needed");
    EXPECT_EQ(discard_notice(*store_, administrator_, first_, std::string(501, 'x')).error().code,
              "alarms.reason_needed");
    ASSERT_TRUE(discard_notice(*store_, administrator_, first_, " đã gọi điện "));
    EXPECT_EQ(listed(administrator_), (std::vector{2}));
    EXPECT_TRUE(alarms_->due_notices(clock_.now(), 10)->empty());
    EXPECT_EQ(send_notice_again(*store_, administrator_, first_).error().code,
              "alarms.no_such_notice");
    EXPECT_EQ(logged(), std::vector<std::string>{
                            "alarms.discard_notice 91/31069 https://hook.example/a: đã gọi điện"});
}

TEST_P(GivenUp, of_another_area_or_for_another_role_there_is_none) {
    for (const rights::Actor& stranger :
         {actor(rights::Role::administrator, samples::neighbour), actor(rights::Role::operator_)}) {
        EXPECT_EQ(send_notice_again(*store_, stranger, first_).error().code,
                  "alarms.no_such_notice");
        EXPECT_EQ(discard_notice(*store_, stranger, first_, "thử").error().code,
                  "alarms.no_such_notice");
    }
    EXPECT_EQ(listed(administrator_), (std::vector{2, 1}));
    EXPECT_TRUE(logged().empty());
}

INSTANTIATE_TEST_SUITE_P(Engines, GivenUp, testing::ValuesIn(testing_support::engines()),
                         testing::PrintToStringParamName());

} // namespace

} // namespace alarms
