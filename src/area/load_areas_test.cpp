#include "area/area_fixture.hpp"
#include "area/load_areas.hpp"
#include "testing/temporary_database.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace area {

namespace {

class LoadAreasTest : public testing::TestWithParam<testing_support::Engine> {
protected:
    void SetUp() override {
        if (const auto why = testing_support::why_missing(GetParam())) {
            GTEST_SKIP() << *why;
        }
        database_ = std::make_unique<testing_support::TemporaryDatabase>(GetParam());
    }
    /// A list of tomorrow in which Vĩnh Thuận has become a ward.
    static Catalogue newer() {
        Catalogue catalogue = real_directory().catalogue();
        catalogue.label = day("2027-01-01");
        catalogue.bases.push_back({"NEW", "Nghị quyết mới"});
        for (Unit& unit : catalogue.units) {
            if (unit.code == "31069") {
                unit.valid_to = day("2027-01-01");
            }
        }
        catalogue.units.push_back(
            {"31069", "91", Kind::ward, "Vĩnh Thuận", day("2027-01-01"), std::nullopt, "NEW"});
        return catalogue;
    }
    base::Result<LoadReport> load(const Catalogue& catalogue) {
        return load_areas(database_->database(), write_catalogue(catalogue), base::Instant{1});
    }

    std::unique_ptr<testing_support::TemporaryDatabase> database_;
};

TEST_P(LoadAreasTest, without_a_loaded_list_the_built_in_one_is_in_use) {
    const auto directory = open_directory(database_->database()).value();
    EXPECT_EQ(directory->catalogue().label, day("2026-04-30"));
}

TEST_P(LoadAreasTest, a_newer_list_is_in_use_from_then_on) {
    const auto report = load(newer());
    ASSERT_TRUE(report.has_value());
    EXPECT_TRUE(report->stored);
    EXPECT_EQ(report->counts.wards, 698U);
    const auto directory = open_directory(database_->database()).value();
    EXPECT_EQ(full_name(*directory->find("31069", day("2027-01-01"))), "Phường Vĩnh Thuận");
    EXPECT_EQ(full_name(*directory->find("31069", day("2026-12-31"))), "Xã Vĩnh Thuận");
}

TEST_P(LoadAreasTest, the_same_list_again_changes_nothing_and_an_older_one_is_refused) {
    ASSERT_TRUE(load(newer()).has_value());
    EXPECT_FALSE(load(newer())->stored);
    EXPECT_EQ(load(real_directory().catalogue()).error().code, "area.old_catalogue");
    Catalogue other = newer();
    other.formers.clear();
    EXPECT_EQ(load(other).error().code, "area.old_catalogue");
}

TEST_P(LoadAreasTest, an_unsound_list_is_refused_with_its_problems) {
    Catalogue catalogue = newer();
    catalogue.units.back().parent = "99";
    const auto report = load(catalogue);
    ASSERT_FALSE(report.has_value());
    EXPECT_EQ(report.error().code, "area.unsound_catalogue");
    EXPECT_EQ(report.error().fields.size(), 1U);
    EXPECT_EQ(open_directory(database_->database()).value()->catalogue().label, day("2026-04-30"));
}

INSTANTIATE_TEST_SUITE_P(All, LoadAreasTest, testing::ValuesIn(testing_support::engines()));

} // namespace

} // namespace area
