#pragma once

#include "area/area_path.hpp"
#include "base/clock.hpp"
#include "base/random.hpp"
#include "identity/password_hasher.hpp"
#include "identity/user_id.hpp"
#include "storage/database.hpp"

#include <functional>

namespace identity {

/// What the use cases of this folder work with. Everything must outlive them.
struct Environment {
    storage::Database& database;
    const base::Clock& clock;
    base::Random& random;
    PasswordHasher& passwords;
    /// Whether a place exists today; without it (in tests) every place does.
    std::function<bool(const area::AreaPath&)> knows_area{};
    /// Called after a user's sessions, tokens, grants or state have changed for good.
    std::function<void(UserId)> access_changed{};
};

/// `changed` of a user, told when it is a success.
template <class Changed>
[[nodiscard]] Changed tell_access(const Environment& environment, UserId user, Changed changed) {
    if (changed && environment.access_changed) {
        environment.access_changed(user);
    }
    return changed;
}

/// How requests and streams name their caller.
[[nodiscard]] inline std::string subject_of(UserId user) {
    return "user/" + base::to_text(user);
}

/// Refuses a place that does not exist (`identity.unknown_area`).
[[nodiscard]] inline base::Result<void> require_known_area(const Environment& environment,
                                                           const area::AreaPath& area) {
    if (!environment.knows_area || environment.knows_area(area)) {
        return {};
    }
    return base::fail(base::Fault::invalid, "identity.unknown_area",
                      "Không có địa bàn này trong danh mục hành chính. Hãy chọn lại.",
                      "There is no such area in the list of administrative units. Choose again.");
}

/// Where a request came from.
struct Client {
    std::string peer;
    std::string user_agent;
};

} // namespace identity
