// Goal: the use cases on memory: rights by role and area, optimistic concurrency, one record each.
#include "content/content_memory.hpp"
#include "content/content_samples.hpp"
#include "content/import_bulletin.hpp"
#include "content/judge_bulletin.hpp"
#include "content/render_bulletin.hpp"
#include "content/render_test_support.hpp"
#include "content/write_bulletin.hpp"
#include "testing/manual_clock.hpp"
#include "testing/seeded_random.hpp"

#include <gtest/gtest.h>

namespace content {

namespace {

using namespace samples;

class AreasOnly final : public TargetPlaces {
public:
    base::Result<std::vector<area::AreaPath>> places_of(const Targets& targets) override {
        return targets.areas;
    }
};

class UseCases : public ::testing::Test {
protected:
    base::Result<Bulletin> make(BulletinBody written = body()) {
        return draft_bulletin(desk, author(), std::nullopt, std::move(written));
    }
    Bulletin make_submitted(BulletinBody written = body()) {
        const auto made = make(std::move(written)).value();
        (void)render_bulletin(desk, sound, author(), made.id, std::nullopt, {}, {});
        return submit_bulletin(desk, author(), made.id, std::nullopt).value();
    }

    MemoryContent memory;
    AreasOnly places;
    CountingSoundMaker sound;
    testing_support::ManualClock clock{now};
    testing_support::SeededRandom random{7};
    BulletinDesk desk{memory, memory, places, clock, random};
};

TEST_F(UseCases, the_whole_way_from_draft_to_approved_is_recorded_step_by_step) {
    const Bulletin submitted = make_submitted();
    const auto approved = approve_bulletin(desk, approver(), submitted.id, submitted.version);
    ASSERT_TRUE(approved.has_value());
    EXPECT_EQ(approved->state, BulletinState::approved);
    EXPECT_EQ(memory.recorded,
              (std::vector<std::string>{"content.draft_bulletin", "content.render_bulletin",
                                        "content.submit_bulletin", "content.approve_bulletin"}));
}

TEST_F(UseCases, only_who_may_write_in_the_area_drafts_there) {
    EXPECT_EQ(draft_bulletin(desk, approver(), std::nullopt, body()).error().code,
              "rights.forbidden");
    const auto stranger = actor(9, "Tư", rights::Role::composer, neighbour);
    EXPECT_EQ(draft_bulletin(desk, stranger, std::nullopt, body()).error().code,
              "rights.forbidden");
    EXPECT_TRUE(memory.recorded.empty());
}

TEST_F(UseCases, a_stranger_does_not_learn_that_a_bulletin_exists) {
    const Bulletin made = make().value();
    const auto stranger = actor(9, "Tư", rights::Role::approver, neighbour);
    EXPECT_EQ(approve_bulletin(desk, stranger, made.id, std::nullopt).error().code,
              "content.not_found");
}

TEST_F(UseCases, a_late_editor_is_told_who_was_faster) {
    const Bulletin made = make().value();
    const auto colleague = actor(8, "Bình", rights::Role::composer);
    ASSERT_TRUE(edit_bulletin(desk, colleague, made.id, made.version, body()).has_value());
    const auto late = edit_bulletin(desk, author(), made.id, made.version, body());
    ASSERT_FALSE(late.has_value());
    EXPECT_EQ(late.error().code, "content.changed_meanwhile");
    EXPECT_EQ(late.error().message.vi,
              "Bình vừa thay đổi bản tin này lúc 08:00. Hãy mở lại để xem bản mới.");
}

TEST_F(UseCases, an_approver_approves_what_was_read_and_nothing_newer) {
    const Bulletin submitted = make_submitted();
    EXPECT_EQ(approve_bulletin(desk, approver(), submitted.id, submitted.version - 1).error().code,
              "content.changed_meanwhile");
}

TEST_F(UseCases, an_approval_carries_a_word_and_only_an_approver_gives_it) {
    const Bulletin submitted = make_submitted();
    EXPECT_EQ(approve_bulletin(desk, actor(8, "Bình", rights::Role::composer), submitted.id,
                               std::nullopt, "Tốt")
                  .error()
                  .code,
              "rights.forbidden");
    const auto approved =
        approve_bulletin(desk, approver(), submitted.id, submitted.version, "Phát trước 6 giờ");
    ASSERT_TRUE(approved.has_value());
    EXPECT_EQ(memory.history(submitted.id)->back().comment, "Phát trước 6 giờ");
}

TEST_F(UseCases, who_writes_archives_and_takes_back_and_nobody_else) {
    const Bulletin submitted = make_submitted();
    ASSERT_TRUE(withdraw_bulletin(desk, author(), submitted.id, std::nullopt, "Thôi").has_value());
    EXPECT_EQ(archive_bulletin(desk, approver(), submitted.id, std::nullopt).error().code,
              "rights.forbidden");
    EXPECT_EQ(archive_bulletin(desk, author(), submitted.id, std::nullopt)->state,
              BulletinState::archived);
    EXPECT_EQ(unarchive_bulletin(desk, approver(), submitted.id, std::nullopt).error().code,
              "rights.forbidden");
    const auto stranger = actor(9, "Tư", rights::Role::composer, neighbour);
    EXPECT_EQ(unarchive_bulletin(desk, stranger, submitted.id, std::nullopt).error().code,
              "content.not_found");
    EXPECT_EQ(unarchive_bulletin(desk, author(), submitted.id, std::nullopt)->state,
              BulletinState::withdrawn);
}

TEST_F(UseCases, targets_beyond_the_authors_area_are_refused) {
    BulletinBody wide = body();
    wide.targets.areas = {commune, neighbour};
    const Bulletin made = make(wide).value();
    (void)render_bulletin(desk, sound, author(), made.id, std::nullopt, {}, {});
    EXPECT_EQ(submit_bulletin(desk, author(), made.id, std::nullopt).error().code,
              "content.target_beyond_rights");
}

TEST_F(UseCases, sound_is_not_kept_when_the_text_changed_while_it_was_made) {
    const Bulletin made = make().value();
    sound.before_sentence = [&](std::int64_t) {
        BulletinBody other = body();
        other.variants[0].blocks[0].text = "Đã đổi.";
        (void)edit_bulletin(desk, author(), made.id, std::nullopt, other);
    };
    EXPECT_EQ(render_bulletin(desk, sound, author(), made.id, "vi", {}, {}).error().code,
              "content.rendering_outdated");
    EXPECT_TRUE(memory.find(made.id).value()->renderings.empty());
}

TEST_F(UseCases, a_language_that_is_not_there_has_no_sound) {
    const Bulletin made = make().value();
    EXPECT_EQ(render_bulletin(desk, sound, author(), made.id, "km", {}, {}).error().code,
              "content.no_such_language");
}

TEST_F(UseCases, approvers_return_and_both_withdraw_with_a_reason) {
    const Bulletin submitted = make_submitted();
    EXPECT_EQ(return_bulletin(desk, author(), submitted.id, std::nullopt, "x").error().code,
              "rights.forbidden");
    EXPECT_EQ(return_bulletin(desk, approver(), submitted.id, std::nullopt, "Sai")->state,
              BulletinState::returned);
    EXPECT_EQ(withdraw_bulletin(desk, author(), submitted.id, std::nullopt, "Thôi")->state,
              BulletinState::withdrawn);
}

TEST_F(UseCases, the_units_rule_decides_and_only_its_administrator_changes_it) {
    EXPECT_EQ(change_approval_rule(desk, approver(), {.area = commune}).error().code,
              "rights.forbidden");
    const auto administrator = actor(5, "Quản trị", rights::Role::administrator);
    ApprovalRule rule{.area = commune, .ordinary_approvals = 2};
    ASSERT_EQ(change_approval_rule(desk, administrator, rule)->version, 1);
    const Bulletin submitted = make_submitted();
    const auto once = approve_bulletin(desk, approver(), submitted.id, std::nullopt);
    EXPECT_EQ(once->state, BulletinState::submitted);
    const auto twice = approve_bulletin(desk, second_approver(), submitted.id, std::nullopt);
    EXPECT_EQ(twice->state, BulletinState::approved);
    EXPECT_EQ(change_approval_rule(desk, administrator, rule).error().code,
              "content.changed_meanwhile");
    rule.version = 1;
    EXPECT_EQ(change_approval_rule(desk, administrator, rule)->version, 2);
}

TEST_F(UseCases, the_first_proof_makes_it_broadcast_and_the_second_changes_nothing) {
    const Bulletin submitted = make_submitted();
    ASSERT_TRUE(approve_bulletin(desk, approver(), submitted.id, std::nullopt).has_value());
    ASSERT_TRUE(note_bulletin_broadcast(desk, {}, submitted.id, now).has_value());
    ASSERT_TRUE(note_bulletin_broadcast(desk, {}, submitted.id, now).has_value());
    EXPECT_EQ(memory.find(submitted.id).value()->state, BulletinState::broadcast);
    EXPECT_EQ(std::ranges::count(memory.recorded, "content.note_broadcast"), 1);
}

TEST(ImportBulletin, headings_and_lists_keep_their_order_and_rows_become_paragraphs) {
    const media::ImportedText document{"Kế hoạch",
                                       {{media::BlockKind::heading, 1, "", "I. Mục đích"},
                                        {media::BlockKind::list_item, 0, "1.", "Tuyên truyền"},
                                        {media::BlockKind::table_row, 0, "", "Ấp 1 | 7 giờ"}}};
    const BulletinBody made =
        body_from_document(document, commune, base::parse_date("2026-06-01").value(), "a.docx");
    EXPECT_EQ(made.title, "Kế hoạch");
    EXPECT_EQ(made.targets.areas, (std::vector{commune}));
    const auto& blocks = made.variants.at(0).blocks;
    ASSERT_EQ(blocks.size(), 3U);
    EXPECT_EQ(blocks[0].kind, BlockKind::heading);
    EXPECT_EQ(blocks[1].marker, "1.");
    EXPECT_EQ(blocks[2].kind, BlockKind::paragraph);
    EXPECT_TRUE(check_body(made).has_value());
}

TEST(ImportBulletin, an_overlong_title_is_cut_at_a_word) {
    media::ImportedText document;
    document.title = "";
    for (int i = 0; i < 100; ++i) {
        *document.title += "tuyên ";
    }
    const BulletinBody made = body_from_document(document, commune, {}, "a.txt");
    EXPECT_LE(base::code_points(made.title), 300U);
    EXPECT_TRUE(made.title.ends_with("tuyên"));
}

} // namespace

} // namespace content
