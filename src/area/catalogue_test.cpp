#include "area/area_fixture.hpp"
#include "area/catalogue_check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace area {

namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Catalogue small() {
    return {.label = day("2026-04-30"),
            .bases = {{"A", "Nghị quyết A"}},
            .units = {{"91", "", Kind::province, "An Giang", day("2025-07-01"), std::nullopt, "A"},
                      {"31069", "91", Kind::commune, "Vĩnh Thuận", day("2025-07-01"), std::nullopt,
                       "A"}},
            .aliases = {{"31070", "31069"}},
            .formers = {{"31072", "Xã Tân Thuận", "Huyện Vĩnh Thuận, Tỉnh Kiên Giang", "31069"}}};
}

TEST(Catalogue, what_is_written_can_be_read_again) {
    EXPECT_EQ(read_catalogue(write_catalogue(small())).value(), small());
}

TEST(Catalogue, a_wrong_line_is_named) {
    const std::string good = write_catalogue(small());
    for (const char* line :
         {"unit\t1", "unit\t31070\t91\tHuyện\tX\t2025-07-01\t\tA",
          "unit\t31070\t91\tXã\tX\t2025-13-01\t\tA",
          "unit\t31070\t91\tXã\tX\t2025-07-01\t2025-07-01\tA", "former\ta", "other\tx\ty"}) {
        const auto read = read_catalogue(good + line + "\n");
        ASSERT_FALSE(read.has_value()) << line;
        EXPECT_EQ(read.error().code, "area.bad_catalogue");
        EXPECT_THAT(read.error().message.en, HasSubstr("line 7")) << line;
    }
    EXPECT_FALSE(read_catalogue("").has_value());
    EXPECT_FALSE(read_catalogue("nguon-areas\t2\t2026-04-30\n").has_value());
    EXPECT_FALSE(read_catalogue("\xFF").has_value());
}

TEST(CatalogueCheck, a_sound_list_has_no_problem) {
    EXPECT_THAT(check_catalogue(small()), IsEmpty());
}

TEST(CatalogueCheck, each_fault_is_named) {
    const auto problems_with = [](auto&& change) {
        Catalogue catalogue = small();
        change(catalogue);
        return check_catalogue(catalogue);
    };
    const Unit twin = small().units[1];
    EXPECT_THAT(problems_with([](Catalogue& c) { c.units[1].code = "3106"; }),
                testing::Contains(HasSubstr("has 5 digits")));
    EXPECT_THAT(problems_with([](Catalogue& c) { c.units[1].parent = "92"; }),
                ElementsAre(HasSubstr("province 92 is not there")));
    EXPECT_THAT(problems_with([&](Catalogue& c) { c.units.push_back(twin); }),
                ElementsAre(HasSubstr("overlap or leave a gap")));
    EXPECT_THAT(problems_with([](Catalogue& c) { c.units[1].name = " Vĩnh"; }),
                ElementsAre(HasSubstr("stray characters")));
    EXPECT_THAT(problems_with([](Catalogue& c) { c.units[1].name = "Hoa\xCC\x80"; }),
                ElementsAre(HasSubstr("stray characters")));
    EXPECT_THAT(problems_with([](Catalogue& c) { c.units[1].basis = "B"; }),
                ElementsAre(HasSubstr("basis B")));
    EXPECT_THAT(problems_with([](Catalogue& c) { c.formers[0].successor = "9"; }),
                ElementsAre(HasSubstr("became 9")));
    EXPECT_THAT(problems_with([](Catalogue& c) { c.aliases[0].alias = "91"; }),
                ElementsAre(HasSubstr("code of a unit itself")));
}

TEST(BuiltInCatalogue, it_is_sound_and_has_the_units_in_force) {
    const Catalogue& catalogue = real_directory().catalogue();
    EXPECT_THAT(check_catalogue(catalogue), IsEmpty());
    EXPECT_EQ(count_units(catalogue, day("2026-11-21")), counts_of_2026_04_30);
    EXPECT_EQ(counts_of_2026_04_30.below_provinces(), 3321U);
    EXPECT_GT(catalogue.formers.size(), 10'000U);
}

TEST(BuiltInCatalogue, before_30_04_2026_dong_nai_was_a_province_with_ten_wards_fewer) {
    const Counts before = count_units(real_directory().catalogue(), day("2026-04-29"));
    EXPECT_EQ(before.cities, 6U);
    EXPECT_EQ(before.wards, 687U);
    EXPECT_EQ(before.communes, 2621U);
    EXPECT_EQ(full_name(*real_directory().find("75", day("2026-04-29"))), "Tỉnh Đồng Nai");
    EXPECT_EQ(full_name(*real_directory().find("75", day("2026-04-30"))), "Thành phố Đồng Nai");
    EXPECT_EQ(full_name(*real_directory().find("26368", day("2026-05-01"))), "Phường Long Thành");
}

TEST(BuiltInCatalogue, provinces_have_as_many_communes_as_the_law_gives_them) {
    const auto below = [](const char* code) {
        return real_directory().children(code, day("2026-11-21")).size();
    };
    EXPECT_EQ(below(""), 34U);
    EXPECT_EQ(below("01"), 126U);
    EXPECT_EQ(below("79"), 168U);
    EXPECT_EQ(below("66"), 102U);
    EXPECT_EQ(below("91"), 102U);
    EXPECT_EQ(below("52"), 135U);
    EXPECT_EQ(below("68"), 124U);
    EXPECT_EQ(below("75"), 95U);
}

TEST(BuiltInCatalogue, a_disputed_code_is_found_by_both) {
    const Directory& directory = real_directory();
    EXPECT_EQ(directory.find("06978", day("2026-11-21"))->name, "Ba Chẽ");
    EXPECT_EQ(directory.find("06970", day("2026-11-21"))->name, "Ba Chẽ");
    EXPECT_EQ(directory.find("23737", day("2026-11-21"))->code, "23938");
    EXPECT_EQ(directory.find("99999", day("2026-11-21")), nullptr);
}

} // namespace

} // namespace area
