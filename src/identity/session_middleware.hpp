#pragma once

#include "http/message.hpp"
#include "identity/environment.hpp"
#include "identity/session.hpp"

namespace identity {

/// Who a request comes from.
struct Authenticated {
    rights::Actor actor;
    std::optional<Session> session; ///< of a browser
    std::optional<TokenId> token;   ///< of a program
};

/// Finds the actor by the session cookie or by `Authorization: Bearer nguon_…`. Refuses with
/// `identity.not_signed_in`, and a writing request that a strange page may have caused with
/// `identity.cross_site`. Reads the database; notes the time of use at most once a minute.
[[nodiscard]] base::Result<Authenticated> authenticate(const Environment& environment,
                                                       const http::Request& request);

/// A request that only the person at the browser may make, not a program with a token
/// (`identity.session_needed`).
[[nodiscard]] base::Result<Session> require_session(const Environment& environment,
                                                    const http::Request& request);

/// `__Host-nguon_session` over TLS, `nguon_session` on loopback without.
[[nodiscard]] std::string session_cookie(std::string_view token, bool secure);
[[nodiscard]] std::string expired_session_cookie(bool secure);

/// Over plain HTTP a password may travel within this machine only (`identity.needs_https`).
[[nodiscard]] base::Result<void> require_safe_line(const http::Request& request);

/// Pure part of the defence against cross-site requests: a cookie counts for a writing request only
/// when our own script sent it (`X-Nguon-Request`), or the browser says that it is of the same
/// origin.
[[nodiscard]] bool is_same_site_request(const http::Request& request);

[[nodiscard]] Client client_of(const http::Request& request);

} // namespace identity
