// Goal: what leaves the server is signed with the key that is for it, and with the new one after a
// key was replaced. Method: the chain of chain_fixture.hpp with keys that a test replaces.
#include "broadcast/chain_fixture.hpp"

#include "broadcast/programme_record.hpp"
#include "device_protocol/acceptance.hpp"

namespace broadcast {
namespace {

using namespace std::chrono_literals;
using device_protocol::describe_issuer;
using device_protocol::rights_of;
using keys::Purpose;

/// A key for each purpose, replaced by a word.
class HandKeys final : public keys::Signers {
public:
    explicit HandKeys(base::Random& random) : random_(random) {
        for (const Purpose purpose : {Purpose::root, Purpose::emergency, Purpose::ordinary}) {
            replace(purpose);
        }
        set_.version = 1;
    }
    void replace(Purpose purpose) {
        pairs_[purpose] = std::make_shared<crypto::KeyPair>(crypto::KeyPair::generate(random_));
        set_.version += 1;
        set_.issuers.clear();
        for (const auto& [of, pair] : pairs_) {
            set_.issuers.push_back(
                describe_issuer(pair->public_key(), device_protocol::Tier::commune, rights_of(of)));
            all_.push_back(set_.issuers.back());
        }
    }
    [[nodiscard]] std::shared_ptr<const crypto::KeyPair> signer(Purpose purpose) const override {
        return pairs_.at(purpose);
    }
    [[nodiscard]] keys::KeySet key_set() const override { return set_; }
    [[nodiscard]] std::vector<keys::TrustedIssuer> past_and_present() const override {
        return all_;
    }

private:
    base::Random& random_;
    std::map<Purpose, std::shared_ptr<crypto::KeyPair>> pairs_;
    keys::KeySet set_;
    std::vector<keys::TrustedIssuer> all_;
};

class ChainOfKeys : public Chain {
protected:
    void SetUp() override {
        Chain::SetUp();
        if (IsSkipped()) {
            return;
        }
        broadcast_.emplace(BroadcastDesk{.database = temporary_->database(),
                                         .clock = clock_,
                                         .random = random_,
                                         .events = hub_,
                                         .guard = guard_,
                                         .signers = hands_,
                                         .node = "node-1"});
    }
    DeviceProgramme programme() {
        return temporary_->database()
            .read([&](storage::Connection& connection)
                      -> base::Result<std::optional<DeviceProgramme>> {
                return find_programme(connection, device_);
            })
            .value()
            .value();
    }
    void look_again() {
        ASSERT_TRUE(temporary_->database()
                        .write([](storage::Transaction& transaction) -> base::Result<void> {
                            mark_all_to_check(transaction);
                            return {};
                        })
                        .has_value());
        refresh();
    }
    bool fits(const std::string& manifest) {
        return device_protocol::open_manifest(manifest, hands_.key_set().issuers).has_value();
    }

    HandKeys hands_{random_};
};

TEST_P(ChainOfKeys, a_new_ordinary_key_signs_the_programme_anew_and_its_set_is_announced) {
    plan_.publish(device_, {planned(clock_.now() + 1h)}, 1, clock_.now());
    refresh();
    const DeviceProgramme before = programme();
    EXPECT_TRUE(fits(before.manifest_envelope));
    look_again();
    EXPECT_EQ(programme().desired_version, before.desired_version);

    hands_.replace(Purpose::ordinary);
    EXPECT_FALSE(fits(before.manifest_envelope));
    look_again();
    const DeviceProgramme after = programme();
    EXPECT_TRUE(fits(after.manifest_envelope));
    EXPECT_EQ(after.manifest_version, before.manifest_version + 1);
    const auto desired =
        device_protocol::open_desired(after.desired_envelope, hands_.key_set().issuers);
    ASSERT_TRUE(desired.has_value()) << desired.error().code;
    EXPECT_EQ(desired->message.key_set, 2);
}

TEST_P(ChainOfKeys, a_new_emergency_key_is_announced_though_the_programme_stays) {
    plan_.publish(device_, {planned(clock_.now() + 1h)}, 1, clock_.now());
    refresh();
    const DeviceProgramme before = programme();
    hands_.replace(Purpose::emergency);
    look_again();
    EXPECT_EQ(programme().manifest_version, before.manifest_version);
    EXPECT_EQ(programme().desired_version, before.desired_version + 1);
}

TEST_P(ChainOfKeys, a_programme_with_an_emergency_in_it_is_signed_by_the_emergency_key) {
    schedule::PlannedRun siren = planned(clock_.now() + 1h);
    siren.class_ = device_protocol::BroadcastClass::emergency;
    plan_.publish(device_, {siren}, 1, clock_.now());
    refresh();
    const auto opened =
        device_protocol::open_manifest(programme().manifest_envelope, hands_.key_set().issuers);
    ASSERT_TRUE(opened.has_value()) << opened.error().code;
    EXPECT_EQ(device_protocol::purpose_of(opened->issuer), Purpose::emergency);
    EXPECT_EQ(device_protocol::judge_manifest(*opened, 0,
                                              {base::to_text(device_), {}, clock_.now(), true}),
              "");
}

TEST_P(ChainOfKeys, an_ordinary_order_is_signed_by_the_ordinary_key) {
    hello();
    play();
    send();
    const auto messages = published("lb/1/d/" + base::to_text(device_) + "/cmd");
    ASSERT_EQ(messages.size(), 1U);
    const auto opened =
        device_protocol::open_command(messages[0].payload, hands_.key_set().issuers);
    ASSERT_TRUE(opened.has_value()) << opened.error().code;
    EXPECT_EQ(device_protocol::purpose_of(opened->issuer), Purpose::ordinary);
}

TEST_P(ChainOfKeys, an_order_under_way_is_signed_anew_when_its_key_was_stolen) {
    hello();
    const Ordered ordered = play();
    send();
    const std::string topic = "lb/1/d/" + base::to_text(device_) + "/cmd";
    ASSERT_EQ(published(topic).size(), 1U);
    hands_.replace(Purpose::ordinary);
    EXPECT_FALSE(
        device_protocol::open_command(published(topic)[0].payload, hands_.key_set().issuers)
            .has_value());
    clock_.advance(11s);
    send();
    ASSERT_EQ(published(topic).size(), 2U);
    const auto again =
        device_protocol::open_command(published(topic)[1].payload, hands_.key_set().issuers);
    ASSERT_TRUE(again.has_value()) << again.error().code;
    EXPECT_EQ(again->message.cid, ordered.command.id);
    EXPECT_GT(again->message.seq, 1);
    ack(ordered.command.id, AckState::received);
    EXPECT_EQ(state(ordered), DeliveryState::received);
}

INSTANTIATE_TEST_SUITE_P(Engines, ChainOfKeys, testing::ValuesIn(testing_support::engines()));

} // namespace
} // namespace broadcast
