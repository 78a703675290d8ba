// Goal: who takes one key learns to do that key's work and no more, and a device follows every
// change of keys without being touched. Method: sets made of known keys, handed over rightly and
// wrongly.
#include "device_protocol/acceptance.hpp"
#include "device_protocol/key_set.hpp"
#include "device_protocol/sample_messages.hpp"

#include <gtest/gtest.h>

namespace device_protocol {

namespace {

crypto::KeyPair key(char number) {
    return crypto::KeyPair::from_seed(std::string(32, number)).value();
}

TrustedIssuer issuer(char number, Purpose purpose) {
    return describe_issuer(key(number).public_key(), Tier::commune, rights_of(purpose));
}

KeySet set(std::int64_t version, std::vector<TrustedIssuer> issuers) {
    return {version, sample::five_thirty, std::move(issuers)};
}

const KeySet first = set(1, {issuer('r', Purpose::root), issuer('e', Purpose::emergency),
                             issuer('o', Purpose::ordinary)});
const KeySet second = set(2, {issuer('r', Purpose::root), issuer('e', Purpose::emergency),
                              issuer('p', Purpose::ordinary)});

TEST(KeySets, a_set_signed_by_the_root_of_the_one_before_takes_over) {
    const auto followed = follow(first, seal(second, key('r')));
    ASSERT_TRUE(followed.has_value()) << followed.error().code;
    EXPECT_EQ(followed->version, 2);
    EXPECT_EQ(followed->issuers[2].keyid, issuer('p', Purpose::ordinary).keyid);
}

TEST(KeySets, a_stolen_ordinary_or_emergency_key_cannot_make_a_set) {
    EXPECT_EQ(follow(first, seal(second, key('o'))).error().code,
              "device_protocol.key_set_no_right");
    EXPECT_EQ(follow(first, seal(second, key('e'))).error().code,
              "device_protocol.key_set_no_right");
    EXPECT_EQ(follow(first, seal(second, key('x'))).error().code, "crypto.untrusted");
}

TEST(KeySets, a_stolen_ordinary_key_cannot_raise_a_siren_nor_an_emergency_key_rule_a_device) {
    const auto siren = open_command(seal(sample::play_command(), key('o')), first.issuers).value();
    const Situation situation{std::string(sample::device), {}, sample::five_thirty, true};
    EXPECT_EQ(judge_command(siren, {}, situation).code, "no_right");
    const auto real = open_command(seal(sample::play_command(), key('e')), first.issuers).value();
    EXPECT_EQ(judge_command(real, {}, situation).code, "");
    const auto desired = open_desired(seal(sample::desired(), key('e')), first.issuers).value();
    EXPECT_EQ(judge_desired(desired, 0, situation), "no_right");
}

TEST(KeySets, a_stolen_ordinary_key_cannot_hide_a_siren_in_a_programme) {
    const Situation situation{std::string(sample::device), {}, sample::five_thirty, true};
    const auto code = [&](const Manifest& manifest, char signer) {
        return judge_manifest(open_manifest(seal(manifest, key(signer)), first.issuers).value(), 0,
                              situation);
    };
    Manifest manifest = sample::manifest();
    EXPECT_EQ(code(manifest, 'o'), "");
    manifest.runs[1].class_ = BroadcastClass::emergency;
    EXPECT_EQ(code(manifest, 'o'), "no_right");
    EXPECT_EQ(code(manifest, 'e'), "");
    EXPECT_EQ(code(manifest, 'r'), "no_right");
}

TEST(KeySets, an_older_set_is_refused_and_so_is_a_jump_over_one) {
    EXPECT_EQ(follow(second, seal(first, key('r'))).error().code, "device_protocol.key_set_stale");
    EXPECT_EQ(follow(second, seal(second, key('r'))).error().code, "device_protocol.key_set_stale");
    KeySet third = second;
    third.version = 3;
    EXPECT_EQ(follow(first, seal(third, key('r'))).error().code, "device_protocol.key_set_gap");
}

TEST(KeySets, a_chain_is_followed_long_after_its_keys_have_ended) {
    KeySet now = first;
    for (std::int64_t version = 2; version <= 6; ++version) {
        const char root = static_cast<char>('0' + version);
        KeySet next = set(version, {issuer(root, Purpose::root), issuer('o', Purpose::ordinary)});
        next.issuers[0].until = sample::five_thirty;
        const char signer = version == 2 ? 'r' : static_cast<char>(root - 1);
        const auto followed = follow(now, seal(next, key(signer)));
        ASSERT_TRUE(followed.has_value()) << version << " " << followed.error().code;
        now = *followed;
    }
    EXPECT_EQ(now.version, 6);
}

TEST(KeySets, the_keys_of_an_old_claim_may_sign_the_first_set_only) {
    const KeySet claimed = set(0, {sample::commune_issuer()});
    EXPECT_TRUE(follow(claimed, seal(first, sample::commune_key())).has_value());
    const KeySet later = set(1, {sample::commune_issuer()});
    EXPECT_EQ(follow(later, seal(second, sample::commune_key())).error().code,
              "device_protocol.key_set_no_right");
}

TEST(KeySets, a_set_that_mixes_purposes_or_cannot_go_on_is_refused) {
    const auto refused = [](std::vector<TrustedIssuer> issuers) {
        const auto checked = check_key_set(set(2, std::move(issuers)));
        return !checked && checked.error().code == "device_protocol.bad_key_set";
    };
    EXPECT_FALSE(refused(second.issuers));
    EXPECT_TRUE(refused({issuer('o', Purpose::ordinary)}));
    EXPECT_TRUE(refused({issuer('r', Purpose::root), issuer('r', Purpose::root)}));
    TrustedIssuer both = issuer('e', Purpose::emergency);
    both.rights.push_back(Right::play);
    EXPECT_TRUE(refused({issuer('r', Purpose::root), both}));
    TrustedIssuer misnamed = issuer('o', Purpose::ordinary);
    misnamed.keyid = first.issuers[0].keyid;
    EXPECT_TRUE(refused({issuer('e', Purpose::root), misnamed}));
    KeySet sealed = second;
    sealed.issuers.push_back(both);
    EXPECT_EQ(follow(first, seal(sealed, key('r'))).error().code, "device_protocol.bad_key_set");
}

TEST(KeySets, what_arrives_before_or_after_the_time_of_its_key_is_refused) {
    KeySet timed = first;
    timed.issuers[2].from = sample::five_thirty;
    timed.issuers[2].until = sample::five_thirty + std::chrono::hours(1);
    Command command = sample::play_command();
    command.class_ = BroadcastClass::ordinary;
    command.expires_at = command.issued_at + std::chrono::hours(3);
    const auto code_at = [&](base::Millis after, bool clock_known) {
        const auto opened = open_command(seal(command, key('o')), timed.issuers).value();
        return judge_command(
                   opened, {},
                   {std::string(sample::device), {}, sample::five_thirty + after, clock_known})
            .code;
    };
    EXPECT_EQ(code_at(base::Millis(0), true), "");
    EXPECT_EQ(code_at(std::chrono::minutes(-5), true), "");
    EXPECT_EQ(code_at(std::chrono::minutes(-5) - base::Millis(1), true), "key_out_of_time");
    EXPECT_EQ(code_at(std::chrono::hours(1), true), "key_out_of_time");
    EXPECT_EQ(code_at(std::chrono::hours(1), false), "clock_unknown");
    const auto desired = open_desired(seal(sample::desired(), key('o')), timed.issuers).value();
    const Situation late{
        std::string(sample::device), {}, sample::five_thirty + std::chrono::hours(1), true};
    EXPECT_EQ(judge_desired(desired, 0, late), "key_out_of_time");
    const auto manifest = open_manifest(seal(sample::manifest(), key('o')), timed.issuers).value();
    EXPECT_EQ(judge_manifest(manifest, 0, late), "key_out_of_time");
}

TEST(KeySets, a_release_key_is_carried_by_the_set_and_can_do_nothing_else) {
    KeySet third = second;
    const auto maker = key('m').public_key();
    third.release_keys = {{crypto::key_id(maker), crypto::to_text(maker)}};
    const auto followed = follow(first, seal(third, key('r')));
    ASSERT_TRUE(followed) << followed.error().code;
    ASSERT_TRUE(followed->release_keys);
    EXPECT_EQ(followed->release_keys->front().keyid, crypto::key_id(maker));
    KeySet by_maker = *followed;
    by_maker.version = 3;
    EXPECT_EQ(follow(*followed, seal(by_maker, key('m'))).error().code, "crypto.untrusted");
}

TEST(KeySets, a_release_key_that_is_also_an_issuer_or_misnamed_is_refused) {
    KeySet third = second;
    const auto ordinary = key('p').public_key();
    third.release_keys = {{crypto::key_id(ordinary), crypto::to_text(ordinary)}};
    EXPECT_EQ(follow(first, seal(third, key('r'))).error().code, "device_protocol.bad_key_set");
    const auto maker = key('m').public_key();
    third.release_keys = {{crypto::key_id(ordinary), crypto::to_text(maker)}};
    EXPECT_EQ(follow(first, seal(third, key('r'))).error().code, "device_protocol.bad_key_set");
}

} // namespace

} // namespace device_protocol
