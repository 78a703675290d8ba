// Goal: a heartbeat of a device that goes on as before takes a shorter way to the database, and
// means the same there. Method: the same heartbeat once, which may take it, and twice in one batch,
// which may not; rows, what people are told and answers are compared. Otherwise as chain_test.cpp.
#include "broadcast/chain_fixture.hpp"
#include "devices/device_record.hpp"

namespace broadcast {

namespace {

using namespace std::chrono_literals;
using device_protocol::Heartbeat;

/// What became of one batch.
struct Outcome {
    devices::Presence presence;
    std::vector<std::string> told;
    std::size_t answers = 0;

    friend bool operator==(const Outcome&, const Outcome&) = default;
};

class Heartbeats : public Chain {
protected:
    Heartbeat heartbeat() {
        return {.inc = 4,
                .at = clock_.now() - 7ms,
                .clock = {.source = device_protocol::ClockSource::ntp, .error_ms = 5},
                .manifest_version = 2,
                .volume_percent = 80,
                .store_free_mb = 4000};
    }
    /// The row of a device that was heard a minute ago and told the same.
    devices::Presence row() {
        return {.device = device_,
                .line = devices::Line::up,
                .incarnation = 4,
                .seen_at = clock_.now() - 60s,
                .lease_until = clock_.now() + 30s,
                .greeted = true,
                .volume = 80,
                .manifest_version = 2,
                .firmware = "0.1",
                .clock_error_ms = 5,
                .health = {.clock_offset_ms = 3, .store_free_mb = 4000}};
    }
    void put(const devices::Presence& presence) {
        write([&](storage::Transaction& transaction) {
            devices::save_presence(transaction, presence);
        });
    }
    devices::Presence stored() {
        return temporary_->database()
            .read([&](storage::Connection& connection) -> base::Result<devices::Presence> {
                return devices::load_presences(connection, {device_}).front();
            })
            .value();
    }
    Outcome take(const devices::Presence& before, const Heartbeat& said, std::size_t times) {
        put(before);
        hub_.told.clear();
        const std::vector<DeviceMessage> batch(times,
                                               DeviceMessage{.device = device_, .said = said});
        const auto answers = take_messages(*broadcast_, batch);
        EXPECT_TRUE(answers.has_value()) << answers.error().message.en;
        return {.presence = stored(), .told = hub_.told, .answers = answers->size()};
    }
    void expect_the_same(const std::string& what, const devices::Presence& before,
                         const Heartbeat& said) {
        EXPECT_EQ(take(before, said, 1), take(before, said, 2)) << what;
    }
};

INSTANTIATE_TEST_SUITE_P(Engines, Heartbeats, testing::Values(Engine::sqlite, Engine::postgres),
                         testing::PrintToStringParamName());

TEST_P(Heartbeats, a_device_that_goes_on_as_before_is_renewed_and_nobody_is_told) {
    devices::Presence wanted = row();
    wanted.seen_at = clock_.now();
    wanted.lease_until = clock_.now() + devices::lease_span;
    wanted.health.clock_offset_ms = -7;
    EXPECT_EQ(take(row(), heartbeat(), 1), (Outcome{.presence = wanted}));
}

TEST_P(Heartbeats, mean_the_same_by_either_way_whatever_the_row_says) {
    const std::vector<std::pair<std::string, std::function<void(devices::Presence&)>>> rows{
        {"as before", [](devices::Presence&) {}},
        {"down", [](devices::Presence& row) { row.line = devices::Line::down; }},
        {"unknown", [](devices::Presence& row) { row.line = devices::Line::unknown; }},
        {"silent", [&](devices::Presence& row) { row.lease_until = clock_.now(); }},
        {"not greeted", [](devices::Presence& row) { row.greeted = false; }},
        {"older connection", [](devices::Presence& row) { row.incarnation = 3; }},
        {"newer connection", [](devices::Presence& row) { row.incarnation = 5; }},
        {"played", [](devices::Presence& row) { row.playing_run = "0197b2c4"; }},
        {"mains", [](devices::Presence& row) { row.health.mains = true; }},
        {"clash", [&](devices::Presence& row) { row.clash_at = clock_.now() - 1s; }},
        {"clock set back", [&](devices::Presence& row) { row.lease_until = clock_.now() + 1h; }},
    };
    for (const auto& [what, change] : rows) {
        devices::Presence before = row();
        change(before);
        expect_the_same(what, before, heartbeat());
    }
}

TEST_P(Heartbeats, mean_the_same_by_either_way_whatever_they_tell) {
    const RunId run = RunId::make(clock_.now(), random_);
    const std::vector<std::pair<std::string, std::function<void(Heartbeat&)>>> words{
        {"volume", [](Heartbeat& said) { said.volume_percent = 0; }},
        {"manifest", [](Heartbeat& said) { said.manifest_version = 3; }},
        {"clock lost",
         [](Heartbeat& said) { said.clock.source = device_protocol::ClockSource::none; }},
        {"clock error", [](Heartbeat& said) { said.clock.error_ms.reset(); }},
        {"playing", [&](Heartbeat& said) { said.playing = run; }},
        {"store", [](Heartbeat& said) { said.store_free_mb = 1; }},
        {"sensors", [](Heartbeat& said) { said.sensors = {.mains = false, .sim_left_mb = 3}; }},
        {"older", [](Heartbeat& said) { said.inc = 3; }},
        {"newer", [](Heartbeat& said) { said.inc = 9; }},
    };
    for (const auto& [what, change] : words) {
        Heartbeat said = heartbeat();
        change(said);
        expect_the_same(what, row(), said);
    }
}

TEST_P(Heartbeats, a_will_in_the_same_batch_has_the_last_word) {
    put(row());
    const std::vector<DeviceMessage> batch{
        {.device = device_, .said = heartbeat()},
        {.device = device_, .said = device_protocol::StateNotice{.on = false, .inc = 4}}};
    ASSERT_TRUE(take_messages(*broadcast_, batch).has_value());
    EXPECT_EQ(stored().line, devices::Line::down);
}

TEST_P(Heartbeats, of_a_revoked_device_renew_nothing) {
    write([&](storage::Transaction& transaction) {
        const auto device = devices::find_device(transaction, device_).value();
        (void)devices::save_device(transaction, devices::revoke(device, {.at = clock_.now()}))
            .value();
    });
    EXPECT_EQ(take(row(), heartbeat(), 1), (Outcome{.presence = row()}));
}

TEST_P(Heartbeats, of_many_in_one_batch_renew_each) {
    std::vector<DeviceMessage> batch{{.device = device_, .said = heartbeat()}};
    put(row());
    for (int i = 0; i < 40; ++i) {
        devices::Presence other = row();
        other.device = add_claimed("M-" + std::to_string(i));
        other.volume = i % 3 == 0 ? 10 : 80; // one in three tells something new
        put(other);
        batch.push_back({.device = other.device, .said = heartbeat()});
    }
    ASSERT_TRUE(take_messages(*broadcast_, batch).has_value());
    for (const DeviceMessage& message : batch) {
        const auto presence =
            temporary_->database()
                .read([&](storage::Connection& connection) -> base::Result<devices::Presence> {
                    return devices::load_presences(connection, {message.device}).front();
                })
                .value();
        EXPECT_EQ(presence.seen_at, clock_.now());
        EXPECT_EQ(presence.volume, 80);
    }
    EXPECT_EQ(std::ranges::count(hub_.told, "device.changed"), 14);
}

} // namespace

} // namespace broadcast
