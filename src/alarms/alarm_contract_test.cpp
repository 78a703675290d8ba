// Goal: memory, SQLite and PostgreSQL keep alarms, contacts and notices alike.
#include "alarms/alarm_memory.hpp"
#include "alarms/alarm_samples.hpp"
#include "alarms/alarm_store_sql.hpp"
#include "devices/device_record.hpp"
#include "testing/contract_backend.hpp"
#include "testing/manual_clock.hpp"

#include <gtest/gtest.h>

#include <memory>

namespace alarms {

namespace {
/// One kind of store under test: memory, SQLite, PostgreSQL.
class AlarmBackend {
public:
    virtual ~AlarmBackend() = default;
    virtual AlarmUnitOfWork& work() = 0;
    virtual AlarmStore& store() = 0;
    /// Makes devices 1 to `count` known, as the register would.
    virtual void put_devices(std::uint8_t count) = 0;
};

/// What every store of alarms promises.
class AlarmContract : public testing::TestWithParam<testing_support::BackendKind<AlarmBackend>> {
protected:
    void SetUp() override {
        std::string why;
        backend_ = GetParam().open(why);
        if (!backend_) {
            GTEST_SKIP() << why;
        }
        backend_->put_devices(4);
    }
    AlarmStore& store() { return backend_->store(); }
    base::Result<void> insert(const Alarm& alarm) {
        return backend_->work().change(
            [&](AlarmTransaction& transaction) { return transaction.insert(alarm); });
    }
    base::Result<void> save(const Alarm& alarm) {
        return backend_->work().change(
            [&](AlarmTransaction& transaction) { return transaction.save(alarm); });
    }
    void put(const Notice& notice) {
        ASSERT_TRUE(backend_->work()
                        .change([&](AlarmTransaction& transaction) {
                            return transaction.put_notice(notice);
                        })
                        .has_value());
    }
    /// Last digits of the ids of the listed alarms.
    std::vector<int> listed(AlarmFilter filter) {
        if (filter.visible.empty()) {
            filter.visible = {samples::province};
        }
        std::vector<int> numbers;
        for (const Alarm& alarm : store().list(filter).value()) {
            numbers.push_back(alarm.id.uuid.bytes[15]);
        }
        return numbers;
    }

