// Goal: a heartbeat renews the row of a device that goes on as before, and no other row. Method:
// one claimed device for each way in which its row can differ from what it tells, on both
// databases.
#include "devices/device_record.hpp"
#include "testing/manual_clock.hpp"
#include "testing/seeded_random.hpp"
#include "testing/temporary_database.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>

namespace {

using namespace devices;
using namespace std::chrono_literals;
using testing_support::Engine;

/// How the row of a device differs from what its heartbeat tells.
struct Row {
    std::string differs_in;
    bool is_renewed;
    std::function<void(Presence&)> change;
};

std::vector<Row> rows_at(base::Instant now) {
    return {
        {"nothing", true, [](Presence&) {}},
        {"what only a hello tells", true, [](Presence& row) { row.firmware = "2.0"; }},
        {"whether the programme is whole", true,
         [](Presence& row) { row.manifest_complete = true; }},
        {"until when it reaches", true,
         [now](Presence& row) { row.manifest_covers_until = now + 24h; }},
        {"an old clash", true, [now](Presence& row) { row.clash_at = now - 1h; }},
        {"the error of the clock", true, [](Presence& row) { row.clock_error_ms.reset(); }},
        {"the room on its disk", true, [](Presence& row) { row.health.store_free_mb.reset(); }},
        {"a line that is down", false, [](Presence& row) { row.line = Line::down; }},
        {"a line not known", false, [](Presence& row) { row.line = Line::unknown; }},
        {"an older connection", false, [](Presence& row) { row.incarnation = 6; }},
        {"a newer connection", false, [](Presence& row) { row.incarnation = 8; }},
        {"a lease that is over", false, [now](Presence& row) { row.lease_until = now; }},
        {"no greeting", false, [](Presence& row) { row.greeted = false; }},
        {"the run that sounds", false, [](Presence& row) { row.playing_run.clear(); }},
        {"the volume", false, [](Presence& row) { row.volume = 71; }},
        {"the programme", false, [](Presence& row) { row.manifest_version = 2; }},
        {"a lost clock", false, [](Presence& row) { row.health.clock_lost = true; }},
        {"the mains", false, [](Presence& row) { row.health.mains = false; }},
        {"mains not known", false, [](Presence& row) { row.health.mains.reset(); }},
        {"an amplifier", false, [](Presence& row) { row.health.amplifier_ok = true; }},
        {"a loudspeaker", false, [](Presence& row) { row.health.loudspeaker_ok = false; }},
        {"what is audible", false, [](Presence& row) { row.health.audible = true; }},
        {"the SIM", false, [](Presence& row) { row.health.sim_left_mb = 9; }},
    };
}

Presence told_by(const DeviceId& device, base::Instant now) {
    return {.device = device,
            .line = Line::up,
            .incarnation = 7,
            .seen_at = now,
            .lease_until = now + lease_span,
            .greeted = true,
            .playing_run = "r",
            .volume = 70,
            .manifest_version = 3,
            .clock_error_ms = 5,
            .health = {.clock_offset_ms = 12, .store_free_mb = 400, .mains = true}};
}

class GoingOn : public testing::TestWithParam<Engine> {
protected:
    void SetUp() override {
        if (const auto why = testing_support::why_missing(GetParam())) {
            GTEST_SKIP() << *why;
        }
        temporary_.emplace(GetParam());
    }

    template <class Action>
    void write(Action action) {
        (*temporary_)
            ->write([&](storage::Transaction& transaction) -> base::Result<void> {
                action(transaction);
                return {};
            })
            .value();
    }

    Device add_claimed(const std::string& serial) {
        Device device =
            register_device(
                DeviceId::make(clock_.now(), random_),
                {.name = serial, .serial = serial, .area = area::AreaPath({"91", "31069"})},
                clock_.now())
                .value();
        device = devices::claim(device, clock_.now()).value();
        write([&](storage::Transaction& transaction) { insert_device(transaction, device); });
        return device;
    }

    /// Gives the row as it must be after the heartbeat.
    Presence put_row(const Row& row, const DeviceId& device) {
        const Presence told = told_by(device, clock_.now());
        Presence stored = told;
        stored.seen_at = clock_.now() - 60s;
        stored.lease_until = clock_.now() + 30s;
        stored.health.clock_offset_ms.reset();
        row.change(stored);
        write([&](storage::Transaction& transaction) { save_presence(transaction, stored); });
        if (row.is_renewed) {
            stored.seen_at = told.seen_at;
            stored.lease_until = told.lease_until;
            stored.clock_error_ms = told.clock_error_ms;
            stored.health.clock_offset_ms = told.health.clock_offset_ms;
            stored.health.store_free_mb = told.health.store_free_mb;
        }
        return stored;
    }

    std::vector<DeviceId> renew(const std::vector<DeviceId>& ids) {
        std::vector<Presence> told;
        for (const DeviceId& id : ids) {
            told.push_back(told_by(id, clock_.now()));
        }
        std::vector<DeviceId> renewed;
        write([&](storage::Transaction& transaction) {
            renewed = renew_going_on(transaction, told);
        });
        return renewed;
    }

    Presence stored(const DeviceId& device) {
        return (*temporary_)
            ->read([&](storage::Connection& connection) -> base::Result<Presence> {
                return load_presences(connection, {device}).front();
            })
            .value();
    }

    testing_support::ManualClock clock_{base::Instant{1'780'272'000'000}};
    testing_support::SeededRandom random_{11};
    std::optional<testing_support::TemporaryDatabase> temporary_;
};

INSTANTIATE_TEST_SUITE_P(Engines, GoingOn, testing::ValuesIn(testing_support::engines()));

TEST_P(GoingOn, only_a_row_that_says_the_same_is_renewed) {
    std::vector<DeviceId> ids;
    std::map<DeviceId, Presence> wanted;
    std::vector<DeviceId> to_renew;
    const std::vector<Row> rows = rows_at(clock_.now());
    for (const Row& row : rows) {
        ids.push_back(add_claimed(fmt::format("S-{}", ids.size())).id);
        wanted.emplace(ids.back(), put_row(row, ids.back()));
        if (row.is_renewed) {
            to_renew.push_back(ids.back());
        }
    }
    std::vector<DeviceId> renewed = renew(ids);
    std::ranges::sort(renewed);
    std::ranges::sort(to_renew);
    EXPECT_EQ(renewed, to_renew);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        EXPECT_EQ(stored(ids[i]), wanted.at(ids[i])) << rows[i].differs_in;
    }
}

TEST_P(GoingOn, a_device_that_is_revoked_is_not_renewed) {
    const Device device = add_claimed("S-1");
    put_row({"nothing", false, [](Presence&) {}}, device.id);
    const Presence before = stored(device.id);
    write([&](storage::Transaction& transaction) {
        (void)save_device(transaction, revoke(device, {.at = clock_.now()})).value();
    });
    EXPECT_TRUE(renew({device.id}).empty());
    EXPECT_EQ(stored(device.id), before);
}

TEST_P(GoingOn, a_device_that_was_never_heard_is_not_renewed) {
    const Device device = add_claimed("S-1");
    EXPECT_TRUE(renew({device.id}).empty());
    EXPECT_EQ(stored(device.id), Presence{.device = device.id});
}

} // namespace
