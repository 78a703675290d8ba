#include "keys/key_plan.hpp"

#include <gtest/gtest.h>

namespace keys {
namespace {

using namespace std::chrono_literals;
using device_protocol::follow;

constexpr base::Instant now{1'780'272'000'000};

crypto::KeyPair key(char number) {
    return crypto::KeyPair::from_seed(std::string(32, number)).value();
}

TrustedIssuer issuer(char number, Purpose purpose, Tier tier = Tier::commune) {
    return device_protocol::describe_issuer(key(number).public_key(), tier,
                                            device_protocol::rights_of(purpose));
}

KeySet three() {
    return first_set({issuer('r', Purpose::root), issuer('e', Purpose::emergency),
                      issuer('o', Purpose::ordinary)},
                     now);
}

std::string signs(const KeySet& set, Purpose purpose, base::Instant at) {
    const TrustedIssuer* found = signer_of(set, Tier::commune, purpose, at);
    return found == nullptr ? "" : found->keyid;
}

std::string name(char number) {
    return crypto::key_id(key(number).public_key());
}

TEST(KeyPlan, the_old_key_signs_through_the_overlap_and_is_believed_a_day_longer) {
    const KeySet next = rotate(three(), issuer('p', Purpose::ordinary),
                               {.purpose = Purpose::ordinary, .overlap = 48h}, now)
                            .value();
    EXPECT_EQ(next.version, 2);
    EXPECT_EQ(signs(next, Purpose::ordinary, now + 48h - 1ms), name('o'));
    EXPECT_EQ(signs(next, Purpose::ordinary, now + 48h), name('p'));
    EXPECT_EQ(signs(next, Purpose::ordinary, now + 30 * 24h), name('p'));
    const TrustedIssuer* old = signer_of(next, Tier::commune, Purpose::ordinary, now);
    EXPECT_TRUE(device_protocol::in_time(*old, now + 72h - 1ms));
    EXPECT_FALSE(device_protocol::in_time(*old, now + 72h));
    EXPECT_TRUE(follow(three(), device_protocol::seal(next, key('r'))).has_value());
}

TEST(KeyPlan, without_an_overlap_the_new_key_signs_at_once) {
    const KeySet next =
        rotate(three(), issuer('p', Purpose::ordinary), {.purpose = Purpose::ordinary}, now)
            .value();
    EXPECT_EQ(signs(next, Purpose::ordinary, now), name('p'));
    EXPECT_EQ(signs(next, Purpose::emergency, now), name('e'));
}

TEST(KeyPlan, a_clock_that_was_set_back_leaves_nobody_without_a_signer) {
    const Rotation planned{.purpose = Purpose::emergency, .overlap = 48h};
    const KeySet second = rotate(three(), issuer('f', Purpose::emergency), planned, now).value();
    const auto later = now + 30 * 24h;
    const KeySet third = rotate(second, issuer('g', Purpose::emergency), planned, later).value();
    EXPECT_EQ(signs(third, Purpose::emergency, later), name('f'));
    EXPECT_EQ(signs(third, Purpose::emergency, base::Instant{0}), name('f'))
        << "a server that starts without a clock battery must still raise an alarm";
}

TEST(KeyPlan, a_stolen_key_leaves_the_set_at_once_and_so_does_one_that_waited) {
    const KeySet waiting = rotate(three(), issuer('f', Purpose::emergency),
                                  {.purpose = Purpose::emergency, .overlap = 48h}, now)
                               .value();
    const KeySet next =
        rotate(waiting, issuer('g', Purpose::emergency),
               {.purpose = Purpose::emergency, .overlap = 48h, .stolen = true}, now + 1h)
            .value();
    EXPECT_EQ(next.issuers.size(), 3U);
    EXPECT_EQ(signs(next, Purpose::emergency, now + 1h), name('g'));
    EXPECT_EQ(next.issuers.back().from, std::nullopt);
}

TEST(KeyPlan, a_root_key_hands_over_at_once) {
    const KeySet next =
        rotate(three(), issuer('s', Purpose::root), {.purpose = Purpose::root, .overlap = 48h}, now)
            .value();
    EXPECT_EQ(signs(next, Purpose::root, now), name('s'));
    const auto followed = follow(three(), device_protocol::seal(next, key('r')));
    ASSERT_TRUE(followed.has_value());
    const KeySet third =
        rotate(next, issuer('p', Purpose::ordinary), {.purpose = Purpose::ordinary}, now).value();
    EXPECT_FALSE(follow(*followed, device_protocol::seal(third, key('r'))).has_value());
    EXPECT_TRUE(follow(*followed, device_protocol::seal(third, key('s'))).has_value());
}

TEST(KeyPlan, keys_that_have_ended_leave_with_the_next_rotation) {
    const KeySet second = rotate(three(), issuer('p', Purpose::ordinary),
                                 {.purpose = Purpose::ordinary, .overlap = 1h}, now)
                              .value();
    EXPECT_EQ(second.issuers.size(), 4U);
    const KeySet third = rotate(second, issuer('q', Purpose::ordinary),
                                {.purpose = Purpose::ordinary, .overlap = 1h}, now + 30h)
                             .value();
    EXPECT_EQ(third.issuers.size(), 4U);
    EXPECT_EQ(signs(third, Purpose::ordinary, now + 30h), name('p'));
}

TEST(KeyPlan, two_planned_rotations_do_not_overlap) {
    const Rotation planned{.purpose = Purpose::ordinary, .overlap = 48h};
    const KeySet second = rotate(three(), issuer('p', Purpose::ordinary), planned, now).value();
    EXPECT_EQ(rotate(second, issuer('q', Purpose::ordinary), planned, now + 47h).error().code,
              "keys.rotation_running");
    EXPECT_TRUE(rotate(second, issuer('q', Purpose::ordinary), planned, now + 48h).has_value());
    EXPECT_TRUE(rotate(second, issuer('f', Purpose::emergency),
                       {.purpose = Purpose::emergency, .overlap = 48h}, now)
                    .has_value());
}

TEST(KeyPlan, an_overlap_is_at_most_thirty_days) {
    const auto code = [](base::Millis overlap) {
        const auto next = rotate(three(), issuer('p', Purpose::ordinary),
                                 {.purpose = Purpose::ordinary, .overlap = overlap}, now);
        return next ? std::string() : next.error().code;
    };
    EXPECT_EQ(code(30 * 24h), "");
    EXPECT_EQ(code(30 * 24h + 1ms), "keys.overlap_out_of_range");
    EXPECT_EQ(code(-1ms), "keys.overlap_out_of_range");
}

TEST(KeyPlan, the_key_of_another_tier_stays_and_is_never_ours_to_sign_with) {
    KeySet set = three();
    set.issuers.push_back(issuer('v', Purpose::ordinary, Tier::province));
    const KeySet next = rotate(set, issuer('p', Purpose::ordinary),
                               {.purpose = Purpose::ordinary, .stolen = true}, now)
                            .value();
    EXPECT_EQ(next.issuers.size(), 4U);
    EXPECT_EQ(signs(next, Purpose::ordinary, now), name('p'));
}

TEST(KeyPlan, only_an_administrator_with_a_fresh_second_factor_rotates) {
    rights::Actor actor;
    actor.second_factor_at = now;
    actor.grants = {{rights::Role::operator_, area::AreaPath({"91"})}};
    EXPECT_EQ(may_change_keys(actor, now).error().code, "rights.forbidden");
    actor.grants = {{rights::Role::administrator, area::AreaPath({"91", "31069"})}};
    EXPECT_TRUE(may_change_keys(actor, now + 10min).has_value());
    EXPECT_EQ(may_change_keys(actor, now + 10min + 1ms).error().code, "keys.second_factor_needed");
    actor.second_factor_at.reset();
    EXPECT_EQ(may_change_keys(actor, now).error().code, "keys.second_factor_needed");
}

TEST(KeyPlan, release_keys_replace_the_ones_before_and_survive_a_rotation) {
    const auto text = [](char number) { return crypto::to_text(key(number).public_key()); };
    const KeySet two = with_release_keys(three(), {text('m'), text('n')}, now).value();
    EXPECT_EQ(two.version, 2);
    ASSERT_EQ(two.release_keys->size(), 2);
    EXPECT_TRUE(follow(three(), device_protocol::seal(two, key('r'))).has_value());
    const KeySet rotated =
        rotate(two, issuer('p', Purpose::ordinary), {.purpose = Purpose::ordinary}, now).value();
    EXPECT_EQ(rotated.release_keys->front().keyid, name('m'));
    const KeySet one = with_release_keys(rotated, {text('n')}, now).value();
    ASSERT_EQ(one.release_keys->size(), 1);
    EXPECT_EQ(one.release_keys->front().keyid, name('n'));
    EXPECT_FALSE(with_release_keys(one, {}, now)->release_keys.has_value());
}

TEST(KeyPlan, what_is_no_key_or_signs_here_is_no_release_key) {
    const std::string maker = crypto::to_text(key('m').public_key());
    const std::string root = crypto::to_text(key('r').public_key());
    for (const std::vector<std::string>& keys :
         {std::vector<std::string>{"none"}, {""}, {root}, {maker, maker}}) {
        EXPECT_EQ(with_release_keys(three(), keys, now).error().code, "keys.bad_release_key");
    }
    EXPECT_EQ(with_release_keys(three(), std::vector<std::string>(9, maker), now).error().code,
              "keys.too_many_release_keys");
}

} // namespace
} // namespace keys
