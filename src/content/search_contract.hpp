#pragma once

#include "content/content_contract.hpp"

/// What every store of bulletins promises of searches (bulletin_search.hpp).
namespace content {

TEST_P(ContentContract, search_finds_words_of_title_and_text_without_tone_marks) {
    BulletinBody other = samples::body();
    other.title = "Thông báo cúp điện ấp Hòa Bình";
    other.variants[0].blocks[0].text = "Từ 7 giờ đến 11 giờ.";
    ASSERT_TRUE(insert(numbered(1)).has_value());
    Bulletin second = numbered(2, other);
    second.renderings.clear();
    ASSERT_TRUE(insert(second).has_value());
    EXPECT_EQ(listed({.search = "hoa binh cup dien"}), (std::vector{2}));
    EXPECT_EQ(listed({.search = "HOÀ"}), (std::vector{2}));
    EXPECT_EQ(listed({.search = "sang mai"}), (std::vector{1}));
    EXPECT_EQ(listed({.search = "100%_"}), (std::vector<int>{}));
    EXPECT_EQ(listed({.search = "  "}), (std::vector{2, 1}));
}

TEST_P(ContentContract, search_takes_whole_words_and_the_beginning_of_the_last_one) {
    BulletinBody body = samples::body(); // "Lịch tiêm chủng tháng 6", "Sáng mai tiêm chủng."
    body.source_document_number = "49/2024/NĐ-CP";
    ASSERT_TRUE(insert(numbered(1, body)).has_value());
    EXPECT_EQ(listed({.search = "tiem chu"}), (std::vector{1}));
    EXPECT_EQ(listed({.search = "tie chung"}), (std::vector<int>{}));
    EXPECT_EQ(listed({.search = "iem"}), (std::vector<int>{}));
    EXPECT_EQ(listed({.search = "chung mai sang lich"}), (std::vector{1}));
    EXPECT_EQ(listed({.search = "49/2024"}), (std::vector{1}));
    EXPECT_EQ(listed({.search = "nd-cp"}), (std::vector{1}));
    EXPECT_EQ(listed({.search = "area"}), (std::vector<int>{}));
    EXPECT_EQ(listed({.search = "state=draft"}), (std::vector<int>{}));
}

TEST_P(ContentContract, search_shows_titles_before_texts_newest_first_page_by_page) {
    BulletinBody in_text = samples::body();
    in_text.title = "Thông báo";
    ASSERT_TRUE(insert(numbered(1)).has_value()); // in the title
    ASSERT_TRUE(insert(numbered(2, in_text)).has_value());
    ASSERT_TRUE(insert(numbered(3)).has_value());
    ASSERT_TRUE(insert(numbered(4, in_text)).has_value());
    EXPECT_EQ(listed({.search = "tiem chung"}), (std::vector{3, 1, 4, 2}));
    EXPECT_EQ(listed({.search = "tiem chung", .limit = 3}), (std::vector{3, 1, 4}));
    const auto after = [](std::uint8_t number) { return samples::bulletin_id(number); };
    EXPECT_EQ(listed({.search = "tiem chung", .after = after(3)}), (std::vector{1, 4, 2}));
    EXPECT_EQ(listed({.search = "tiem chung", .after = after(1)}), (std::vector{4, 2}));
    EXPECT_EQ(listed({.search = "tiem chung", .after = after(4)}), (std::vector{2}));
    EXPECT_EQ(listed({.search = "tiem chung", .after = after(2)}), (std::vector<int>{}));
    EXPECT_EQ(listed({.search = "tiem chung", .after = after(9)}), (std::vector<int>{}));
}

TEST_P(ContentContract, search_keeps_to_rights_and_filters) {
    BulletinBody elsewhere = samples::body(BroadcastClass::priority);
    elsewhere.area = samples::neighbour;
    elsewhere.field = "Nông nghiệp";
    elsewhere.valid_to = base::parse_date("2026-09-01").value();
    ASSERT_TRUE(insert(numbered(1)).has_value());
    Bulletin second = numbered(2, elsewhere);
    second.state = BulletinState::archived;
    second.author = {samples::user(7), "Tư"};
    ASSERT_TRUE(insert(second).has_value());
    const std::string search = "tiem";
    EXPECT_EQ(listed({.visible = {samples::commune}, .search = search}), (std::vector{1}));
    EXPECT_EQ(listed({.visible = {samples::commune, samples::neighbour}, .search = search}),
              (std::vector{2, 1}));
    EXPECT_EQ(listed({.visible = {area::AreaPath()}, .search = search}), (std::vector{2, 1}));
    EXPECT_EQ(listed({.visible = {area::AreaPath({"9"})}, .search = search}), (std::vector<int>{}));
    EXPECT_TRUE(store().list({.search = search}).value().empty());
    EXPECT_EQ(listed({.area = samples::neighbour, .search = search}), (std::vector{2}));
    EXPECT_EQ(listed({.state = BulletinState::archived, .search = search}), (std::vector{2}));
    EXPECT_EQ(listed({.class_ = BroadcastClass::ordinary, .search = search}), (std::vector{1}));
    EXPECT_EQ(listed({.field = "nong nghiep", .search = search}), (std::vector{2}));
    EXPECT_EQ(listed({.author = samples::user(7), .search = search}), (std::vector{2}));
    EXPECT_EQ(listed({.valid_on = base::parse_date("2026-08-01").value(), .search = search}),
              (std::vector{2}));
}

TEST_P(ContentContract, search_follows_every_change) {
    Bulletin bulletin = numbered(1);
    ASSERT_TRUE(insert(bulletin).has_value());
    bulletin.body.title = "Phòng sốt xuất huyết";
    bulletin.body.variants[0].blocks[0].text = "Diệt lăng quăng.";
    bulletin.state = BulletinState::archived;
    ++bulletin.version;
    ASSERT_TRUE(update(bulletin).has_value());
    EXPECT_EQ(listed({.search = "tiem"}), (std::vector<int>{}));
    EXPECT_EQ(listed({.search = "lang quang"}), (std::vector{1}));
    EXPECT_EQ(listed({.state = BulletinState::draft, .search = "sot"}), (std::vector<int>{}));
    EXPECT_EQ(listed({.state = BulletinState::archived, .search = "sot"}), (std::vector{1}));
}

TEST_P(ContentContract, a_refused_change_leaves_no_words_in_the_index) {
    static_cast<void>(
        backend_->work().change([&](ContentTransaction& transaction) -> base::Result<void> {
            EXPECT_TRUE(transaction.insert(numbered(1)).has_value());
            return base::fail(base::Fault::conflict, "content.not_found", "", "");
        }));
    ASSERT_TRUE(insert(numbered(2)).has_value());
    EXPECT_EQ(listed({.search = "tiem"}), (std::vector{2}));
}

TEST_P(ContentContract, a_word_too_long_for_the_index_does_not_keep_a_bulletin_out) {
    BulletinBody body = samples::body();
    body.variants[0].blocks[0].text = std::string(5000, 'x') + " cúp điện";
    Bulletin bulletin = numbered(1, body);
    bulletin.renderings.clear();
    ASSERT_TRUE(insert(bulletin).has_value());
    EXPECT_EQ(listed({.search = "cup dien"}), (std::vector{1}));
}

} // namespace content
