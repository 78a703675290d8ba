#include "content/approval.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "content/change.hpp"

#include <algorithm>

namespace content {

namespace {

/// The smallest area that covers both.
area::AreaPath common_area(const area::AreaPath& a, const area::AreaPath& b) {
    std::vector<area::AreaCode> shared;
    const std::size_t levels = std::min(a.codes().size(), b.codes().size());
    for (std::size_t i = 0; i < levels && a.codes()[i] == b.codes()[i]; ++i) {
        shared.push_back(a.codes()[i]);
    }
    return area::AreaPath(std::move(shared));
}

std::int32_t approvals_needed(const ApprovalRule& rule, BroadcastClass broadcast_class) {
    switch (broadcast_class) {
    case BroadcastClass::ordinary:
        return rule.ordinary_approvals;
    case BroadcastClass::priority:
        return rule.priority_approvals;
    case BroadcastClass::emergency:
        return rule.emergency == EmergencyApproval::two_persons ? 2 : 1;
    }
    return 1;
}

bool by_second_factor(const ApprovalRule& rule, const Bulletin& bulletin) {
    return bulletin.body.class_ == BroadcastClass::emergency &&
           rule.emergency == EmergencyApproval::second_factor;
}

base::Result<void> refuse_wrong_person(const Bulletin& bulletin, const rights::Actor& actor,
                                       const ApprovalRule& rule) {
    if (actor.user == bulletin.author.user && !rule.author_may_approve) {
        return base::fail(base::Fault::forbidden, "content.author_may_not_approve",
                          "Người soạn không được tự duyệt. Hãy nhờ người duyệt khác.",
                          "The author may not approve. Ask another approver.");
    }
    const auto same = [&](const Approval& approval) { return approval.person.user == actor.user; };
    if (std::ranges::any_of(bulletin.approvals, same)) {
        return base::fail(base::Fault::conflict, "content.approved_by_you_already",
                          "Bạn đã duyệt rồi. Cần thêm một người khác.",
                          "You have approved it already. Another person is needed.");
    }
    return {};
}

bool second_factor_is_fresh(const rights::Actor& actor, const ApprovalRule& rule,
                            base::Instant now) {
    return actor.second_factor_at &&
           now - *actor.second_factor_at <= std::chrono::minutes(rule.second_factor_minutes_max);
}

/// NFC without outer spaces; nothing when nothing was said.
base::Result<std::optional<std::string>> check_comment(std::string_view comment) {
    TRY_ASSIGN(const std::string nfc, base::to_nfc(comment));
    std::string text(base::trim(nfc));
    if (base::code_points(text) > 1'000) {
        return base::fail(base::Fault::invalid, "content.comment_too_long",
                          "Ý kiến không quá 1.000 ký tự.",
                          "A comment has at most 1,000 characters.");
    }
    return text.empty() ? std::nullopt : std::optional(std::move(text));
}

base::Result<Bulletin> confirm(Bulletin bulletin, const rights::Actor& actor,
                               const ApprovalRule& rule, base::Instant now,
                               std::optional<std::string> comment) {
    TRY(refuse_wrong_person(bulletin, actor, rule));
    TRY(rights::require(actor, rights::Permission::approve_bulletins, bulletin.body.area));
    bulletin.approvals.push_back({person_of(actor), now, false, std::move(comment)});
    bulletin.confirmation_due.reset();
    note_change(bulletin, actor, now);
    return bulletin;
}

} // namespace

base::Result<ApprovalRule> check_rule(ApprovalRule rule) {
    base::Error error = base::refuse(base::Fault::invalid, "content.wrong_rule",
                                     "Quy tắc duyệt còn số ngoài khoảng cho phép.",
                                     "A number of the approval rule is out of range.");
    const auto within = [&](const char* pointer, std::int32_t value, std::int32_t least,
                            std::int32_t most) {
        if (value < least || value > most) {
            const std::string range = std::to_string(least) + "–" + std::to_string(most);
            error.fields.push_back({pointer, {"phải trong khoảng " + range, "must be " + range}});
        }
    };
    within("/ordinary_approvals", rule.ordinary_approvals, 1, 3);
    within("/priority_approvals", rule.priority_approvals, 1, 3);
    within("/second_factor_minutes_max", rule.second_factor_minutes_max, 1, 60);
    within("/confirmation_minutes_max", rule.confirmation_minutes_max, 1, 240);
    if (!error.fields.empty()) {
        return base::fail(std::move(error));
    }
    return rule;
}

std::vector<area::AreaPath> approval_chain(const ApprovalRule& rule, const BulletinBody& body) {
    const auto needed = static_cast<std::size_t>(approvals_needed(rule, body.class_));
    std::vector<area::AreaPath> chain(needed, body.area);
    area::AreaPath widest = body.area;
    for (const area::AreaPath& target : body.targets.areas) {
        widest = common_area(widest, target);
    }
    if (body.targets.drawn) {
        widest = common_area(widest, body.targets.drawn->within);
    }
    if (rule.wider_area_approves && widest != body.area) {
        chain.push_back(widest);
    }
    return chain;
}

base::Result<Bulletin> approve(Bulletin bulletin, const rights::Actor& actor,
                               const ApprovalRule& rule, base::Instant now,
                               std::string_view comment) {
    TRY_ASSIGN(std::optional<std::string> said, check_comment(comment));
    if (bulletin.confirmation_due && bulletin.state != BulletinState::withdrawn) {
        return confirm(std::move(bulletin), actor, rule, now, std::move(said));
    }
    if (bulletin.state != BulletinState::submitted) {
        return base::fail(base::Fault::conflict, "content.not_submitted",
                          "Bản tin không ở trạng thái chờ duyệt.",
                          "The bulletin is not waiting for approval.");
    }
    if (has_expired(bulletin, now)) {
        return refuse_expired(bulletin);
    }
    TRY(refuse_wrong_person(bulletin, actor, rule));
    const auto chain = approval_chain(rule, bulletin.body);
    // A rule that was shortened after the first approvals needs no more than this one.
    const std::size_t step = std::min(bulletin.approvals.size(), chain.size() - 1);
    TRY(rights::require(actor, rights::Permission::approve_bulletins, chain[step]));
    const bool fresh = second_factor_is_fresh(actor, rule, now);
    if (by_second_factor(rule, bulletin) && !fresh) {
        return base::fail(base::Fault::forbidden, "content.second_factor_needed",
                          "Tin khẩn cấp do một người duyệt cần mã xác thực thứ hai vừa nhập.",
                          "An emergency approved by one person needs a fresh second factor.");
    }
    const base::Sha256 digest = content_digest(bulletin);
    if (bulletin.submitted_digest != digest) {
        return base::fail(base::Fault::conflict, "content.changed_since_submission",
                          "Nội dung đã khác với lúc gửi duyệt. Hãy trả lại để gửi lại.",
                          "The content differs from what was submitted. Return it.");
    }
    bulletin.approvals.push_back({person_of(actor), now, fresh, std::move(said)});
    if (bulletin.approvals.size() >= chain.size()) {
        bulletin.state = BulletinState::approved;
        bulletin.approved_digest = digest;
        if (by_second_factor(rule, bulletin)) {
            bulletin.confirmation_due = now + std::chrono::minutes(rule.confirmation_minutes_max);
        }
    }
    note_change(bulletin, actor, now);
    return bulletin;
}

std::optional<std::string> comment_of(const Bulletin& bulletin) {
    if (bulletin.approvals.empty()) {
        return std::nullopt;
    }
    const Approval& last = bulletin.approvals.back();
    const bool made_this = last.at == bulletin.changed_at && last.person == bulletin.changed_by;
    return made_this ? last.comment : std::nullopt;
}

base::Result<Bulletin> give_back(Bulletin bulletin, const rights::Actor& actor, std::string reason,
                                 base::Instant now) {
    if (bulletin.state != BulletinState::submitted) {
        return base::fail(base::Fault::conflict, "content.not_submitted",
                          "Bản tin không ở trạng thái chờ duyệt.",
                          "The bulletin is not waiting for approval.");
    }
    TRY_ASSIGN(bulletin.reason, check_reason(reason));
    bulletin.state = BulletinState::returned;
    bulletin.approvals.clear();
    bulletin.submitted_digest.reset();
    note_change(bulletin, actor, now);
    return bulletin;
}

bool confirmation_overdue(const Bulletin& bulletin, base::Instant now) {
    return bulletin.confirmation_due && *bulletin.confirmation_due < now;
}

} // namespace content
