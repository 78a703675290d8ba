#include "keys/tier_keys.hpp"

#include "device_protocol/signed_message.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace keys {
namespace {

using namespace std::chrono_literals;
using device_protocol::Right;

constexpr base::Instant now{1'780'272'000'000};

crypto::KeyPair key(char number) {
    return crypto::KeyPair::from_seed(std::string(32, number)).value();
}

std::string text(char number) {
    return crypto::to_text(key(number).public_key());
}

TrustedIssuer issuer(char number, Purpose purpose) {
    return device_protocol::describe_issuer(key(number).public_key(), Tier::commune,
                                            device_protocol::rights_of(purpose));
}

KeySet three() {
    return first_set({issuer('r', Purpose::root), issuer('e', Purpose::emergency),
                      issuer('o', Purpose::ordinary)},
                     now);
}

const std::vector<TierKey> province{{Purpose::emergency, text('E')},
                                    {Purpose::ordinary, text('O')}};

std::string refusal(const std::vector<TierKey>& keys, Tier tier = Tier::province) {
    const auto next = with_tier_keys(three(), Tier::commune, tier, keys, now);
    return next ? std::string() : next.error().code;
}

TEST(TierKeys, devices_follow_a_set_with_the_keys_of_the_province_and_one_without_again) {
    const KeySet with =
        with_tier_keys(three(), Tier::commune, Tier::province, province, now).value();
    EXPECT_EQ(with.version, 2);
    const auto followed = device_protocol::follow(three(), device_protocol::seal(with, key('r')));
    ASSERT_TRUE(followed.has_value());
    ASSERT_EQ(followed->issuers.size(), 5U);
    const KeySet without =
        with_tier_keys(with, Tier::commune, Tier::province, {}, now + 1h).value();
    EXPECT_EQ(without.issuers.size(), 3U);
    EXPECT_TRUE(
        device_protocol::follow(*followed, device_protocol::seal(without, key('r'))).has_value());
}

TEST(TierKeys, a_key_of_the_province_orders_and_writes_neither_programmes_nor_desired_states) {
    const KeySet set =
        with_tier_keys(three(), Tier::commune, Tier::province, province, now).value();
    for (const TrustedIssuer& one : set.issuers) {
        if (one.tier == Tier::province) {
            for (const Right right : {Right::desired, Right::manifest, Right::keys}) {
                EXPECT_FALSE(device_protocol::has_right(one, right));
            }
        }
    }
    EXPECT_TRUE(device_protocol::has_right(set.issuers[3], Right::emergency));
    EXPECT_TRUE(device_protocol::has_right(set.issuers[4], Right::play));
    EXPECT_EQ(signer_of(set, Tier::commune, Purpose::emergency, now)->keyid,
              crypto::key_id(key('e').public_key()))
        << "we still sign with our own";
}

TEST(TierKeys, the_keys_of_a_tier_are_replaced_as_a_whole_and_those_of_others_stay) {
    const KeySet one =
        with_tier_keys(three(), Tier::commune, Tier::province, province, now).value();
    const KeySet two =
        with_tier_keys(one, Tier::commune, Tier::central, {{Purpose::emergency, text('Z')}}, now)
            .value();
    const KeySet three_keys =
        with_tier_keys(two, Tier::commune, Tier::province, {{Purpose::emergency, text('F')}}, now)
            .value();
    EXPECT_EQ(keys_of_tier(three_keys, Tier::province, now).size(), 1U);
    EXPECT_EQ(keys_of_tier(three_keys, Tier::province, now).front().key, text('F'));
    EXPECT_EQ(keys_of_tier(three_keys, Tier::central, now).front().key, text('Z'));
    EXPECT_EQ(keys_of_tier(three_keys, Tier::commune, now).size(), 2U) << "a root stays at home";
}

TEST(TierKeys, only_a_tier_above_gives_keys) {
    EXPECT_EQ(refusal(province, Tier::commune), "keys.tier_not_above");
    EXPECT_EQ(refusal(province, Tier::central), "");
    EXPECT_EQ(with_tier_keys(three(), Tier::province, Tier::province, province, now).error().code,
              "keys.tier_not_above");
}

TEST(TierKeys, what_is_no_key_a_root_or_in_use_already_is_refused) {
    EXPECT_EQ(refusal({{Purpose::ordinary, "none"}}), "keys.bad_tier_key");
    EXPECT_EQ(refusal({{Purpose::root, text('R')}}), "keys.bad_tier_key");
    EXPECT_EQ(refusal({{Purpose::ordinary, text('o')}}), "keys.bad_tier_key");
    EXPECT_EQ(refusal({province[0], province[0]}), "keys.bad_tier_key");
    EXPECT_EQ(refusal(std::vector<TierKey>(9, province[0])), "keys.too_many_tier_keys");
}

TEST(TierKeys, the_digits_are_those_of_the_keys_in_any_order_and_of_no_others) {
    const std::string digits = fingerprint(province);
    EXPECT_EQ(digits.size(), 6U * 5U + 5U);
    EXPECT_EQ(fingerprint({province[1], province[0]}), digits);
    EXPECT_TRUE(is_fingerprint_of(province, digits));
    std::string typed = digits;
    std::ranges::replace(typed, ' ', '-');
    EXPECT_TRUE(is_fingerprint_of(province, " " + typed));
    EXPECT_FALSE(is_fingerprint_of({province[0]}, digits));
    EXPECT_FALSE(is_fingerprint_of({{Purpose::ordinary, text('E')}, province[1]}, digits));
    typed.back() = typed.back() == '0' ? '1' : '0';
    EXPECT_FALSE(is_fingerprint_of(province, typed));
    EXPECT_EQ(fingerprint({}), "");
    EXPECT_FALSE(is_fingerprint_of({}, ""));
}

} // namespace
} // namespace keys
