#pragma once

#include "identity/session.hpp"
#include "identity/user.hpp"

#include <boost/describe/enum.hpp>

/// How the words of this folder are spelled in JSON and in SQL, and its things as JSON texts.
namespace identity {

BOOST_DESCRIBE_ENUM(UnitKind, culture_office, service_centre, committee_office, economy_office,
                    department, police, telecom, other)
BOOST_DESCRIBE_ENUM(UserState, active, disabled)

using Abilities = std::vector<std::string>;

[[nodiscard]] std::string unit_json(const Unit& unit, const Abilities& abilities);
[[nodiscard]] std::string user_json(const User& user, const Abilities& abilities);
[[nodiscard]] std::string session_json(const Session& session, bool current);
/// `secret` is there in the answer to its making only.
[[nodiscard]] std::string token_json(const ApiToken& token, const std::string& secret);
/// The signed-in person: who, and what they may do in each area of their grants.
[[nodiscard]] std::string me_json(const User& user, const rights::Actor& actor,
                                  const std::optional<Session>& session);

} // namespace identity
