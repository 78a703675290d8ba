#pragma once

#include "identity/environment.hpp"
#include "identity/session.hpp"
#include "identity/user.hpp"
#include "identity/user_store_sql.hpp"

namespace identity {

// What administrators do with people. Every function asks for manage_users in the area of the
// person's unit; somebody outside of it does not exist for the actor (`identity.no_such_user`).

/// One page: those in the actor's areas. `query.areas` is filled in here.
[[nodiscard]] base::Result<std::vector<User>>
managed_users(const Environment& environment, const rights::Actor& actor, ListQuery query);
[[nodiscard]] base::Result<User> managed_user(const Environment& environment,
                                              const rights::Actor& actor, UserId id);

struct UserDraft {
    std::string user_name; ///< for a new one only
    std::string display_name;
    UnitId unit;
    std::string phone;
};
/// A person and the one-time code by which they choose their password.
struct UserWithCode {
    User user;
    std::string code;
    base::Instant expires_at;
};
/// Makes a person who may do nothing yet. Refuses a name that exists (`identity.user_name_taken`)
/// and an archived unit (`identity.unit_archived`).
[[nodiscard]] base::Result<UserWithCode> create_user(const Environment& environment,
                                                     const rights::Actor& actor,
                                                     const UserDraft& draft,
                                                     const std::vector<rights::Grant>& grants);
/// `version` is the one that the actor saw; another is `identity.changed_meanwhile`.
[[nodiscard]] base::Result<User> update_user(const Environment& environment,
                                             const rights::Actor& actor, UserId id,
                                             std::int64_t version, const UserDraft& draft);
/// Replaces the grants that lie in the actor's areas; others stay. Refuses to take away one's own
/// administration (`identity.own_account`) and grants outside (`rights.forbidden`).
[[nodiscard]] base::Result<User> set_grants(const Environment& environment,
                                            const rights::Actor& actor, UserId id,
                                            const std::vector<rights::Grant>& grants);
/// Disabling ends all sessions and tokens at once. Nobody disables themselves.
[[nodiscard]] base::Result<User> set_state(const Environment& environment,
                                           const rights::Actor& actor, UserId id, UserState state);
/// Where a person is signed in, newest first.
[[nodiscard]] base::Result<std::vector<Session>> sessions_of(const Environment& environment,
                                                             const rights::Actor& actor, UserId id);
/// Signs a person out everywhere, as after a lost telephone. One's own are ended one by one
/// (`identity.own_sessions`).
[[nodiscard]] base::Result<void> end_sessions_of(const Environment& environment,
                                                 const rights::Actor& actor, UserId id);
/// A one-time code for a forgotten password, for 72 hours; also lifts the lock on the name. With
/// `drop_second_factor` the lost authenticator and the passkeys are removed as well.
[[nodiscard]] base::Result<UserWithCode> issue_reset_code(const Environment& environment,
                                                          const rights::Actor& actor, UserId id,
                                                          bool drop_second_factor);

} // namespace identity
