#pragma once

#include "base/result.hpp"
#include "content/bulletin.hpp"
#include "rights/policy.hpp"

namespace content {

/// How a unit approves an emergency.
enum class EmergencyApproval : std::uint8_t {
    two_persons,   ///< two approvers, one after the other
    second_factor, ///< one approver who has just shown a second factor; another one confirms later
};

/// How a unit approves (its quy chế). Holds for its area and below, until a lower unit has its own.
struct ApprovalRule {
    area::AreaPath area;
    bool author_may_approve = false;
    std::int32_t ordinary_approvals = 1; ///< 1 to 3 different persons
    std::int32_t priority_approvals = 1;
    EmergencyApproval emergency = EmergencyApproval::two_persons;
    std::int32_t second_factor_minutes_max = 5; ///< how fresh the second factor must be
    std::int32_t confirmation_minutes_max = 15; ///< how soon the second person confirms
    /// Targets beyond the unit's own area also need an approver of the smallest area around them.
    bool wider_area_approves = true;
    std::int64_t version = 0; ///< 0: nobody has set one, these are the defaults

    friend bool operator==(const ApprovalRule&, const ApprovalRule&) = default;
};

/// `content.wrong_rule` names what is out of range.
[[nodiscard]] base::Result<ApprovalRule> check_rule(ApprovalRule rule);

/// Where each approver must hold the right, in order. Depends on the class and on the target areas.
[[nodiscard]] std::vector<area::AreaPath> approval_chain(const ApprovalRule& rule,
                                                         const BulletinBody& body);

/// The next approval of a submitted bulletin, or the confirmation of an emergency that one person
/// approved. With the last one the bulletin is approved and its content frozen by hash. Refusals:
/// `content.not_submitted`, `content.author_may_not_approve`, `content.approved_by_you_already`,
/// `content.second_factor_needed`, `content.expired`, `content.changed_since_submission`,
/// `content.comment_too_long`, `rights.forbidden`. The approver may add a word to the author.
[[nodiscard]] base::Result<Bulletin> approve(Bulletin bulletin, const rights::Actor& actor,
                                             const ApprovalRule& rule, base::Instant now,
                                             std::string_view comment = {});

/// What was said with the approval that made this version of the bulletin, if it was one.
[[nodiscard]] std::optional<std::string> comment_of(const Bulletin& bulletin);

/// Sends a submitted bulletin back to its author with a reason: `content.not_submitted`,
/// `content.reason_needed`.
[[nodiscard]] base::Result<Bulletin> give_back(Bulletin bulletin, const rights::Actor& actor,
                                               std::string reason, base::Instant now);

/// True when the second person did not confirm the emergency in time.
[[nodiscard]] bool confirmation_overdue(const Bulletin& bulletin, base::Instant now);

} // namespace content
