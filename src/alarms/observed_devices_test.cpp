// Goal: no device of which something is wrong is passed over, and those that are well are. Method:
// random presences in each database; what `observe` says of all is held against what is picked.
#include "alarms/observed_devices_sql.hpp"

#include "alarms/alarm_samples.hpp"
#include "broadcast/excess_record.hpp"
#include "devices/device_record.hpp"
#include "testing/seeded_random.hpp"
#include "testing/temporary_database.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace alarms {
namespace {

using namespace std::chrono_literals;

constexpr std::uint8_t devices_count = 200;

bool is_wrong(const Observed& device) {
    return std::ranges::any_of(observe(device, samples::now),
                               [](const Fact& fact) { return fact.verdict == Verdict::wrong; });
}

class PickedDevices : public testing::TestWithParam<testing_support::Engine> {
protected:
    void SetUp() override {
        if (const auto why = testing_support::why_missing(GetParam())) {
            GTEST_SKIP() << *why;
        }
        temporary_.emplace(GetParam());
    }
    void put(std::uint8_t number, const devices::Presence* presence,
             std::optional<base::LocalDate> sim_end = {},
             devices::DeviceState state = devices::DeviceState::claimed) {
        devices::Device device;
        device.id = samples::id<DeviceId>(number);
        device.state = state;
        device.details.name = "Cụm loa";
        device.details.serial = std::to_string(number);
        device.details.area = samples::commune;
        device.details.sim_expires_on = sim_end;
        const auto stored = (*temporary_)->write([&](storage::Transaction& transaction) {
            devices::insert_device(transaction, device);
            if (presence != nullptr) {
                devices::save_presence(transaction, *presence);
            }
            return base::Result<void>();
        });
        ASSERT_TRUE(stored.has_value()) << stored.error().message.en;
    }
    std::set<DeviceId> picked(const std::set<DeviceId>& besides = {}) {
        SqlObservedDevices devices(temporary_->database());
        std::set<DeviceId> ids;
        for (const Observed& seen : devices.look(samples::now, besides).value()) {
            EXPECT_TRUE(ids.insert(seen.device).second) << "once each";
        }
        return ids;
    }
    std::uint64_t draw(std::uint64_t below) {
        std::array<std::byte, 8> bytes{};
        random_.fill(bytes);
        std::uint64_t number = 0;
        for (const std::byte one : bytes) {
            number = number * 256 + std::to_integer<std::uint64_t>(one);
        }
        return number % below;
    }
    template <class T>
    std::optional<T> maybe(std::initializer_list<T> values) {
        const std::uint64_t which = draw(values.size() * 3);
        return which < values.size() ? std::optional<T>(values.begin()[which]) : std::nullopt;
    }
    devices::Presence well(std::uint8_t number) {
        return {.device = samples::id<DeviceId>(number),
                .line = devices::Line::up,
                .seen_at = samples::now - 5s,
                .lease_until = samples::now + 85s,
                .greeted = true};
    }
    /// Each member near its limit, or as it is where all is well.
    devices::Presence any(std::uint8_t number) {
        devices::Presence presence = well(number);
        presence.line = maybe({devices::Line::never, devices::Line::unknown, devices::Line::down})
                            .value_or(presence.line);
        presence.lease_until = maybe({samples::now, samples::now - 1ms, samples::now + 1ms})
                                   .value_or(presence.lease_until);
        presence.greeted = draw(8) != 0;
        presence.playing_run = draw(4) == 0 ? "0197b2c4-1a00-7000-8000-0000000000aa" : "";
        devices::Health& health = presence.health;
        health.clock_lost = draw(20) == 0;
        health.clock_offset_ms =
            maybe<std::int64_t>({clock_off_ms, clock_off_ms + 1, -clock_off_ms, -clock_off_ms - 1});
        health.store_free_mb = maybe<std::int64_t>({store_full_mb, store_full_mb - 1});
        health.mains = maybe({true, true, false});
        health.amplifier_ok = maybe({true, true, false});
        health.loudspeaker_ok = maybe({true, true, false});
        health.audible = maybe({true, false});
        health.sim_left_mb = maybe<std::int64_t>({sim_short_mb, sim_short_mb - 1});
        return presence;
    }

    testing_support::SeededRandom random_{29};
    std::optional<testing_support::TemporaryDatabase> temporary_;
};

TEST_P(PickedDevices, everything_wrong_is_picked_whatever_it_is) {
    std::set<DeviceId> all;
    for (std::uint8_t number = 1; number <= devices_count; ++number) {
        const devices::Presence presence = any(number);
        const base::LocalDate today = base::to_local(samples::now).date;
        const auto days = maybe<int>({sim_days, sim_days + 1, -1});
        put(number, &presence, days ? std::optional(base::add_days(today, *days)) : std::nullopt);
        all.insert(presence.device);
    }
    SqlObservedDevices devices(temporary_->database());
    const auto seen = devices.look(samples::now, all).value();
    ASSERT_EQ(seen.size(), devices_count);
    const std::set<DeviceId> few = picked();
    std::size_t wrong = 0;
    for (const Observed& device : seen) {
        if (is_wrong(device)) {
            ++wrong;
            EXPECT_TRUE(few.contains(device.device));
        }
    }
    EXPECT_GT(wrong, devices_count / 4U);
    EXPECT_LT(wrong, devices_count);
}

TEST_P(PickedDevices, those_that_are_well_are_read_only_when_they_are_asked_for) {
    for (std::uint8_t number = 1; number <= 9; ++number) {
        const devices::Presence presence = well(number);
        put(number, &presence);
    }
    put(10, nullptr);
    devices::Presence silent = well(11);
    silent.line = devices::Line::down;
    put(11, &silent, {}, devices::DeviceState::revoked);
    EXPECT_TRUE(picked().empty());
    const std::set<DeviceId> two{samples::id<DeviceId>(3), samples::id<DeviceId>(10)};
    std::set<DeviceId> more = two;
    more.insert(silent.device);
    EXPECT_EQ(picked(more), two) << "one that is not in use is nobody's concern";
}

TEST_P(PickedDevices, who_sent_too_much_a_moment_ago_is_picked_and_who_has_stopped_is_not) {
    for (std::uint8_t number = 1; number <= 3; ++number) {
        const devices::Presence presence = well(number);
        put(number, &presence);
    }
    const auto sent = [](std::uint8_t number, base::Instant last) {
        return broadcast::Excess{.device = samples::id<DeviceId>(number),
                                 .began_at = last - 1h,
                                 .last_at = last,
                                 .messages = 1};
    };
    const auto stored = (*temporary_)->write([&](storage::Transaction& transaction) {
        broadcast::put_excesses(transaction,
                                {sent(1, samples::now - 30s), sent(2, samples::now - 30s - 1ms)});
        return base::Result<void>();
    });
    ASSERT_TRUE(stored.has_value()) << stored.error().message.en;
    EXPECT_EQ(picked(), std::set{samples::id<DeviceId>(1)});
    SqlObservedDevices devices(temporary_->database());
    for (const Observed& seen : devices.look(samples::now, {samples::id<DeviceId>(2)}).value()) {
        EXPECT_EQ(seen.sends_too_much, seen.device == samples::id<DeviceId>(1));
    }
}

INSTANTIATE_TEST_SUITE_P(Engines, PickedDevices, testing::ValuesIn(testing_support::engines()));

} // namespace
} // namespace alarms
