#include "base/hash.hpp"
#include "base/id.hpp"
#include "base/local_time.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "testing/seeded_random.hpp"

#include <gtest/gtest.h>

namespace base {

namespace {

Result<int> half(int value) {
    if (value % 2 != 0) {
        return fail(Fault::invalid, "test.odd", "lẻ", "odd");
    }
    return value / 2;
}

Result<int> quarter(int value) {
    TRY_ASSIGN(const int once, half(value));
    TRY_ASSIGN(const int twice, half(once));
    return twice;
}

TEST(Try, passes_the_value_on_and_the_first_error_up) {
    EXPECT_EQ(quarter(8).value(), 2);
    EXPECT_EQ(quarter(6).error().code, "test.odd");
}

TEST(LocalTime, an_instant_and_its_local_form_are_seven_hours_apart) {
    const auto at = parse_instant("2026-06-01T05:30:00+07:00");
    ASSERT_TRUE(at.has_value());
    EXPECT_EQ(to_text(*at), "2026-05-31T22:30:00.000Z");
    const auto local = to_local(*at);
    EXPECT_EQ(to_text(local.date), "2026-06-01");
    EXPECT_EQ(to_text(local.time), "05:30:00");
    EXPECT_EQ(to_instant(local), *at);
}

TEST(LocalTime, an_instant_before_1970_has_a_local_form_too) {
    const Instant at{-1};
    EXPECT_EQ(to_text(at), "1969-12-31T23:59:59.999Z");
    EXPECT_EQ(to_text(to_local(at).time), "06:59:59");
}

TEST(LocalTime, fractions_are_kept_to_the_millisecond) {
    EXPECT_EQ(parse_instant("1970-01-01T00:00:01.5Z").value().ms, 1500);
    EXPECT_EQ(parse_instant("1970-01-01T00:00:01.123456Z").value().ms, 1123);
}

TEST(LocalTime, what_is_no_date_or_time_is_refused) {
    for (const char* text :
         {"2026-02-30", "2026-13-01", "26-01-01", "2026/01/01", "", "2026-01-1a"}) {
        EXPECT_FALSE(parse_date(text).has_value()) << text;
    }
    for (const char* text : {"24:00:01", "5:30", "05:60", "05:30:60", "", "ab:cd"}) {
        EXPECT_FALSE(parse_time(text).has_value()) << text;
    }
    for (const char* text : {"2026-06-01", "2026-06-01T05:30:00", "2026-06-01T24:00:00Z",
                             "2026-06-01T05:30:00+7:00", "2026-06-01T05:30:00.Z"}) {
        EXPECT_FALSE(parse_instant(text).has_value()) << text;
    }
}

TEST(LocalTime, days_are_counted_across_months_and_weekdays_start_on_monday) {
    const auto date = parse_date("2028-02-28").value();
    EXPECT_EQ(to_text(add_days(date, 2)), "2028-03-01");
    EXPECT_EQ(days_between(date, parse_date("2028-03-01").value()), 2);
    EXPECT_EQ(iso_weekday(parse_date("2026-06-01").value()), 1U);
    EXPECT_EQ(iso_weekday(parse_date("2026-06-07").value()), 7U);
}

TEST(Uuid, version_7_carries_the_time_and_survives_its_text) {
    testing_support::SeededRandom random(1);
    const Uuid id = make_uuid_v7(Instant{0x0123456789AB}, random);
    const std::string text = to_text(id);
    EXPECT_EQ(text.substr(0, 15), "01234567-89ab-7");
    EXPECT_EQ(parse_uuid(text).value(), id);
}

TEST(Uuid, malformed_text_is_refused) {
    for (const char* text :
         {"", "01234567-89ab-7000-8000-00000000000", "0123456789ab-7000-8000-0000000000000",
          "01234567-89ab-7000-8000-00000000000g"}) {
        EXPECT_FALSE(parse_uuid(text).has_value()) << text;
    }
}

TEST(Text, search_ignores_tone_marks_case_and_their_spelling) {
    EXPECT_EQ(fold("Đông  Hòa"), "dong hoa");
    EXPECT_EQ(fold("ĐÔNG HOÀ"), "dong hoa");
    EXPECT_EQ(fold("Xã Vĩnh Thuận, An Giang."), "xa vinh thuan an giang");
    EXPECT_EQ(fold("\xff"), "");
}

TEST(Text, decomposed_letters_become_one_form) {
    EXPECT_EQ(to_nfc("e\xcc\x82\xcc\x81").value(), "ế");
    EXPECT_EQ(to_nfc("\xc3\x28").error().code, "base.not_utf8");
    EXPECT_FALSE(to_nfc(std::string_view("a\0b", 3)).has_value());
    EXPECT_EQ(code_points("ế!"), 2U);
    EXPECT_EQ(to_lower("ĐẮK LẮK"), "đắk lắk");
}

TEST(Hash, base64_follows_rfc_4648) {
    EXPECT_EQ(to_base64("foobar"), "Zm9vYmFy");
    EXPECT_EQ(to_base64("fooba"), "Zm9vYmE=");
    EXPECT_EQ(to_base64("foob"), "Zm9vYg==");
    EXPECT_EQ(from_base64("Zm9vYg==").value(), "foob");
    EXPECT_EQ(from_base64("").value(), "");
    for (const char* text : {"Zm9vYh==", "Zm9v!mFy", "Zm9", "Zg==Zg==", "===="}) {
        EXPECT_FALSE(from_base64(text).has_value()) << text;
    }
}

TEST(Hash, hex_is_lower_case_and_complete) {
    const std::string text(64, 'a');
    EXPECT_EQ(to_text(parse_sha256(text).value()), text);
    EXPECT_FALSE(parse_sha256(std::string(64, 'A')).has_value());
    EXPECT_FALSE(parse_sha256("ab").has_value());
}

} // namespace

} // namespace base
