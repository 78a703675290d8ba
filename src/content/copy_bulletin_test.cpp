// Goal: who may read what a unit above has approved, and what a copy of it is. Method: the pure
// decisions, then the use case on memory.
#include "content/content_memory.hpp"
#include "content/content_samples.hpp"
#include "content/copy_bulletin.hpp"
#include "content/judge_bulletin.hpp"
#include "content/write_bulletin.hpp"
#include "testing/manual_clock.hpp"
#include "testing/seeded_random.hpp"

#include <gtest/gtest.h>

namespace content {

namespace {

using namespace samples;
using rights::Role;

TEST(OfferedBelow, approved_and_meant_for_the_place_is_read_there) {
    const Bulletin bulletin = of_province();
    EXPECT_TRUE(may_read(bulletin, author()));
    EXPECT_TRUE(may_read(bulletin, actor(9, "Tư", Role::report_viewer, neighbour)));
    EXPECT_FALSE(may_read(of_province({neighbour}), author()));
    EXPECT_TRUE(may_read(of_province({neighbour}), province_approver())) << "its own";
}

TEST(OfferedBelow, a_role_that_reads_no_bulletins_reads_none_from_above) {
    EXPECT_FALSE(may_read(of_province(), actor(9, "Tư", Role::technician)));
    EXPECT_FALSE(may_read(of_province(), {user(9), "Không quyền", {}, {}}));
}

TEST(OfferedBelow, nothing_is_read_before_its_approval_or_after_it_was_withdrawn) {
    Bulletin bulletin = of_province();
    for (const BulletinState state : {BulletinState::draft, BulletinState::submitted,
                                      BulletinState::returned, BulletinState::withdrawn}) {
        bulletin.state = state;
        EXPECT_FALSE(may_read(bulletin, author())) << static_cast<int>(state);
    }
    bulletin.state = BulletinState::archived;
    EXPECT_TRUE(may_read(bulletin, author()));
    bulletin.approved_digest.reset();
    EXPECT_FALSE(may_read(bulletin, author()));
}

TEST(OfferedBelow, neither_neighbours_nor_those_above_are_offered_anything) {
    BulletinBody aimed_beside = body();
    aimed_beside.targets.areas = {commune, neighbour};
    Bulletin bulletin = submitted(aimed_beside);
    bulletin.state = BulletinState::approved;
    bulletin.approved_digest = content_digest(bulletin);
    EXPECT_FALSE(is_offered(bulletin, {neighbour}));
    EXPECT_FALSE(is_offered(bulletin, {commune}));
    EXPECT_FALSE(is_offered(bulletin, {province}));
    EXPECT_TRUE(is_offered(bulletin, {area::AreaPath({"91", "31069", "01"})}));
}

base::LocalDate day(const char* text) {
    return base::parse_date(text).value();
}

TEST(BodyOfCopy, in_another_unit_it_is_for_that_units_own_area) {
    Bulletin original = of_province();
    original.body.targets.devices = {device_protocol::DeviceId{bulletin_id(9).uuid}};
    original.body.miss = {now, now + base::Millis(1), MissAction::ask};
    const BulletinBody copy = body_of_copy(original, commune, day("2026-06-02"));
    EXPECT_EQ(copy.area, commune);
    EXPECT_EQ(copy.targets, Targets{.areas = {commune}});
    EXPECT_EQ(copy.miss, (MissPolicy{.on_miss = MissAction::ask}));
    EXPECT_EQ(copy.variants, original.body.variants);
    EXPECT_EQ(copy.valid_from, day("2026-06-02"));
    EXPECT_EQ(copy.valid_to, day("2026-06-07")) << "ends with its original";
}

TEST(BodyOfCopy, an_own_one_keeps_its_targets_and_what_is_over_begins_anew) {
    const Bulletin original = approved();
    const BulletinBody later = body_of_copy(original, commune, day("2027-01-30"));
    EXPECT_EQ(later.targets, original.body.targets);
    EXPECT_EQ(later.valid_from, day("2027-01-30"));
    EXPECT_EQ(later.valid_to, day("2027-02-05")) << "as many days as it had";
    const BulletinBody before = body_of_copy(original, commune, day("2026-05-01"));
    EXPECT_EQ(before.valid_from, original.body.valid_from);
}

class AreasOnly final : public TargetPlaces {
public:
    base::Result<std::vector<area::AreaPath>> places_of(const Targets& targets) override {
        return targets.areas;
    }
};

class CopyBulletin : public ::testing::Test {
protected:
    void put(const Bulletin& bulletin) {
        ASSERT_TRUE(memory
                        .change([&](ContentTransaction& transaction) {
                            return transaction.insert(bulletin);
                        })
                        .has_value());
    }

