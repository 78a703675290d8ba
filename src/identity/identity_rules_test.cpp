#include "identity/lockout.hpp"
#include "identity/password_hasher.hpp"
#include "identity/password_rules.hpp"
#include "identity/totp.hpp"
#include "identity/user.hpp"

#include "testing/seeded_random.hpp"

#include <gmock/gmock.h>

namespace identity {

namespace {

using testing::HasSubstr;
using testing::SizeIs;

TEST(PasswordRules, a_short_sentence_is_welcome) {
    EXPECT_TRUE(check_password("con trâu ăn cỏ", "lan"));
    EXPECT_TRUE(check_password("xT9#kq2!mZ", "lan"));
}

TEST(PasswordRules, ten_characters_are_counted_as_people_count_them) {
    EXPECT_FALSE(check_password("ăâđêôơưế1", "lan"));
    EXPECT_TRUE(check_password("ăâđêôơưế12", "lan"));
    EXPECT_FALSE(check_password(std::string(129, 'a') + "bcdef", "lan"));
}

TEST(PasswordRules, what_everybody_chooses_is_refused) {
    for (const char* common : {"1234567890", "0987654321", "matkhau123", "MatKhau@2026",
                               "mật khẩu 123", "password12345", "Admin123456", "aaaaaaaaaaaa",
                               "abababababab", "qwertyuiop", "VietNam2026", "ubndxa@2025"}) {
        EXPECT_FALSE(check_password(common, "lan")) << common;
    }
}

TEST(PasswordRules, the_user_name_is_refused_in_any_dress) {
    EXPECT_FALSE(check_password("nguyenvanan", "nguyenvanan"));
    EXPECT_FALSE(check_password("NguyễnVănAn2026", "nguyenvanan"));
}

TEST(UserName, letters_digits_dots_and_hyphens_in_lower_case) {
    EXPECT_EQ(check_user_name(" Lan.Anh-01 ").value(), "lan.anh-01");
    for (const char* bad : {"", "ab", "1lan", "lan anh", "lần", "a\tbc", "lan/anh"}) {
        EXPECT_FALSE(check_user_name(bad)) << bad;
    }
    EXPECT_FALSE(check_user_name(std::string(41, 'a')));
}

TEST(UserName, telephone_numbers_are_loose_but_not_free_text) {
    for (const char* good : {"", "0912345678", "+84 912 345 678", "0297-382.4567"}) {
        EXPECT_TRUE(check_phone(good)) << good;
    }
    for (const char* bad : {"12345", "09123+45678", "gọi sau", "123456789012345678901"}) {
        EXPECT_FALSE(check_phone(bad)) << bad;
    }
}

TEST(Grants, a_part_is_the_same_role_in_the_same_place_or_below) {
    using rights::Grant;
    using rights::Role;
    const area::AreaPath province({"91"});
    const area::AreaPath commune({"91", "31069"});
    const std::vector<Grant> own{{Role::composer, commune}};
    EXPECT_THAT(within({{Role::composer, commune}}, own), SizeIs(1));
    EXPECT_THAT(within({{Role::composer, province}}, own), SizeIs(0));
    EXPECT_THAT(within({{Role::approver, commune}}, own), SizeIs(0));
}

TEST(Lockout, locks_grow_and_are_bounded_and_failures_are_forgotten) {
    constexpr LockoutRule rule{
        .free = 2, .first = base::Millis{1'000}, .longest = base::Millis{3'000}};
    base::Instant now{1'000'000};
    const Attempts first = begin_attempt({}, rule, now).value();
    EXPECT_EQ(first.locked_until, base::Instant{});
    Attempts attempts = begin_attempt(first, rule, now).value();
    EXPECT_EQ(attempts.locked_until, now + base::Millis{1'000});
    EXPECT_EQ(begin_attempt(attempts, rule, now).error().code, "identity.locked_out");
    for (const int expected : {2'000, 3'000, 3'000}) {
        now = attempts.locked_until;
        attempts = begin_attempt(attempts, rule, now).value();
        EXPECT_EQ((attempts.locked_until - now).count(), expected);
    }
    now = now + rule.forgotten_after + base::Millis{1};
    EXPECT_EQ(begin_attempt(attempts, rule, now).value().failures, 1);
    EXPECT_EQ(taken_back(first).failures, 0);
}

TEST(Totp, agrees_with_the_vectors_of_rfc_6238) {
    // Appendix B, SHA-1, secret "12345678901234567890"; its 8 digits end in our 6.
    const std::string secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    EXPECT_EQ(totp_code(secret, {59'000}), "287082");
    EXPECT_EQ(totp_code(secret, {1'111'111'109'000}), "081804");
    EXPECT_EQ(totp_code(secret, {20'000'000'000'000}), "353130");
}

TEST(Totp, a_neighbouring_step_is_accepted_and_a_used_one_is_not) {
    testing_support::SeededRandom random(1);
    const std::string secret = make_totp_secret(random);
    EXPECT_THAT(secret, SizeIs(32));
    const base::Instant now{1'780'279'200'000};
    const base::Millis step{30'000};
    const std::int64_t present = now.ms / step.count();
    EXPECT_EQ(match_totp(secret, totp_code(secret, now), now, 0), present);
    EXPECT_EQ(match_totp(secret, totp_code(secret, now - step), now, 0), present - 1);
    EXPECT_EQ(match_totp(secret, totp_code(secret, now + step), now, 0), present + 1);
    EXPECT_EQ(match_totp(secret, totp_code(secret, now - step - step), now, 0), std::nullopt);
    EXPECT_EQ(match_totp(secret, totp_code(secret, now), now, present), std::nullopt);
    EXPECT_EQ(match_totp("", "000000", now, 0), std::nullopt);
    EXPECT_EQ(match_totp("not base32!", "000000", now, 0), std::nullopt);
}

TEST(Totp, the_address_escapes_what_an_address_must_not_hold) {
    EXPECT_THAT(totp_address("ABC", "Xã A", "lan"), HasSubstr("otpauth://totp/X%C3%A3%20A:lan?"));
}

TEST(PasswordHasher, knows_right_from_wrong_and_from_nobody) {
    PasswordHasher hasher(crypto::cheapest_password_cost);
    const std::string hash = hasher.hash("con trâu").value();
    EXPECT_TRUE(hasher.verify(hash, "con trâu").value());
    EXPECT_FALSE(hasher.verify(hash, "con bò").value());
    EXPECT_FALSE(hasher.verify("", "nobody has this password").value());
    EXPECT_FALSE(hasher.needs_rehash(hash));
    EXPECT_TRUE(
        PasswordHasher(crypto::PasswordCost{.passes = 2, .memory_kib = 16}).needs_rehash(hash));
}

} // namespace

} // namespace identity
