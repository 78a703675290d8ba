#pragma once

#include "content/content_contract.hpp"

/// What every store of bulletins promises of lists of what units above offer (offered_below.hpp).
namespace content {

namespace samples {
inline const area::AreaPath village{{"91", "31069", "01"}};
inline const area::AreaPath elsewhere{{"92", "31069"}};
} // namespace samples

TEST_P(ContentContract, what_the_province_has_approved_is_listed_where_it_is_meant_for) {
    ASSERT_TRUE(insert(samples::of_province({samples::province}, 1)).has_value());
    ASSERT_TRUE(insert(samples::of_province({samples::commune}, 2)).has_value());
    ASSERT_TRUE(
        insert(samples::of_province({samples::elsewhere, samples::neighbour}, 3)).has_value());
    ASSERT_TRUE(insert(samples::of_province({samples::village}, 4)).has_value());
    ASSERT_TRUE(insert(numbered(5)).has_value());
    const auto offered = [&](std::vector<area::AreaPath> visible) {
        return listed({.visible = std::move(visible), .from_above = true});
    };
    EXPECT_EQ(offered({samples::commune}), (std::vector{4, 2, 1}));
    EXPECT_EQ(offered({samples::village}), (std::vector{4, 2, 1}));
    EXPECT_EQ(offered({samples::neighbour}), (std::vector{3, 1}));
    EXPECT_EQ(offered({samples::commune, samples::neighbour}), (std::vector{4, 3, 2, 1}));
    EXPECT_EQ(offered({samples::elsewhere}), (std::vector<int>{})) << "another province";
    EXPECT_EQ(offered({area::AreaPath({"91", "3106"})}), (std::vector{1})) << "a code begun alike";
    EXPECT_EQ(offered({samples::province}), (std::vector<int>{})) << "its own";
    EXPECT_EQ(offered({area::AreaPath()}), (std::vector<int>{}));
    EXPECT_TRUE(store().list({.from_above = true}).value().empty());
    EXPECT_EQ(listed({.visible = {samples::commune}}), (std::vector{5}));
}

TEST_P(ContentContract, what_is_not_approved_or_was_withdrawn_is_offered_to_nobody) {
    Bulletin bulletin = samples::of_province();
    const auto offered = [&] {
        return listed({.visible = {samples::commune}, .from_above = true});
    };
    ASSERT_TRUE(insert(bulletin).has_value());
    EXPECT_EQ(offered(), (std::vector{1}));
    bulletin = note_broadcast(bulletin, samples::author(), samples::now, samples::now);
    ASSERT_TRUE(update(bulletin).has_value());
    bulletin = archive(bulletin, samples::author(), samples::now).value();
    ASSERT_TRUE(update(bulletin).has_value());
    EXPECT_EQ(offered(), (std::vector{1})) << "the archive is offered as well";
    bulletin = withdraw(bulletin, samples::author(), "Sai số liệu", samples::now).value();
    ASSERT_TRUE(update(bulletin).has_value());
    EXPECT_EQ(offered(), (std::vector<int>{}));
    bulletin = archive(bulletin, samples::author(), samples::now).value();
    ASSERT_TRUE(update(bulletin).has_value());
    EXPECT_EQ(offered(), (std::vector<int>{}));
    BulletinBody unfinished = samples::body();
    unfinished.area = samples::province;
    ASSERT_TRUE(insert(numbered(2, unfinished)).has_value());
    EXPECT_EQ(offered(), (std::vector<int>{}));
}

TEST_P(ContentContract, what_is_offered_is_searched_filtered_and_paged_like_the_own) {
    for (std::uint8_t number = 1; number <= 3; ++number) {
        ASSERT_TRUE(insert(samples::of_province({samples::commune}, number)).has_value());
    }
    ASSERT_TRUE(insert(numbered(4)).has_value());
    const auto offered = [&](BulletinFilter filter) {
        filter.visible = {samples::commune};
        filter.from_above = true;
        return listed(filter);
    };
    EXPECT_EQ(offered({.limit = 2}), (std::vector{3, 2}));
    EXPECT_EQ(offered({.after = samples::bulletin_id(2)}), (std::vector{1}));
    EXPECT_EQ(offered({.search = "tiem chu"}), (std::vector{3, 2, 1}));
    EXPECT_EQ(offered({.search = "tiem chu", .after = samples::bulletin_id(3), .limit = 1}),
              (std::vector{2}));
    EXPECT_EQ(offered({.search = "cup dien"}), (std::vector<int>{}));
    EXPECT_EQ(offered({.state = BulletinState::approved}), (std::vector{3, 2, 1}));
    EXPECT_EQ(offered({.state = BulletinState::broadcast, .search = "tiem"}), (std::vector<int>{}));
    EXPECT_EQ(offered({.class_ = BroadcastClass::priority}), (std::vector<int>{}));
}

TEST_P(ContentContract, a_copy_keeps_where_it_came_from) {
    Bulletin copy = numbered(1);
    copy.origin = Origin{samples::bulletin_id(9), 3, samples::province, "Lịch tiêm chủng"};
    ASSERT_TRUE(insert(copy).has_value());
    EXPECT_EQ(store().find(copy.id).value(), copy);
}

} // namespace content