    MemoryContent memory;
    AreasOnly places;
    testing_support::ManualClock clock{now};
    testing_support::SeededRandom random{7};
    BulletinDesk desk{memory, memory, places, clock, random};
};

TEST_F(CopyBulletin, a_commune_makes_its_own_draft_with_the_sound_and_the_origin) {
    const Bulletin original = of_province();
    put(original);
    const auto copy = copy_bulletin(desk, author(), original.id, commune);
    ASSERT_TRUE(copy.has_value()) << copy.error().code;
    EXPECT_EQ(copy->state, BulletinState::draft);
    EXPECT_EQ(copy->author.name, "Lan");
    EXPECT_EQ(copy->origin, (Origin{original.id, original.version, province, original.body.title}));
    EXPECT_EQ(copy->renderings, original.renderings);
    EXPECT_TRUE(copy->approvals.empty());
    EXPECT_FALSE(copy->approved_digest.has_value());
    EXPECT_EQ(memory.recorded, std::vector<std::string>{"content.copy_bulletin"});
    EXPECT_EQ(memory.find(copy->id).value(), *copy);
}

TEST_F(CopyBulletin, the_units_own_rule_of_approval_holds_for_the_copy) {
    put(of_province());
    const Bulletin copy = copy_bulletin(desk, author(), bulletin_id(1), commune).value();
    EXPECT_EQ(approve_bulletin(desk, approver(), copy.id, copy.version).error().code,
              "content.not_submitted");
    const auto submitted = submit_bulletin(desk, author(), copy.id, copy.version);
    ASSERT_TRUE(submitted.has_value()) << submitted.error().code;
    const auto done = approve_bulletin(desk, approver(), copy.id, submitted->version);
    ASSERT_TRUE(done.has_value()) << done.error().code;
    EXPECT_EQ(done->state, BulletinState::approved);
    EXPECT_EQ(done->origin, copy.origin);
}

TEST_F(CopyBulletin, an_edited_copy_loses_the_sound_and_keeps_the_origin) {
    put(of_province());
    const Bulletin copy = copy_bulletin(desk, author(), bulletin_id(1), commune).value();
    BulletinBody other = copy.body;
    other.variants[0].blocks[0].text = "Chiều mai tiêm chủng.";
    const auto edited = edit_bulletin(desk, author(), copy.id, copy.version, other);
    ASSERT_TRUE(edited.has_value());
    EXPECT_TRUE(edited->renderings.empty());
    EXPECT_EQ(edited->origin, copy.origin);
}

TEST_F(CopyBulletin, what_may_not_be_read_is_not_there) {
    put(of_province({neighbour}));
    BulletinBody written = body();
    written.area = province;
    Bulletin unfinished = ready(written);
    unfinished.id = bulletin_id(2);
    put(unfinished);
    for (const BulletinId& id : {bulletin_id(1), bulletin_id(2), bulletin_id(3)}) {
        EXPECT_EQ(copy_bulletin(desk, author(), id, commune).error().code, "content.not_found");
    }
    EXPECT_TRUE(memory.recorded.empty());
}

TEST_F(CopyBulletin, who_may_not_write_there_copies_nothing) {
    put(of_province());
    for (const auto& [who, where] : {std::pair(approver(), commune), std::pair(author(), neighbour),
                                     std::pair(author(), province)}) {
        EXPECT_EQ(copy_bulletin(desk, who, bulletin_id(1), where).error().code, "rights.forbidden");
    }
    EXPECT_TRUE(memory.recorded.empty());
}

TEST_F(CopyBulletin, another_unit_takes_over_only_what_was_approved) {
    Bulletin altered = of_province();
    altered.body.title = "Khác";
    put(altered);
    EXPECT_EQ(copy_bulletin(desk, author(), altered.id, commune).error().code,
              "content.changed_since_approval");
}

TEST_F(CopyBulletin, an_own_bulletin_is_copied_in_any_state) {
    const Bulletin withdrawn = withdraw(approved(), author(), "Sai", now).value();
    put(withdrawn);
    const auto copy = copy_bulletin(desk, author(), withdrawn.id, commune);
    ASSERT_TRUE(copy.has_value());
    EXPECT_EQ(copy->body.targets, withdrawn.body.targets);
    EXPECT_EQ(copy->origin->area, commune);
}

} // namespace

} // namespace content
