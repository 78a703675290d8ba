#pragma once

#include "broadcast/desk.hpp"
#include "broadcast/play_guard.hpp"
#include "crypto/digest.hpp"
#include "devices/device_record.hpp"
#include "http/event_hub.hpp"
#include "keys/one_key.hpp"
#include "testing/manual_clock.hpp"
#include "testing/seeded_random.hpp"
#include "testing/temporary_database.hpp"

#include <gtest/gtest.h>

/// A desk of broadcast/ for tests, here and in the folders above.
namespace broadcast {

class CountingHub final : public http::EventHub {
public:
    void publish(std::string_view, std::string_view event, std::string_view) override {
        told.emplace_back(event);
    }
    std::vector<std::string> told;
};

/// Lets everything sound, unless it is quiet.
class OpenGuard final : public PlayGuard {
public:
    base::Result<PlayableBulletin> find_playable(const content::BulletinId& bulletin,
                                                 base::Instant) override {
        return PlayableBulletin{.id = bulletin,
                                .title = "Lịch tiêm chủng",
                                .class_ = class_,
                                .area = area::AreaPath({"91", "31069"}),
                                .items = {{.sha256 = crypto::sha256("a"),
                                           .size = 1000,
                                           .duration_ms = 10'000,
                                           .kind = "speech"}}};
    }
    base::Result<void> may_sound(const area::AreaPath&, device_protocol::BroadcastClass,
                                 base::Instant, std::int64_t) override {
        return quiet_ ? base::Result<void>(
                            base::fail(base::Fault::conflict, "broadcast.outside_hours", "", ""))
                      : base::Result<void>();
    }
    base::Result<std::vector<device_protocol::QuietHours>> quiet_hours(const area::AreaPath&,
                                                                       base::Instant) override {
        return std::vector<device_protocol::QuietHours>{{.from = {21 * 3600}, .to = {5 * 3600}}};
    }
    device_protocol::BroadcastClass class_ = device_protocol::BroadcastClass::ordinary;
    bool quiet_ = false;
};

/// The desk on an empty database, with a manual clock, one key and neighbours that say yes. A class
/// that derives from it calls SetUp() first and returns if IsSkipped().
class DeskTest : public testing::TestWithParam<testing_support::Engine> {
protected:
    void SetUp() override {
        if (const auto why = testing_support::why_missing(GetParam())) {
            GTEST_SKIP() << *why;
        }
        temporary_.emplace(GetParam());
        broadcast_.emplace(BroadcastDesk{.database = temporary_->database(),
                                         .clock = clock_,
                                         .random = random_,
                                         .events = hub_,
                                         .guard = guard_,
                                         .signers = signers(),
                                         .node = "node-1"});
    }

    virtual const keys::Signers& signers() const { return one_key_; }

    template <class Action>
    void write(Action action) {
        const auto done = temporary_->database().write(
            [&](storage::Transaction& transaction) -> base::Result<void> {
                action(transaction);
                return {};
            });
        EXPECT_TRUE(done) << done.error().message.en;
    }

    /// A device that has been claimed; it stands in An Giang, Vĩnh Thuận if nothing else is said.
    device_protocol::DeviceId
    add_claimed(const std::string& serial,
                const area::AreaPath& area = area::AreaPath({"91", "31069"})) {
        const auto id = device_protocol::DeviceId::make(clock_.now(), random_);
        write([&](storage::Transaction& transaction) {
            auto device = devices::register_device(
                id, {.name = serial, .serial = serial, .area = area}, clock_.now());
            devices::insert_device(transaction,
                                   devices::claim(device.value(), clock_.now()).value());
        });
        return id;
    }

    testing_support::ManualClock clock_{base::Instant{1'780'272'000'000}};
    testing_support::SeededRandom random_{5};
    CountingHub hub_;
    OpenGuard guard_;
    crypto::KeyPair key_ = crypto::KeyPair::generate(random_);
    keys::OneKey one_key_{key_};
    std::optional<testing_support::TemporaryDatabase> temporary_;
    std::optional<BroadcastDesk> broadcast_;
};

} // namespace broadcast
