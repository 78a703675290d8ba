#pragma once

#include "base/result.hpp"
#include "identity/user_id.hpp"

namespace identity {

/// What an organisation of the plan is (R5).
enum class UnitKind : std::uint8_t {
    culture_office,   ///< Phòng Văn hóa – Xã hội
    service_centre,   ///< Trung tâm Dịch vụ tổng hợp
    committee_office, ///< Văn phòng HĐND và UBND
    economy_office,   ///< Phòng Kinh tế
    department,       ///< Sở
    police,           ///< Công an
    telecom,          ///< a firm that keeps SIMs and lines
    other,
};

struct Unit {
    UnitId id;
    std::string name;
    UnitKind kind = UnitKind::other;
    area::AreaPath area;
    bool archived = false; ///< takes no new people
    base::Instant created_at;
    std::int64_t version = 1;
};

enum class UserState : std::uint8_t { active, disabled };

/// A person who may sign in. Belongs to one unit, whose area decides who administers them; what
/// they may do are the grants.
struct User {
    UserId id;
    std::string user_name; ///< see check_user_name; never changes
    std::string display_name;
    UnitId unit;
    area::AreaPath area; ///< of the unit
    std::string phone;
    UserState state = UserState::active;
    bool has_password = false;
    bool has_second_factor = false; ///< an authenticator application
    bool has_passkey = false;
    base::Instant created_at;
    std::optional<base::Instant> last_sign_in_at;
    std::int64_t version = 1;
    std::vector<rights::Grant> grants;
};

/// 3 to 40 of a-z, 0-9, dot, hyphen and underscore, starting with a letter. Returns it in lower
/// case (`identity.bad_user_name`).
[[nodiscard]] base::Result<std::string> check_user_name(std::string_view typed);
/// 1 to 120 characters after trimming, in NFC (`identity.bad_name`).
[[nodiscard]] base::Result<std::string> check_name(std::string_view typed);
/// Empty, or 6 to 20 digits, spaces, dots, hyphens with an optional plus (`identity.bad_phone`).
[[nodiscard]] base::Result<std::string> check_phone(std::string_view typed);

/// What search finds a person by.
[[nodiscard]] std::string folded_name(const User& user);

/// The grants that lie within what `limits` allow: the same role, an area covered. A token can
/// never do more than its user.
[[nodiscard]] std::vector<rights::Grant> within(const std::vector<rights::Grant>& grants,
                                                const std::vector<rights::Grant>& limits);

} // namespace identity
