#pragma once

#include "base/hash.hpp"
#include "identity/user_id.hpp"

namespace identity {

/// How long a sign-in lasts.
inline constexpr base::Millis session_idle_max{8 * 3'600'000};
inline constexpr base::Millis session_length_max{7 * 86'400'000LL};
/// The time of the last request is written at most so often.
inline constexpr base::Millis session_touch_interval{60'000};

/// A sign-in. The token is known to the browser only; here is its SHA-256.
struct Session {
    SessionId id;
    UserId user;
    base::Sha256 token_hash;
    base::Instant created_at;
    base::Instant last_seen_at;
    base::Instant expires_at;
    std::string peer;
    std::string user_agent;
    std::optional<base::Instant> second_factor_at;
};

[[nodiscard]] inline bool is_live(const Session& session, base::Instant now) {
    return now < session.expires_at && now - session.last_seen_at < session_idle_max;
}

/// A personal token for programs: may do a part of what its user may, until it expires.
struct ApiToken {
    TokenId id;
    UserId user;
    std::string name;
    base::Sha256 token_hash;
    base::Instant created_at;
    base::Instant expires_at;
    std::optional<base::Instant> last_used_at;
    std::vector<rights::Grant> grants;
};

} // namespace identity