    std::unique_ptr<AlarmBackend> backend_;
};

TEST_P(AlarmContract, an_alarm_is_read_as_it_was_written) {
    Alarm full = samples::alarm(1);
    full.level = 1;
    full.acknowledged_at = samples::now + base::Millis(1);
    full.acknowledged_by = "0197b2c4-1a00-7000-8000-0000000000e1";
    full.acknowledged_by_name = "Hùng";
    full.note = "đã gọi thợ";
    full.calm_since = samples::now + base::Millis(2);
    full.cleared_at = samples::now + base::Millis(3);
    full.escalate_at.reset();
    full.relapses = 2;
    full.version = 7;
    ASSERT_TRUE(insert(full).has_value());
    EXPECT_EQ(store().find(full.id).value(), full);
    EXPECT_FALSE(store().find(samples::id<AlarmId>(200)).value().has_value());
}

TEST_P(AlarmContract, a_device_has_one_standing_alarm_of_a_kind) {
    ASSERT_TRUE(insert(samples::alarm(1)).has_value());
    EXPECT_EQ(insert(samples::alarm(2)).error().code, "alarms.already_standing");
    EXPECT_TRUE(insert(samples::alarm(3, 1, AlarmKind::mains_lost)).has_value());
    EXPECT_TRUE(insert(samples::alarm(4, 2)).has_value());
    Alarm over = samples::alarm(1);
    over.cleared_at = samples::now;
    over.version = 2;
    ASSERT_TRUE(save(over).has_value());
    EXPECT_TRUE(insert(samples::alarm(5)).has_value());
}

TEST_P(AlarmContract, a_change_needs_the_version_before_it) {
    Alarm alarm = samples::alarm(1);
    EXPECT_EQ(save(alarm).error().code, "alarms.changed_meanwhile") << "there is none";
    ASSERT_TRUE(insert(alarm).has_value());
    alarm.version = 2;
    alarm.cause = "silent_able";
    ASSERT_TRUE(save(alarm).has_value());
    EXPECT_EQ(save(alarm).error().code, "alarms.changed_meanwhile");
    EXPECT_EQ(store().find(alarm.id).value(), alarm);
}

TEST_P(AlarmContract, a_refusal_changes_nothing) {
    const auto outcome =
        backend_->work().change([&](AlarmTransaction& transaction) -> base::Result<void> {
            EXPECT_TRUE(transaction.insert(samples::alarm(1)).has_value());
            EXPECT_TRUE(transaction.insert_contact(samples::contact(1)).has_value());
            return base::fail(base::Fault::conflict, "alarms.changed_meanwhile", "đã đổi",
                              "changed");
        });
    EXPECT_EQ(outcome.error().code, "alarms.changed_meanwhile");
    EXPECT_FALSE(store().find(samples::id<AlarmId>(1)).value().has_value());
    EXPECT_TRUE(store().contacts({samples::country})->empty());
}

TEST_P(AlarmContract, what_stands_is_known_and_what_was_cleared_for_a_while) {
    ASSERT_TRUE(insert(samples::alarm(1)).has_value());
    Alarm recent = samples::alarm(2, 2);
    recent.cleared_at = samples::now;
    ASSERT_TRUE(insert(recent).has_value());
    Alarm old = samples::alarm(3, 3);
    old.cleared_at = samples::now - base::Millis(1);
    ASSERT_TRUE(insert(old).has_value());
    const auto known = store().standing_or_cleared_since(samples::now).value();
    ASSERT_EQ(known.size(), 2U);
    EXPECT_EQ(known[0], samples::alarm(1));
    EXPECT_EQ(known[1], recent);
}

TEST_P(AlarmContract, lists_are_newest_first_and_go_on_after_the_last_one) {
    for (std::uint8_t number = 1; number <= 3; ++number) {
        ASSERT_TRUE(insert(samples::alarm(number, number)).has_value());
    }
    EXPECT_EQ(listed({}), (std::vector{3, 2, 1}));
    EXPECT_EQ(listed({.limit = 2}), (std::vector{3, 2}));
    EXPECT_EQ(listed({.after = samples::id<AlarmId>(2)}), (std::vector{1}));
}

TEST_P(AlarmContract, lists_are_filtered_by_area_state_kind_and_device) {
    ASSERT_TRUE(insert(samples::alarm(1)).has_value());
    Alarm elsewhere = samples::alarm(2, 2, AlarmKind::sim_ending);
    elsewhere.area = samples::neighbour;
    elsewhere.acknowledged_at = samples::now;
    ASSERT_TRUE(insert(elsewhere).has_value());
    Alarm over = samples::alarm(3, 3);
    over.cleared_at = samples::now;
    over.acknowledged_at = samples::now;
    ASSERT_TRUE(insert(over).has_value());
    EXPECT_EQ(listed({.visible = {samples::commune}}), (std::vector{3, 1}));
    EXPECT_EQ(listed({.visible = {samples::country}}), (std::vector{3, 2, 1}));
    EXPECT_EQ(listed({.visible = {area::AreaPath({"9"})}}), (std::vector<int>{}));
    EXPECT_TRUE(store().list({})->empty());
    EXPECT_EQ(listed({.area = samples::neighbour}), (std::vector{2}));
    EXPECT_EQ(listed({.state = AlarmState::open}), (std::vector{1}));
    EXPECT_EQ(listed({.state = AlarmState::acknowledged}), (std::vector{2}));
    EXPECT_EQ(listed({.state = AlarmState::cleared}), (std::vector{3}));
    EXPECT_EQ(listed({.kind = AlarmKind::sim_ending}), (std::vector{2}));
    EXPECT_EQ(listed({.device = samples::id<DeviceId>(3)}), (std::vector{3}));
}

TEST_P(AlarmContract, contacts_belong_to_their_area) {
    const Contact own = samples::contact(1);
    const Contact above = samples::contact(2, samples::province, Channel::web_hook);
    ASSERT_TRUE(
        backend_->work()
            .change([&](AlarmTransaction& transaction) -> base::Result<void> {
                EXPECT_TRUE(transaction.insert_contact(own).has_value());
                EXPECT_TRUE(transaction.insert_contact(above).has_value());
                EXPECT_EQ(transaction.contacts_of(samples::commune).value(), std::vector{own});
                EXPECT_EQ(transaction.contacts_of(samples::province).value(), std::vector{above});
                EXPECT_TRUE(transaction.contacts_of(samples::country)->empty());
                return {};
            })
            .has_value());
    EXPECT_EQ(store().contacts({samples::commune}).value(), std::vector{own});
    EXPECT_EQ(store().contacts({samples::country}).value(), (std::vector{own, above}));
    EXPECT_TRUE(store().contacts({})->empty());
    ASSERT_TRUE(backend_->work()
                    .change([&](AlarmTransaction& transaction) -> base::Result<void> {
                        EXPECT_TRUE(transaction.remove_contact(own.id).value());
                        EXPECT_FALSE(transaction.remove_contact(own.id).value());
                        return {};
                    })
                    .has_value());
    EXPECT_EQ(store().contacts({samples::country}).value(), std::vector{above});
}

TEST_P(AlarmContract, notices_are_due_until_they_are_sent_or_given_up) {
    ASSERT_TRUE(insert(samples::alarm(1)).has_value());
    ASSERT_TRUE(insert(samples::alarm(2, 2)).has_value());
    Notice later = samples::notice(1);
    later.next_at = samples::now + base::Millis(5);
    const Notice first = samples::notice(2);
    Notice other = samples::notice(3, 2);
    other.next_at.reset();
    other.sent_at = samples::now;
    for (const Notice& notice : {later, first, other}) {
        put(notice);
    }
    EXPECT_EQ(store().due_notices(samples::now, 10).value(), std::vector{first});
    EXPECT_EQ(store().due_notices(samples::now + base::Millis(5), 10).value(),
              (std::vector{first, later}));
    EXPECT_EQ(store().due_notices(samples::now + base::Millis(5), 1).value(), std::vector{first});
    EXPECT_EQ(store().notices_of(samples::id<AlarmId>(1)).value(), (std::vector{later, first}));
    const Notice failed = after_failure(first, "it answered 500", samples::now);
    put(failed);
    EXPECT_EQ(store().notices_of(samples::id<AlarmId>(1)).value(), (std::vector{later, failed}));
    put(after_success(failed, samples::now));
    EXPECT_TRUE(store().due_notices(samples::now, 10)->empty());
}

class MemoryBackend final : public AlarmBackend {
public:
    AlarmUnitOfWork& work() override { return memory_; }
    AlarmStore& store() override { return memory_; }
    void put_devices(std::uint8_t) override {}

private:
    MemoryAlarms memory_;
};

class SqlBackend final : public AlarmBackend {
public:
    explicit SqlBackend(testing_support::Engine engine) : temporary_(engine) {}
    AlarmUnitOfWork& work() override { return alarms_; }
    AlarmStore& store() override { return alarms_; }
    void put_devices(std::uint8_t count) override {
        const auto put =
            temporary_->write([&](storage::Transaction& transaction) -> base::Result<void> {
                for (std::uint8_t number = 1; number <= count; ++number) {
                    devices::Device device;
                    device.id = samples::id<DeviceId>(number);
                    device.details.serial = std::to_string(number);
                    device.details.area = samples::commune;
                    devices::insert_device(transaction, device);
                }
                return {};
            });
        ASSERT_TRUE(put.has_value()) << put.error().message.en;
    }

private:
    testing_support::TemporaryDatabase temporary_;
    testing_support::ManualClock clock_{samples::now};
    SqlAlarms alarms_{temporary_.database(), clock_};
};

INSTANTIATE_TEST_SUITE_P(
    Stores, AlarmContract,
    testing::ValuesIn(testing_support::backend_kinds<AlarmBackend, MemoryBackend, SqlBackend>()),
    [](const auto& info) { return info.param.name; });

} // namespace

} // namespace alarms
