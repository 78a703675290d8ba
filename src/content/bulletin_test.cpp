#include "content/content_samples.hpp"

#include <gtest/gtest.h>

namespace content {

namespace {

using namespace samples;

std::vector<std::string> pointers(const base::Result<BulletinBody>& result) {
    std::vector<std::string> found;
    if (!result) {
        for (const auto& field : result.error().fields) {
            found.push_back(field.pointer);
        }
    }
    return found;
}

TEST(BulletinBody, a_sound_body_is_tidied_and_accepted) {
    BulletinBody written = body();
    written.title = "  Lịch tiêm\tchủng ";
    written.variants[0].blocks.push_back({BlockKind::paragraph, 0, std::nullopt, "  "});
    written.targets.areas = {commune, commune};
    const auto checked = check_body(written);
    ASSERT_TRUE(checked.has_value());
    EXPECT_EQ(checked->title, "Lịch tiêm chủng");
    EXPECT_EQ(checked->variants[0].blocks.size(), 1U);
    EXPECT_EQ(checked->targets.areas.size(), 1U);
}

TEST(BulletinBody, every_wrong_member_is_named) {
    BulletinBody written = body();
    written.title = "";
    written.valid_to = base::parse_date("2026-05-31").value();
    written.variants.push_back(written.variants[0]);
    written.variants.push_back({.language = "Khmer", .source = VariantSource::recording});
    written.attachments.push_back({"", "application/pdf", {}});
    EXPECT_EQ(pointers(check_body(written)),
              (std::vector<std::string>{"/title", "/valid_to", "/variants/1/language",
                                        "/variants/2/language", "/variants/2/recording",
                                        "/attachments/0/name", "/attachments/0/file"}));
}

TEST(BulletinBody, text_that_is_not_utf8_or_far_too_long_is_refused) {
    BulletinBody written = body();
    written.title = "\xff";
    written.field = std::string(101, 'a');
    written.variants[0].blocks[0].text = std::string(400'001, 'a');
    EXPECT_EQ(pointers(check_body(written)),
              (std::vector<std::string>{"/title", "/field", "/variants/0/blocks/0/text",
                                        "/variants/0/blocks"}));
}

TEST(BulletinCheck, a_drawing_must_be_one) {
    BulletinBody written = body();
    written.targets = {.drawn = area::DrawnArea{.within = commune}};
    EXPECT_EQ(pointers(check_body(written)), (std::vector<std::string>{"/targets/drawn/polygons"}));
    written.targets.drawn->circles = {{{9.5, 105.2}, 500}};
    EXPECT_TRUE(check_body(written).has_value());
    EXPECT_FALSE(check_body(written)->targets.empty());
}

TEST(ContentDigest, changes_with_whatever_is_heard_or_decided) {
    const Bulletin bulletin = ready();
    const auto digest = content_digest(bulletin);
    Bulletin other = bulletin;
    other.body.variants[0].blocks[0].text += "!";
    EXPECT_NE(content_digest(other), digest);
    other = bulletin;
    other.renderings[0].audio.sha256 = crypto::sha256("x");
    EXPECT_NE(content_digest(other), digest);
    other = bulletin;
    other.body.targets.areas.push_back(neighbour);
    EXPECT_NE(content_digest(other), digest);
    other = bulletin;
    other.body.targets.drawn = area::DrawnArea{.within = commune, .circles = {{{9.5, 105.2}, 500}}};
    const auto drawn = content_digest(other);
    EXPECT_NE(drawn, digest);
    other.body.targets.drawn->circles[0].metres = 501;
    EXPECT_NE(content_digest(other), drawn);
    other = bulletin;
    other.body.valid_to = base::parse_date("2026-06-08").value();
    EXPECT_NE(content_digest(other), digest);
}

TEST(ContentDigest, does_not_change_with_the_state) {
    EXPECT_EQ(content_digest(ready()), content_digest(submitted()));
    EXPECT_EQ(content_digest(ready()), content_digest(approved()));
}

TEST(ContentDigest, the_same_letters_cut_differently_are_different) {
    LanguageVariant one = body().variants[0];
    one.blocks = {{BlockKind::paragraph, 0, std::nullopt, "ab"},
                  {BlockKind::paragraph, 0, std::nullopt, "c"}};
    LanguageVariant two = one;
    two.blocks[0].text = "a";
    two.blocks[1].text = "bc";
    EXPECT_NE(variant_digest(one), variant_digest(two));
}

TEST(ContentDigest, stays_the_same_from_release_to_release) {
    // Approved bulletins in databases of the field carry this; a change of it would unapprove them.
    EXPECT_EQ(base::to_text(content_digest(ready())),
              "bb648e000e8c0cb035c0e757f9f6f5ff9b99347abcf7d13aac7a0d4356bca33f");
}

TEST(BulletinLife, each_change_raises_the_version_and_names_the_person) {
    const Bulletin bulletin = approved();
    EXPECT_EQ(bulletin.version, 3);
    EXPECT_EQ(bulletin.changed_by.name, "Hùng");
    EXPECT_EQ(bulletin.author.name, "Lan");
}

TEST(BulletinLife, a_submitted_or_approved_bulletin_is_not_edited) {
    EXPECT_EQ(edit(submitted(), body(), author(), now).error().code, "content.not_editable");
    EXPECT_EQ(edit(approved(), body(), author(), now).error().code, "content.not_editable");
    EXPECT_EQ(add_rendering(submitted(), rendering(body().variants[0]), author(), now).error().code,
              "content.not_editable");
}

TEST(BulletinLife, a_returned_or_withdrawn_bulletin_becomes_a_draft_by_editing) {
    const auto returned = give_back(submitted(), approver(), "Sai ngày", now).value();
    EXPECT_EQ(edit(returned, body(), author(), now)->state, BulletinState::draft);
    const auto withdrawn = withdraw(approved(), approver(), "Đổi lịch", now).value();
    const auto again = edit(withdrawn, body(), author(), now);
    ASSERT_TRUE(again.has_value());
    EXPECT_EQ(again->state, BulletinState::draft);
    EXPECT_FALSE(again->approved_digest.has_value());
}

TEST(BulletinLife, what_has_sounded_is_never_edited_again) {
    const auto sounded =
        note_broadcast(schedule(approved(), approver(), now).value(), approver(), now, now);
    EXPECT_EQ(sounded.state, BulletinState::broadcast);
    const auto withdrawn = withdraw(sounded, approver(), "Đã xong", now).value();
    EXPECT_EQ(edit(withdrawn, body(), author(), now).error().code, "content.not_editable");
}

TEST(BulletinLife, editing_keeps_the_sound_of_unchanged_variants_only) {
    BulletinBody written = body();
    written.variants.push_back({.language = "km",
                                .source = VariantSource::recording,
                                .blocks = {},
                                .voice = {},
                                .recording = MediaFile{crypto::sha256("r"), 1, 1}});
    Bulletin bulletin = ready(written);
    written.variants[0].blocks[0].text = "Chiều mai tiêm chủng.";
    const auto edited = edit(bulletin, written, author(), now).value();
    ASSERT_EQ(edited.renderings.size(), 1U);
    EXPECT_EQ(edited.renderings[0].language, "km");
}

TEST(BulletinLife, sound_of_an_older_text_is_refused) {
    Bulletin bulletin = ready();
    Rendering late = rendering(bulletin.body.variants[0]);
    bulletin.body.variants[0].blocks[0].text = "Khác rồi.";
    EXPECT_EQ(add_rendering(bulletin, late, author(), now).error().code,
              "content.rendering_outdated");
}

TEST(BulletinLife, submission_needs_text_sound_targets_and_validity) {
    Bulletin silent = ready();
    silent.renderings.clear();
    EXPECT_EQ(submit(silent, author(), now).error().code, "content.not_rendered");
    BulletinBody empty = body();
    empty.variants[0].blocks.clear();
    EXPECT_EQ(submit(ready(empty), author(), now).error().code, "content.nothing_to_say");
    empty.variants.clear();
    EXPECT_EQ(submit(ready(empty), author(), now).error().code, "content.nothing_to_say");
    BulletinBody nowhere = body();
    nowhere.targets = {};
    EXPECT_EQ(submit(ready(nowhere), author(), now).error().code, "content.no_targets");
    EXPECT_EQ(submit(ready(), author(), now + std::chrono::hours(24 * 7)).error().code,
              "content.expired");
    BulletinBody read_only = body();
    read_only.variants[0].source = VariantSource::text;
    EXPECT_TRUE(submit(ready(read_only), author(), now).has_value());
}

TEST(BulletinLife, only_an_approved_bulletin_is_scheduled) {
    EXPECT_EQ(schedule(ready(), approver(), now).error().code, "content.not_approved");
    EXPECT_EQ(schedule(submitted(), approver(), now).error().code, "content.not_approved");
    EXPECT_EQ(schedule(approved(), approver(), now)->state, BulletinState::scheduled);
    EXPECT_EQ(schedule(approved(), approver(), now + std::chrono::hours(24 * 7)).error().code,
              "content.expired");
}

TEST(BulletinLife, what_differs_from_the_approved_content_is_not_broadcast) {
    Bulletin bulletin = approved();
    bulletin.renderings[0].audio.sha256 = crypto::sha256("forged");
    EXPECT_EQ(schedule(bulletin, approver(), now).error().code, "content.changed_since_approval");
    EXPECT_EQ(approved_sound(bulletin).error().code, "content.changed_since_approval");
    EXPECT_EQ(approved_sound(approved())->size(), 1U);
}

TEST(BulletinLife, it_can_be_withdrawn_from_any_state_but_not_twice) {
    for (const Bulletin& bulletin :
         {ready(), submitted(), approved(), schedule(approved(), approver(), now).value()}) {
        const auto withdrawn = withdraw(bulletin, approver(), "Nhầm", now);
        ASSERT_TRUE(withdrawn.has_value());
        EXPECT_EQ(withdraw(*withdrawn, approver(), "Nhầm", now).error().code, "content.withdrawn");
        EXPECT_FALSE(approved_sound(*withdrawn).has_value());
    }
    EXPECT_EQ(withdraw(ready(), author(), "", now).error().code, "content.reason_needed");
}

TEST(BulletinLife, letting_go_of_the_last_programme_makes_it_approved_again) {
    const auto scheduled = schedule(approved(), approver(), now).value();
    EXPECT_EQ(unschedule(scheduled, approver(), now).state, BulletinState::approved);
    EXPECT_EQ(unschedule(ready(), approver(), now), ready());
}

TEST(BulletinLife, what_comes_out_of_the_archive_is_what_it_was) {
    const base::Instant later = now + std::chrono::hours(24 * 7);
    const Bulletin sounded = note_broadcast(approved(), {}, now, now);
    const Bulletin withdrawn = withdraw(sounded, author(), "x", now).value();
    for (const Bulletin& before : {approved(), sounded, withdrawn}) {
        const Bulletin archived = archive(before, author(), later).value();
        const Bulletin back = unarchive(archived, author(), later).value();
        EXPECT_EQ(back.state, before.state);
        EXPECT_EQ(back.approved_digest, before.approved_digest);
        EXPECT_EQ(back.version, before.version + 2);
    }
    EXPECT_EQ(unarchive(sounded, author(), later).error().code, "content.not_archived");
}

TEST(BulletinLife, who_writes_may_archive_and_take_back_and_an_approver_may_not) {
    const Bulletin sounded = note_broadcast(approved(), {}, now, now);
    EXPECT_TRUE(abilities(sounded, author(), {}, now).archive);
    EXPECT_FALSE(abilities(sounded, author(), {}, now).unarchive);
    const Bulletin archived = archive(sounded, author(), now).value();
    EXPECT_FALSE(abilities(archived, author(), {}, now).archive);
    EXPECT_TRUE(abilities(archived, author(), {}, now).unarchive);
    EXPECT_FALSE(abilities(archived, approver(), {}, now).unarchive);
}

TEST(BulletinLife, only_what_is_over_is_archived) {
    EXPECT_EQ(archive(approved(), author(), now).error().code, "content.still_in_use");
    EXPECT_TRUE(archive(approved(), author(), now + std::chrono::hours(24 * 7)).has_value());
    EXPECT_TRUE(archive(withdraw(approved(), author(), "x", now).value(), author(), now));
}

TEST(Abilities, say_what_each_person_may_do_now) {
    EXPECT_EQ(
        abilities(ready(), author(), {}, now),
        (Abilities{.edit = true, .render = true, .submit = true, .withdraw = true, .copy = true}));
    EXPECT_EQ(abilities(submitted(), author(), {}, now),
              (Abilities{.withdraw = true, .copy = true}));
    EXPECT_EQ(abilities(submitted(), approver(), {}, now),
              (Abilities{.approve = true, .give_back = true, .withdraw = true}));
    EXPECT_EQ(abilities(ready(), actor(9, "Tư", rights::Role::composer, neighbour), {}, now),
              Abilities{});
}

TEST(Abilities, offer_playing_at_once_to_those_who_operate_devices_while_the_bulletin_is_valid) {
    const rights::Actor operator_ = actor(7, "Sáu", rights::Role::operator_);
    EXPECT_TRUE(abilities(approved(), operator_, {}, now).play);
    EXPECT_FALSE(abilities(approved(), approver(), {}, now).play);
    EXPECT_FALSE(abilities(submitted(), operator_, {}, now).play);
    EXPECT_FALSE(abilities(approved(), operator_, {}, now - std::chrono::hours(24 * 30)).play);
    EXPECT_FALSE(abilities(approved(), operator_, {}, now + std::chrono::hours(24 * 30)).play);
}

TEST(MediaOf, every_file_is_named_once) {
    BulletinBody written = body();
    written.attachments.push_back({"a.pdf", "application/pdf", {crypto::sha256("a"), 1, 0}});
    written.attachments.push_back({"b.pdf", "application/pdf", {crypto::sha256("a"), 1, 0}});
    EXPECT_EQ(media_of(ready(written)).size(), 2U);
}

} // namespace

} // namespace content
