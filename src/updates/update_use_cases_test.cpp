// Goal: bundles come in only with a trusted signature, people act within their rights, and the job
// tells, withdraws and takes back what `decide` says, on both databases. Method: use cases and the
// job's step, called one by one on a manual clock; what goes to a device is read from its desired
// order.
#include "updates/advance_rollouts.hpp"
#include "updates/manage_rollouts.hpp"

#include "audit/audit.hpp"
#include "broadcast/desk_fixture.hpp"
#include "broadcast/standing_update.hpp"
#include "crypto/digest.hpp"
#include "devices/device_record.hpp"
#include "emergency/emergency_record.hpp"
#include "keys/one_key.hpp"
#include "media/blob_register.hpp"
#include "media/blob_store_memory.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace updates {

namespace {

using namespace std::chrono_literals;
using device_protocol::UpdateOutcome;
using device_protocol::UpdatePhase;
using testing_support::Engine;

const area::AreaPath commune{{"91", "31069"}};
const area::AreaPath neighbour{{"91", "31072"}};

/// One key for everything, and a maker whom devices believe.
class Trusting final : public keys::Signers {
public:
    Trusting(const crypto::KeyPair& key, const crypto::KeyPair& maker) : one_(key), maker_(maker) {}
    std::shared_ptr<const crypto::KeyPair> signer(keys::Purpose purpose) const override {
        return one_.signer(purpose);
    }
    keys::KeySet key_set() const override {
        keys::KeySet set = one_.key_set();
        set.release_keys = {
            {crypto::key_id(maker_.public_key()), crypto::to_text(maker_.public_key())}};
        return set;
    }
    std::vector<keys::TrustedIssuer> past_and_present() const override {
        return one_.past_and_present();
    }

private:
    keys::OneKey one_;
    const crypto::KeyPair& maker_;
};

class Updates : public broadcast::DeskTest {
protected:
    void SetUp() override {
        DeskTest::SetUp();
        if (IsSkipped()) {
            return;
        }
        blobs_.emplace(bytes_, temporary_->database(), clock_);
        desk_.emplace(UpdateDesk{*broadcast_, *blobs_});
        technician_.name = "Phan Kỹ Thuật";
        technician_.user = rights::UserId::make(clock_.now(), random_);
        technician_.grants = {{rights::Role::technician, commune}};
        for (const char* serial : {"S-1", "S-2", "S-3"}) {
            devices_.push_back(add_device(serial, commune, "0.1.0"));
        }
        std::ranges::sort(devices_);
    }

    const keys::Signers& signers() const override { return signers_; }

    DeviceId add_device(const std::string& serial, const area::AreaPath& area,
                        const std::string& firmware, const std::string& platform = "linux-x86_64") {
        const auto id = add_claimed(serial, area);
        write([&](storage::Transaction& transaction) {
            see(transaction, id, firmware);
            broadcast::note_program(transaction, id, true, platform);
        });
        return id;
    }
    void see(storage::Transaction& transaction, DeviceId id, const std::string& firmware) {
        devices::Presence presence{.device = id, .line = devices::Line::up, .incarnation = 1};
        presence.seen_at = clock_.now();
        presence.lease_until = clock_.now() + 24h;
        presence.greeted = true;
        presence.firmware = firmware;
        devices::save_presence(transaction, presence);
    }

