#include "content/content_samples.hpp"

#include <gtest/gtest.h>

namespace content {

namespace {

using namespace samples;

std::string code(const base::Result<Bulletin>& result) {
    return result ? "allowed" : result.error().code;
}

TEST(Approval, another_person_approves_and_freezes_the_content) {
    const auto bulletin = approve(submitted(), approver(), {}, now);
    ASSERT_TRUE(bulletin.has_value());
    EXPECT_EQ(bulletin->state, BulletinState::approved);
    EXPECT_EQ(bulletin->approved_digest, content_digest(*bulletin));
    EXPECT_EQ(bulletin->approvals.at(0).person.name, "Hùng");
}

TEST(Approval, a_word_to_the_author_stays_with_the_approval) {
    const auto bulletin = approve(submitted(), approver(), {}, now, "  Phát trước 6 giờ. ");
    ASSERT_TRUE(bulletin.has_value());
    EXPECT_EQ(bulletin->approvals.at(0).comment, "Phát trước 6 giờ.");
    EXPECT_EQ(comment_of(*bulletin), "Phát trước 6 giờ.");
    const Bulletin planned = schedule(*bulletin, author(), now + base::Millis(1)).value();
    EXPECT_EQ(comment_of(planned), std::nullopt) << "another change says nothing of its own";
    EXPECT_EQ(planned.approvals, bulletin->approvals);
}

TEST(Approval, blanks_are_no_comment_and_a_long_one_is_refused) {
    EXPECT_EQ(approve(submitted(), approver(), {}, now, " \n ")->approvals.at(0).comment,
              std::nullopt);
    EXPECT_EQ(code(approve(submitted(), approver(), {}, now, std::string(1'001, 'x'))),
              "content.comment_too_long");
    EXPECT_EQ(code(approve(submitted(), approver(), {}, now, "\xff")), "base.not_utf8");
}

TEST(Approval, the_author_may_not_approve_unless_the_rule_says_so) {
    rights::Actor both = author();
    both.grants.push_back({rights::Role::approver, commune});
    EXPECT_EQ(code(approve(submitted(), both, {}, now)), "content.author_may_not_approve");
    EXPECT_EQ(code(approve(submitted(), both, {.author_may_approve = true}, now)), "allowed");
}

TEST(Approval, a_person_without_the_right_in_the_area_may_not_approve) {
    EXPECT_EQ(
        code(approve(submitted(), actor(9, "Tư", rights::Role::approver, neighbour), {}, now)),
        "rights.forbidden");
    EXPECT_EQ(code(approve(submitted(), actor(9, "Tư", rights::Role::composer), {}, now)),
              "rights.forbidden");
}

TEST(Approval, only_what_was_submitted_can_be_approved) {
    EXPECT_EQ(code(approve(ready(), approver(), {}, now)), "content.not_submitted");
    EXPECT_EQ(code(approve(approved(), second_approver(), {}, now)), "content.not_submitted");
}

TEST(Approval, content_that_differs_from_the_submission_is_not_approved) {
    Bulletin bulletin = submitted();
    bulletin.renderings.at(0).audio.sha256 = crypto::sha256("another sound");
    EXPECT_EQ(code(approve(bulletin, approver(), {}, now)), "content.changed_since_submission");
}

TEST(Approval, an_expired_bulletin_is_not_approved) {
    const base::Instant later = now + std::chrono::hours(24 * 7);
    EXPECT_EQ(code(approve(submitted(), approver(), {}, later)), "content.expired");
}

TEST(Approval, targets_beyond_the_unit_need_the_wider_area_as_well) {
    BulletinBody wide = body();
    wide.targets.areas = {commune, neighbour};
    EXPECT_EQ(approval_chain({}, wide), (std::vector{commune, province}));
    const auto first = approve(submitted(wide), approver(), {}, now).value();
    EXPECT_EQ(first.state, BulletinState::submitted);
    EXPECT_EQ(code(approve(first, second_approver(), {}, now)), "rights.forbidden");
    EXPECT_EQ(approve(first, province_approver(), {}, now)->state, BulletinState::approved);
    EXPECT_EQ(approval_chain({.wider_area_approves = false}, wide), (std::vector{commune}));
    BulletinBody drawn = body();
    drawn.targets = {.drawn =
                         area::DrawnArea{.within = province, .circles = {{{9.5, 105}, 9'000}}}};
    EXPECT_EQ(approval_chain({}, drawn), (std::vector{commune, province}));
    drawn.targets.drawn->within = commune;
    EXPECT_EQ(approval_chain({}, drawn), (std::vector{commune}));
}

TEST(Approval, the_class_decides_how_many_approve) {
    EXPECT_EQ(approval_chain({.priority_approvals = 2}, body(BroadcastClass::priority)).size(), 2U);
    EXPECT_EQ(approval_chain({}, body(BroadcastClass::ordinary)).size(), 1U);
    EXPECT_EQ(approval_chain({}, body(BroadcastClass::emergency)).size(), 2U);
}

TEST(Approval, an_emergency_needs_two_different_persons) {
    const auto first = approve(submitted(body(BroadcastClass::emergency)), approver(), {}, now);
    ASSERT_TRUE(first.has_value());
    EXPECT_EQ(first->state, BulletinState::submitted);
    EXPECT_EQ(code(approve(*first, approver(), {}, now)), "content.approved_by_you_already");
    EXPECT_EQ(approve(*first, second_approver(), {}, now)->state, BulletinState::approved);
}

class EmergencyBySecondFactor : public ::testing::Test {
protected:
    const ApprovalRule rule{.emergency = EmergencyApproval::second_factor};
    const Bulletin waiting = submitted(body(BroadcastClass::emergency));
    rights::Actor approver_with_factor(base::Millis age) {
        rights::Actor person = approver();
        person.second_factor_at = now - age;
        return person;
    }
};

TEST_F(EmergencyBySecondFactor, one_person_with_a_fresh_factor_is_enough_to_sound) {
    const auto bulletin =
        approve(waiting, approver_with_factor(std::chrono::minutes(5)), rule, now);
    ASSERT_TRUE(bulletin.has_value());
    EXPECT_EQ(bulletin->state, BulletinState::approved);
    EXPECT_EQ(bulletin->confirmation_due, now + std::chrono::minutes(15));
    EXPECT_FALSE(confirmation_overdue(*bulletin, now + std::chrono::minutes(15)));
    EXPECT_TRUE(confirmation_overdue(*bulletin, now + std::chrono::minutes(16)));
}

TEST_F(EmergencyBySecondFactor, a_stale_or_missing_factor_is_refused) {
    EXPECT_EQ(code(approve(waiting, approver(), rule, now)), "content.second_factor_needed");
    const auto stale = approver_with_factor(std::chrono::minutes(5) + base::Millis(1));
    EXPECT_EQ(code(approve(waiting, stale, rule, now)), "content.second_factor_needed");
}

TEST_F(EmergencyBySecondFactor, the_approver_is_told_that_only_the_factor_is_missing) {
    const Abilities without = abilities(waiting, approver(), rule, now);
    EXPECT_FALSE(without.approve);
    EXPECT_TRUE(without.approve_after_second_factor);
    const Abilities with = abilities(waiting, approver_with_factor({}), rule, now);
    EXPECT_TRUE(with.approve);
    EXPECT_FALSE(with.approve_after_second_factor);
    EXPECT_FALSE(abilities(waiting, author(), rule, now).approve_after_second_factor);
}

TEST_F(EmergencyBySecondFactor, the_second_person_confirms_afterwards) {
    const auto first = approver_with_factor({});
    const Bulletin bulletin = approve(waiting, first, rule, now).value();
    EXPECT_EQ(code(approve(bulletin, first, rule, now)), "content.approved_by_you_already");
    const auto confirmed = approve(bulletin, second_approver(), rule, now);
    ASSERT_TRUE(confirmed.has_value());
    EXPECT_FALSE(confirmed->confirmation_due.has_value());
    EXPECT_EQ(confirmed->approved_digest, bulletin.approved_digest);
}

TEST(Approval, giving_back_needs_a_reason_and_forgets_earlier_approvals) {
    const auto first = approve(submitted(body(BroadcastClass::emergency)), approver(), {}, now);
    EXPECT_EQ(code(give_back(*first, approver(), "  ", now)), "content.reason_needed");
    const auto returned = give_back(*first, approver(), " Sai ngày tiêm ", now);
    ASSERT_TRUE(returned.has_value());
    EXPECT_EQ(returned->state, BulletinState::returned);
    EXPECT_EQ(returned->reason, "Sai ngày tiêm");
    EXPECT_TRUE(returned->approvals.empty());
    EXPECT_EQ(code(give_back(approved(), approver(), "muộn", now)), "content.not_submitted");
}

TEST(ApprovalRule, numbers_out_of_range_are_all_named) {
    const auto rule = check_rule({.ordinary_approvals = 0, .confirmation_minutes_max = 1'000});
    ASSERT_FALSE(rule.has_value());
    EXPECT_EQ(rule.error().code, "content.wrong_rule");
    EXPECT_EQ(rule.error().fields.size(), 2U);
    EXPECT_TRUE(check_rule({}).has_value());
}

} // namespace

} // namespace content
