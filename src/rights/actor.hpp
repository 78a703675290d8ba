#pragma once

#include "area/area_path.hpp"
#include "base/id.hpp"
#include "base/instant.hpp"

#include <optional>
#include <string>
#include <vector>

namespace rights {

/// Who acts is a user; identity/ keeps what else is known of them.
using UserId = base::Id<struct UserTag>;

/// The roles of R4. Spelled as stored and sent (`operator_` as "operator").
enum class Role : std::uint8_t {
    administrator,
    composer,
    approver,
    operator_,
    technician,
    feedback_handler,
    report_viewer,
    emergency_issuer,
};

/// A role within an area and everything below it.
struct Grant {
    Role role = Role::report_viewer;
    area::AreaPath area;

    friend bool operator==(const Grant&, const Grant&) = default;
};

/// Who acts: made from a session or a token by the sign-in middleware, or by a job as
/// `system_actor`.
struct Actor {
    UserId user;
    std::string name;
    std::vector<Grant> grants;
    /// When the second factor was last shown in this session, if it was.
    std::optional<base::Instant> second_factor_at;
};

/// The actor of a job that acts for nobody, such as the dispatcher: no user, no grants. Its use
/// cases do not ask for rights; the audit log names `job`.
[[nodiscard]] inline Actor system_actor(std::string job) {
    return Actor{.user = {}, .name = std::move(job), .grants = {}, .second_factor_at = {}};
}

} // namespace rights
