// Goal: the words and facets of the archive's index, and that bulletins written before there was
// one are found by it. What the index finds is content_contract.hpp.
#include "content/bulletin_json.hpp"
#include "content/bulletin_search.hpp"
#include "content/content_samples.hpp"
#include "content/content_store_sql.hpp"
#include "storage/migrator.hpp"
#include "testing/temporary_database.hpp"

#include <gtest/gtest.h>

namespace content {

namespace {

using namespace samples;

TEST(BulletinSearch, the_index_holds_each_folded_word_once_the_title_marked_and_the_places_above) {
    EXPECT_EQ(search_terms(ready()),
              (std::set<std::string>{"6", "=6", "=chung", "=lich", "=thang", "=tiem", "/area=91",
                                     "/area=91/31069", "/author=" + base::to_text(author().user),
                                     "chung", "/class=ordinary", "/field=y_te", "lich", "mai",
                                     "/of=91/31069", "sang", "/state=draft", "thang", "tiem"}));
}

TEST(BulletinSearch, at_most_ten_words_of_a_query_count) {
    EXPECT_EQ(search_words("  Hòa, BÌNH "), (std::vector<std::string>{"hoa", "binh"}));
    EXPECT_EQ(search_words("1 2 3 4 5 6 7 8 9 10 11 12").size(), 10U);
    EXPECT_TRUE(search_words(" ?! ").empty());
}

using Groups = std::vector<std::vector<std::string>>;

TEST(BulletinSearch, the_whole_country_is_not_asked_for) {
    EXPECT_EQ(wanted_terms({.visible = {area::AreaPath(), commune}}), Groups{});
    EXPECT_EQ(wanted_terms({.visible = {area::AreaPath()}, .state = BulletinState::draft}),
              (Groups{{"/state=draft"}}));
}

TEST(BulletinSearch, a_province_is_narrowed_down_and_a_commune_is_narrow_enough) {
    EXPECT_EQ(wanted_terms({.visible = {province, commune}, .class_ = BroadcastClass::priority}),
              (Groups{{"/area=91", "/area=91/31069"}, {"/class=priority"}}));
    EXPECT_EQ(
        wanted_terms(
            {.visible = {commune, neighbour}, .state = BulletinState::draft, .search = "tiem"}),
        (Groups{{"/area=91/31069", "/area=91/31012"}}));
    EXPECT_EQ(wanted_terms({.visible = {province}, .area = commune, .search = "tiem"}),
              (Groups{{"/area=91/31069"}}));
}

TEST(BulletinSearch, without_words_all_that_filters_is_asked_of_the_index) {
    EXPECT_EQ(wanted_terms({.visible = {commune}, .state = BulletinState::draft, .search = " ?"}),
              (Groups{{"/area=91/31069"}, {"/state=draft"}}));
}

TEST(BulletinSearch, what_units_above_offer_is_narrowed_down_to_these_units) {
    EXPECT_EQ(wanted_terms({.visible = {commune, neighbour},
                            .from_above = true,
                            .state = BulletinState::broadcast}),
              (Groups{{"/of=", "/of=91"}, {"/state=broadcast"}}));
    EXPECT_EQ(wanted_terms({.visible = {area::AreaPath()}, .from_above = true}), Groups{});
}

class SearchMigration : public testing::TestWithParam<testing_support::Engine> {
protected:
    void SetUp() override {
        if (const auto missing = testing_support::why_missing(GetParam())) {
            GTEST_SKIP() << *missing;
        }
        database_.emplace(GetParam(), testing_support::TemporaryDatabase::Schema::empty);
        for (const storage::Migration& migration : storage::embedded_migrations()) {
            if (migration.number < 170) {
                before_.push_back(migration);
            }
        }
        ASSERT_TRUE(storage::migrate(**database_, before_, now).has_value());
    }
    /// As the program before wrote it.
    void write_row(const Bulletin& bulletin, std::string_view search_text) {
        const auto written =
            (*database_)->write([&](storage::Transaction& transaction) -> base::Result<void> {
                const BulletinBody& body = bulletin.body;
                transaction.execute(
                    "insert into bulletin (id, state, class, field_key, area, author, valid_from, "
                    "valid_to, search_text, version, document) "
                    "values ($1, $2, $3, 'y te', $4, $5, $6, $7, $8, 1, $9)",
                    {bulletin.id, to_text(bulletin.state), to_text(body.class_),
                     area::to_text(body.area), bulletin.author.user, body.valid_from, body.valid_to,
                     std::string(search_text), to_json(bulletin)});
                return {};
            });
        ASSERT_TRUE(written.has_value()) << written.error().message.en;
    }

    std::optional<testing_support::TemporaryDatabase> database_;
    std::vector<storage::Migration> before_;
};

INSTANTIATE_TEST_SUITE_P(Engines, SearchMigration,
                         testing::Values(testing_support::Engine::sqlite,
                                         testing_support::Engine::postgres),
                         testing::PrintToStringParamName());

TEST_P(SearchMigration, bulletins_of_before_are_found_by_words_place_and_state) {
    Bulletin bulletin = ready();
    write_row(bulletin, "lich tiem chung thang 6\nsang mai tiem chung " + std::string(5000, 'x'));
    Bulletin other = ready();
    other.id = bulletin_id(2);
    other.body.area = area::AreaPath();
    write_row(other, "thong bao");
    ASSERT_TRUE(storage::migrate(**database_, storage::embedded_migrations(), now).has_value());
    SqlBulletinStore store(**database_);
    const auto found = [&](BulletinFilter filter) { return store.list(filter).value().size(); };
    EXPECT_EQ(found({.visible = {commune}, .search = "sang mai"}), 1U);
    EXPECT_EQ(found({.visible = {province}, .field = "Y tế", .search = "tiem chu"}), 1U);
    EXPECT_EQ(found({.visible = {province}, .state = BulletinState::draft, .search = "lich"}), 1U);
    EXPECT_EQ(found({.visible = {province}, .search = "thong bao"}), 0U);
    EXPECT_EQ(found({.visible = {area::AreaPath()}, .search = "thong bao"}), 1U);
    EXPECT_EQ(found({.visible = {neighbour}, .search = "lich"}), 0U);
}

TEST_P(SearchMigration, what_was_approved_before_is_offered_below) {
    write_row(of_province({commune}), "lich tiem chung");
    Bulletin withdrawn = of_province({commune}, 2);
    withdrawn.state = BulletinState::withdrawn;
    write_row(withdrawn, "lich tiem chung");
    ASSERT_TRUE(storage::migrate(**database_, storage::embedded_migrations(), now).has_value());
    SqlBulletinStore store(**database_);
    const auto found = [&](BulletinFilter filter) {
        filter.from_above = true;
        return store.list(filter).value().size();
    };
    EXPECT_EQ(found({.visible = {commune}}), 1U);
    EXPECT_EQ(found({.visible = {commune}, .search = "lich"}), 1U);
    EXPECT_EQ(found({.visible = {neighbour}, .search = "lich"}), 0U);
}

} // namespace

} // namespace content
