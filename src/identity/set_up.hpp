#pragma once

#include "identity/open_session.hpp"

namespace identity {

/// While nobody can sign in yet: makes the one-time set-up code, replacing the one before, and
/// returns it for the server to print. It is stored as a hash, works once and for 24 hours. Nothing
/// when the first administrator exists.
[[nodiscard]] base::Result<std::optional<std::string>>
issue_set_up_code(const Environment& environment);

[[nodiscard]] base::Result<bool> needs_set_up(const Environment& environment);

struct SetUp {
    std::string code;
    std::string unit_name;
    UnitKind unit_kind = UnitKind::culture_office;
    area::AreaPath area;
    std::string user_name;
    std::string display_name;
    std::string password;
};

/// Makes the first unit and the first administrator, of the given area, and signs them in. Refuses
/// a wrong or used code (`identity.wrong_set_up_code`) and a second time
/// (`identity.already_set_up`).
[[nodiscard]] base::Result<SignedIn> set_up(const Environment& environment, const SetUp& request,
                                            const Client& client);

} // namespace identity
