#include "area/area_fixture.hpp"
#include "area/search.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace area {

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// `31069 Xã Vĩnh Thuận`, with the former name behind when it was found by it.
std::vector<std::string> find(const std::string& text, std::size_t limit = 3,
                              const std::string& under = "") {
    std::vector<std::string> lines;
    for (const Found& found : search(real_directory(), {.text = text,
                                                        .under = AreaPath::parse(under).value(),
                                                        .limit = limit,
                                                        .day = day("2026-11-21")})) {
        lines.push_back(found.unit->code + ' ' + full_name(*found.unit) +
                        (found.former == nullptr ? "" : " < " + found.former->name));
    }
    return lines;
}

TEST(Search, without_marks_finds_both_communes_of_a_name_before_longer_names) {
    EXPECT_THAT(find("vinh thuan", 2), ElementsAre("11842 Xã Vĩnh Thuận", "31069 Xã Vĩnh Thuận"));
    EXPECT_THAT(find("VINH  THUAN", 2), ElementsAre("11842 Xã Vĩnh Thuận", "31069 Xã Vĩnh Thuận"));
    EXPECT_THAT(find("Vĩnh Thuận", 2), ElementsAre("11842 Xã Vĩnh Thuận", "31069 Xã Vĩnh Thuận"));
}

TEST(Search, a_province_behind_the_name_narrows) {
    EXPECT_THAT(find("vinh thuan an giang", 1), ElementsAre("31069 Xã Vĩnh Thuận"));
    EXPECT_THAT(find("xã Vĩnh Thuận, tỉnh An Giang", 1), ElementsAre("31069 Xã Vĩnh Thuận"));
    EXPECT_THAT(find("vinh thuan hai phong", 1), ElementsAre("11842 Xã Vĩnh Thuận"));
}

TEST(Search, under_narrows_too) {
    EXPECT_THAT(find("vinh thuan", 1, "91"), ElementsAre("31069 Xã Vĩnh Thuận"));
    EXPECT_THAT(find("ha noi", 3, "91"), IsEmpty());
}

TEST(Search, typed_marks_win_over_folded_ones) {
    const auto found = find("hòa bình", 20);
    ASSERT_FALSE(found.empty());
    EXPECT_THAT(found.front(), testing::HasSubstr("Hòa Bình"));
}

TEST(Search, both_spellings_of_a_tone_mark_find_the_same) {
    EXPECT_THAT(find("khánh hoà", 1), ElementsAre("56 Tỉnh Khánh Hòa"));
    EXPECT_THAT(find("khánh hòa", 1), ElementsAre("56 Tỉnh Khánh Hòa"));
}

TEST(Search, provinces_come_before_communes_of_the_same_name) {
    EXPECT_THAT(find("dong nai", 1), ElementsAre("75 Thành phố Đồng Nai"));
    EXPECT_THAT(find("tp hue", 1), ElementsAre("46 Thành phố Huế"));
    EXPECT_THAT(find("ho chi minh", 1), ElementsAre("79 Thành phố Hồ Chí Minh"));
}

TEST(Search, an_old_name_finds_the_unit_of_today) {
    EXPECT_THAT(find("tan thuan kien giang", 1), ElementsAre("31069 Xã Vĩnh Thuận < Xã Tân Thuận"));
    EXPECT_THAT(find("xã tân thuận, huyện vĩnh thuận", 1),
                ElementsAre("31069 Xã Vĩnh Thuận < Xã Tân Thuận"));
    EXPECT_THAT(find("thị trấn vĩnh thuận kiên giang", 1),
                ElementsAre("31051 Xã Vĩnh Phong < Thị trấn Vĩnh Thuận"));
}

TEST(Search, a_name_given_up_lately_finds_the_unit_under_its_new_kind) {
    EXPECT_THAT(find("xã long thành đồng nai", 1), ElementsAre("26368 Phường Long Thành"));
}

TEST(Search, a_code_finds_its_unit) {
    EXPECT_THAT(find("31069", 1), ElementsAre("31069 Xã Vĩnh Thuận"));
    EXPECT_THAT(find("91", 1), ElementsAre("91 Tỉnh An Giang"));
}

TEST(Search, beginnings_of_words_are_enough) {
    EXPECT_THAT(find("vinh thu an gi", 1), ElementsAre("31069 Xã Vĩnh Thuận"));
    EXPECT_THAT(find("chi minh", 10), testing::Contains("79 Thành phố Hồ Chí Minh"));
}

TEST(Search, nonsense_finds_nothing_and_does_no_harm) {
    for (const std::string& text : std::vector<std::string>{
             "", " ", ",", "\xFF\xFE", "zzzz", std::string(10'000, 'a'), "%_'\"", "xã"}) {
        EXPECT_THAT(find(text, 3).size(), testing::Le(3U));
    }
    EXPECT_THAT(find("khong co xa nay"), IsEmpty());
}

} // namespace

} // namespace area
