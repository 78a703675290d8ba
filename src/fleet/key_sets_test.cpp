// Goal: simulated devices believe exactly the sets of keys that real ones do, and share them.
#include "fleet/key_sets.hpp"

#include "fleet/opened_commands.hpp"

#include <gtest/gtest.h>

namespace fleet {
namespace {

using device_protocol::KeySet;
using device_protocol::Purpose;
using device_protocol::Tier;
using device_protocol::TrustedIssuer;

crypto::KeyPair key(char number) {
    return crypto::KeyPair::from_seed(std::string(32, number)).value();
}

TrustedIssuer issuer(char number, Purpose purpose) {
    return device_protocol::describe_issuer(key(number).public_key(), Tier::commune,
                                            device_protocol::rights_of(purpose));
}

KeySet set_of(std::int64_t version, char root, char ordinary) {
    return {.version = version,
            .issued_at = base::Instant{1'780'272'000'000},
            .issuers = {issuer(root, Purpose::root), issuer(ordinary, Purpose::ordinary)},
            .release_keys = {}};
}

std::string envelope_of(const KeySet& set, char signer) {
    return device_protocol::seal(set, key(signer));
}

TEST(KeySets, devices_that_take_the_same_step_hold_the_same_set) {
    KeySets sets(set_of(1, 'r', 'o'));
    const std::string second = envelope_of(set_of(2, 'r', 'p'), 'r');
    const auto one = sets.follow(sets.claimed(), second);
    const auto other = sets.follow(sets.claimed(), second);
    ASSERT_TRUE(one.has_value());
    EXPECT_EQ((*one)->version, 2);
    EXPECT_EQ(one->get(), other->get());
}

TEST(KeySets, an_older_a_later_and_a_forged_set_are_refused_each_time) {
    KeySets sets(set_of(1, 'r', 'o'));
    const auto code = [&](const std::string& envelope) {
        const auto next = sets.follow(sets.claimed(), envelope);
        return next ? std::string() : next.error().code;
    };
    for (int time = 0; time < 2; ++time) {
        EXPECT_EQ(code(envelope_of(set_of(1, 'r', 'p'), 'r')), "device_protocol.key_set_stale");
        EXPECT_EQ(code(envelope_of(set_of(3, 'r', 'p'), 'r')), "device_protocol.key_set_gap");
        EXPECT_EQ(code(envelope_of(set_of(2, 'r', 'p'), 'o')), "device_protocol.key_set_no_right");
        EXPECT_EQ(code(envelope_of(set_of(2, 'r', 'p'), 'x')), "crypto.untrusted");
    }
}

TEST(KeySets, what_a_device_may_believe_depends_on_the_set_that_it_has) {
    KeySets sets(set_of(1, 'r', 'o'));
    const std::string third = envelope_of(set_of(3, 'r', 'q'), 'r');
    EXPECT_FALSE(sets.follow(sets.claimed(), third).has_value());
    const auto second = sets.follow(sets.claimed(), envelope_of(set_of(2, 'r', 'p'), 'r'));
    EXPECT_TRUE(sets.follow(*second, third).has_value());
}

TEST(OpenedCommands, a_command_is_judged_by_the_keys_of_the_device_that_asks) {
    KeySets sets(set_of(1, 'r', 'o'));
    const auto second = sets.follow(sets.claimed(), envelope_of(set_of(2, 'r', 'p'), 'r'));
    ASSERT_TRUE(second.has_value());
    device_protocol::Command command;
    command.cid = device_protocol::CommandId::parse("0197b2c4-1a00-7000-8000-0000000000c1").value();
    command.op = device_protocol::op_report;
    command.seq = 1;
    command.issued_at = base::Instant{1'780'272'000'000};
    command.expires_at = command.issued_at + std::chrono::minutes(5);
    command.target.device = "0197b2c4-1a00-7000-8000-0000000000d1";
    command.source.node = "thu-nghiem";
    const std::string envelope = device_protocol::seal(command, key('p'));
    OpenedCommands opened;
    for (int time = 0; time < 2; ++time) {
        const auto& by_old = opened.open(envelope, sets.claimed());
        ASSERT_FALSE(by_old.has_value());
        EXPECT_EQ(by_old.error().code, "crypto.untrusted");
        EXPECT_TRUE(opened.open(envelope, *second).has_value());
    }
}

} // namespace
} // namespace fleet