    std::string file(const std::string& version = "0.2.0", const std::string& program = "program") {
        device_protocol::UpdateBundle bundle{
            .product = std::string(device_protocol::player_product),
            .version = version,
            .platform = "linux-x86_64",
            .file = {crypto::sha256(program), static_cast<std::int64_t>(program.size())},
            .made_at = clock_.now(),
            .notes = {"Sửa lỗi.", ""}};
        return device_protocol::update_file_head(device_protocol::seal(bundle, maker_)) + program;
    }
    RolloutPlan plan() {
        RolloutPlan made;
        made.stages = {{.devices = 1}, {.percent = 100}};
        made.wait_minutes = 0;
        made.from = made.to = {};
        return made;
    }
    Rollout start() {
        const auto bundle = take_bundle(*desk_, technician_, file());
        EXPECT_TRUE(bundle) << bundle.error().message.en;
        const auto rollout = start_rollout(*desk_, technician_, {bundle->id, commune, plan()});
        EXPECT_TRUE(rollout) << rollout.error().message.en;
        return *rollout;
    }
    void step() {
        const auto done = advance_rollouts(*desk_);
        ASSERT_TRUE(done) << done.error().message.en;
    }
    Rollout now(const Rollout& rollout) {
        return visible_rollout(*desk_, technician_, rollout.id).value();
    }
    std::optional<device_protocol::UpdateOrder> order_of(DeviceId device) {
        std::optional<device_protocol::UpdateOrder> order;
        write([&](storage::Transaction& transaction) {
            order = broadcast::find_standing_update(transaction, device);
        });
        return order;
    }
    std::vector<DeviceId> ordered() {
        std::vector<DeviceId> with;
        std::ranges::copy_if(devices_, std::back_inserter(with),
                             [&](DeviceId device) { return order_of(device).has_value(); });
        return with;
    }
    void say(DeviceId device, const std::string& order, UpdateOutcome outcome,
             const std::string& reason = "") {
        write([&](storage::Transaction& transaction) {
            broadcast::note_result(transaction, device,
                                   {.order = order,
                                    .outcome = outcome,
                                    .version = "0.2.0",
                                    .running = "0.2.0",
                                    .reason = reason},
                                   clock_.now());
        });
    }
    Progress progress_of(const Rollout& rollout, DeviceId device) {
        Progress found = Progress::untold;
        write([&](storage::Transaction& transaction) {
            const auto seen = observe_members(transaction, rollout, clock_.now());
            found = std::ranges::find(seen, device, [](const Observed& one) {
                        return one.member.device;
                    })->member.progress;
        });
        return found;
    }
    void set_emergency(emergency::Stage stage) {
        write([&](storage::Transaction& transaction) {
            emergency::Emergency alarm = alarm_.value_or(emergency::Emergency{});
            if (!alarm_) {
                alarm.id = emergency::EmergencyId::make(clock_.now(), random_);
                alarm.area = area::AreaPath{{"91"}};
                alarm.raised_at = clock_.now();
            } else {
                ++alarm.version;
            }
            alarm.stage = stage;
            ASSERT_TRUE(emergency::save_emergency(transaction, alarm, clock_.now()));
            alarm_ = alarm;
        });
    }

    crypto::KeyPair maker_ = crypto::KeyPair::generate(random_);
    Trusting signers_{key_, maker_};
    media::MemoryBlobStore bytes_;
    std::optional<media::RegisteredBlobStore> blobs_;
    std::optional<UpdateDesk> desk_;
    rights::Actor technician_;
    std::vector<DeviceId> devices_;
    std::optional<emergency::Emergency> alarm_;
};

TEST_P(Updates, a_bundle_is_kept_once_with_its_program_and_who_brought_it) {
    const auto first = take_bundle(*desk_, technician_, file());
    ASSERT_TRUE(first) << first.error().message.en;
    EXPECT_EQ(take_bundle(*desk_, technician_, file())->id, first->id);
    const auto all = show_bundles(*desk_, technician_).value();
    ASSERT_EQ(all.size(), 1);
    EXPECT_EQ(all[0].bundle.version, "0.2.0");
    EXPECT_EQ(all[0].uploaded_by, "Phan Kỹ Thuật");
    EXPECT_EQ(blobs_->read(all[0].bundle.file.sha256, 0, 100).value(), "program");
}

TEST_P(Updates, a_bundle_of_a_stranger_or_with_another_program_is_refused) {
    std::string cut = file();
    cut.pop_back();
    EXPECT_EQ(take_bundle(*desk_, technician_, cut).error().code, "device_protocol.update_altered");
    EXPECT_EQ(take_bundle(*desk_, technician_, "no bundle").error().code,
              "device_protocol.not_an_update_file");
    std::swap(maker_, key_); // the server's own key is no release key
    const std::string forged = file();
    std::swap(maker_, key_);
    EXPECT_EQ(take_bundle(*desk_, technician_, forged).error().code, "updates.unknown_maker");
    EXPECT_TRUE(show_bundles(*desk_, technician_)->empty());
}

TEST_P(Updates, only_who_may_change_devices_there_uploads_and_starts) {
    rights::Actor composer = technician_;
    composer.grants = {{rights::Role::composer, commune}};
    EXPECT_EQ(take_bundle(*desk_, composer, file()).error().code, "rights.forbidden");
    const auto bundle = take_bundle(*desk_, technician_, file()).value();
    EXPECT_EQ(start_rollout(*desk_, composer, {bundle.id, commune, plan()}).error().code,
              "rights.forbidden");
    EXPECT_EQ(start_rollout(*desk_, technician_, {bundle.id, neighbour, plan()}).error().code,
              "rights.forbidden");
    const auto rollout = start_rollout(*desk_, technician_, {bundle.id, commune, plan()}).value();
    EXPECT_TRUE(visible_rollout(*desk_, composer, rollout.id));
    EXPECT_EQ(stop_rollout(*desk_, composer, rollout.id, "thử", false).error().code,
              "rights.forbidden");
    rights::Actor stranger = technician_;
    stranger.grants = {{rights::Role::technician, neighbour}};
    EXPECT_EQ(visible_rollout(*desk_, stranger, rollout.id).error().code,
              "updates.no_such_rollout");
    EXPECT_TRUE(visible_rollouts(*desk_, stranger)->empty());
    EXPECT_TRUE(visible_programs(*desk_, stranger)->empty());
    EXPECT_EQ(visible_programs(*desk_, technician_)->size(), 3);
}

TEST_P(Updates, goes_only_to_free_devices_of_the_area_with_an_older_program) {
    add_device("S-4", commune, "0.2.0");
    add_device("S-5", neighbour, "0.1.0");
    const Rollout rollout = start();
    write([&](storage::Transaction& transaction) {
        EXPECT_EQ(observe_members(transaction, rollout, clock_.now()).size(), 3);
    });
    EXPECT_EQ(start_rollout(*desk_, technician_, {rollout.bundle, commune, plan()}).error().code,
              "updates.no_devices");
    EXPECT_EQ(start_rollout(*desk_, technician_, {BundleId{}, commune, plan()}).error().code,
              "updates.no_such_bundle");
}

TEST_P(Updates, a_device_on_another_platform_is_listed_with_the_reason_and_never_told) {
    const DeviceId other = add_device("S-4", commune, "0.1.0", "linux-aarch64");
    const DeviceId unsaid = add_device("S-5", commune, "0.1.0", "");
    devices_.insert(devices_.end(), {other, unsaid});
    const Rollout rollout = start();
    const auto reason_of = [&](DeviceId device) {
        std::string reason;
        write([&](storage::Transaction& transaction) {
            for (const Observed& one : observe_members(transaction, rollout, clock_.now())) {
                reason = one.member.device == device ? one.member.reason : reason;
            }
        });
        return reason;
    };
    EXPECT_EQ(reason_of(other), "wrong_platform");
    EXPECT_EQ(reason_of(unsaid), "");
    for (int stage = 0; stage < 2; ++stage) {
        step();
        for (const DeviceId device : ordered()) {
            EXPECT_NE(device, other);
            say(device, base::to_text(rollout.id), UpdateOutcome::updated);
        }
    }
    step();
    EXPECT_EQ(now(rollout).state, RolloutState::done);
    EXPECT_EQ(progress_of(rollout, other), Progress::untold);
    EXPECT_EQ(progress_of(rollout, unsaid), Progress::updated);
    write([&](storage::Transaction& transaction) {
        for (const DeviceId device : devices_) {
            see(transaction, device, device == other ? "0.1.0" : "0.2.0");
        }
    });
    EXPECT_EQ(start_rollout(*desk_, technician_, {rollout.bundle, commune, plan()}).error().code,
              "updates.other_platform");
}

TEST_P(Updates, a_result_that_is_told_twice_counts_once) {
    const Rollout rollout = start();
    step();
    const DeviceId pilot = ordered().front();
    say(pilot, base::to_text(rollout.id), UpdateOutcome::updated);
    say(pilot, base::to_text(rollout.id), UpdateOutcome::refused, "not_newer");
    step();
    EXPECT_EQ(progress_of(rollout, pilot), Progress::updated);
    EXPECT_NE(now(rollout).state, RolloutState::stopped);
}

TEST_P(Updates, the_pilot_is_told_first_and_then_the_others) {
    const Rollout rollout = start();
    step();
    ASSERT_EQ(ordered().size(), 1);
    const DeviceId pilot = ordered().front();
    const auto order = order_of(pilot).value();
    EXPECT_EQ(order.order, base::to_text(rollout.id));
    EXPECT_EQ(order.version, "0.2.0");
    EXPECT_FALSE(order.back.has_value());
    write([&](storage::Transaction& transaction) {
        EXPECT_EQ(ordered_bundle(transaction, pilot)->sha256, order.sha256);
        broadcast::note_progress(transaction, pilot, {{order.order, UpdatePhase::trial}});
    });
    step();
    EXPECT_EQ(progress_of(rollout, pilot), Progress::trial);
    EXPECT_EQ(ordered().size(), 1);
    say(pilot, order.order, UpdateOutcome::updated);
    step();
    EXPECT_EQ(ordered().size(), 2); // its own order has done its work
    for (const DeviceId device : ordered()) {
        say(device, order.order, UpdateOutcome::updated);
    }
    step();
    EXPECT_EQ(now(rollout).state, RolloutState::done);
    EXPECT_GE(std::ranges::count(hub_.told, "update.changed"), 4);
}

TEST_P(Updates, a_failure_of_the_pilot_stops_it_before_anybody_else_is_told) {
    const Rollout rollout = start();
    step();
    const DeviceId pilot = ordered().front();
    say(pilot, base::to_text(rollout.id), UpdateOutcome::rolled_back, "crashed");
    step();
    EXPECT_EQ(now(rollout).state, RolloutState::stopped);
    EXPECT_EQ(now(rollout).reason, "too_many_failures");
    EXPECT_TRUE(ordered().empty());
    const auto log = temporary_->database().read(
        [&](storage::Connection& connection) -> base::Result<std::vector<audit::LoggedEntry>> {
            return audit::list(connection, {.areas = {commune}, .action = "updates."});
        });
    EXPECT_EQ(log->front().action, "updates.stopped");
}

TEST_P(Updates, an_emergency_above_takes_every_order_away_until_it_is_over) {
    const Rollout rollout = start();
    step();
    EXPECT_EQ(ordered().size(), 1);
    set_emergency(emergency::Stage::on_air);
    step();
    EXPECT_TRUE(ordered().empty());
    EXPECT_EQ(now(rollout).hold, Hold::emergency);
    set_emergency(emergency::Stage::over);
    step();
    EXPECT_EQ(ordered().size(), 1);
}

TEST_P(Updates, are_taken_back_under_another_order) {
    const Rollout rollout = start();
    step();
    const DeviceId pilot = ordered().front();
    say(pilot, base::to_text(rollout.id), UpdateOutcome::updated);
    const auto stopped = stop_rollout(*desk_, technician_, rollout.id, "âm lượng nhỏ", true);
    ASSERT_TRUE(stopped) << stopped.error().message.en;
    step();
    const auto back = order_of(pilot).value();
    EXPECT_TRUE(back.back.value_or(false));
    EXPECT_NE(back.order, base::to_text(rollout.id));
    say(pilot, back.order, UpdateOutcome::rolled_back, "ordered");
    step();
    EXPECT_EQ(progress_of(rollout, pilot), Progress::returned);
    EXPECT_TRUE(ordered().empty());
    write(
        [](storage::Transaction& transaction) { EXPECT_TRUE(open_rollouts(transaction).empty()); });
}

TEST_P(Updates, a_pause_and_a_stop_need_a_reason) {
    const Rollout rollout = start();
    EXPECT_EQ(pause_rollout(*desk_, technician_, rollout.id, " ").error().code,
              "updates.reason_needed");
    ASSERT_TRUE(pause_rollout(*desk_, technician_, rollout.id, "kiểm tra"));
    EXPECT_EQ(abilities(now(rollout), technician_),
              (std::vector<std::string>{"resume", "stop", "take-back"}));
    step();
    EXPECT_TRUE(ordered().empty());
    ASSERT_TRUE(resume_rollout(*desk_, technician_, rollout.id));
    step();
    EXPECT_EQ(ordered().size(), 1);
}

INSTANTIATE_TEST_SUITE_P(Engines, Updates, testing::ValuesIn(testing_support::engines()));

} // namespace

} // namespace updates
