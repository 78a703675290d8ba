#include "identity/session_middleware.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "identity/open_session.hpp"
#include "identity/own_access.hpp"
#include "identity/session_store_sql.hpp"
#include "identity/user_store_sql.hpp"

namespace identity {

namespace {

using base::Fault;
using storage::Connection;
using storage::Transaction;

constexpr std::string_view secure_cookie = "__Host-nguon_session";
constexpr std::string_view plain_cookie = "nguon_session";
constexpr std::string_view bearer = "Bearer ";

base::Failure not_signed_in() {
    return base::fail(Fault::unauthenticated, "identity.not_signed_in",
                      "Bạn chưa đăng nhập, hoặc phiên làm việc đã hết. Hãy đăng nhập lại.",
                      "You are not signed in, or your session has ended. Sign in again.");
}

/// The value of a cookie (RFC 6265 5.4), empty when absent. The secure name counts over TLS only,
/// the plain one without only.
std::string cookie_token(const http::Request& request) {
    const std::string_view wanted = request.secure ? secure_cookie : plain_cookie;
    const auto [first, last] = request.headers.equal_range("cookie");
    for (auto header = first; header != last; ++header) {
        std::string_view rest = header->second;
        while (!rest.empty()) {
            const auto end = std::min(rest.find(';'), rest.size());
            const std::string_view pair = base::trim(rest.substr(0, end));
            rest.remove_prefix(std::min(end + 1, rest.size()));
            const auto equals = pair.find('=');
            if (equals != std::string_view::npos && pair.substr(0, equals) == wanted) {
                return std::string(pair.substr(equals + 1));
            }
        }
    }
    return {};
}

bool is_writing(http::Method method) {
    return method != http::Method::get && method != http::Method::head &&
           method != http::Method::options;
}

struct Found {
    std::optional<User> user;
    std::optional<Session> session;
    std::optional<ApiToken> token;
};

base::Result<Found> find_by_session(const Environment& environment, std::string_view token) {
    return environment.database.read([&](Connection& connection) -> base::Result<Found> {
        Found found;
        found.session = find_session(connection, token_hash(token));
        if (found.session && is_live(*found.session, environment.clock.now())) {
            found.user = find_user(connection, found.session->user);
        }
        return found;
    });
}

base::Result<Found> find_by_token(const Environment& environment, std::string_view secret) {
    return environment.database.read([&](Connection& connection) -> base::Result<Found> {
        Found found;
        found.token = find_token(connection, token_hash(secret));
        if (found.token && environment.clock.now() < found.token->expires_at) {
            found.user = find_user(connection, found.token->user);
        }
        return found;
    });
}

/// Writes the time of use, seldom. A failure is no reason to refuse the request.
void note_use(const Environment& environment, const Found& found) {
    const base::Instant now = environment.clock.now();
    const auto stale = [&](base::Instant last) { return now - last >= session_touch_interval; };
    const bool session = found.session && stale(found.session->last_seen_at);
    const bool token = found.token && stale(found.token->last_used_at.value_or(base::Instant{}));
    if (!session && !token) {
        return;
    }
    static_cast<void>(
        environment.database.write([&](Transaction& transaction) -> base::Result<void> {
            if (session) {
                touch_session(transaction, found.session->id, now);
            }
            if (token) {
                touch_token(transaction, found.token->id, now);
            }
            return {};
        }));
}

} // namespace

base::Result<Authenticated> authenticate(const Environment& environment,
                                         const http::Request& request) {
    const std::string_view authorization = request.header("authorization");
    const bool by_token = authorization.starts_with(bearer);
    const std::string cookie = by_token ? std::string() : cookie_token(request);
    if (!by_token && cookie.empty()) {
        return not_signed_in();
    }
    if (!by_token && is_writing(request.method) && !is_same_site_request(request)) {
        return base::fail(Fault::forbidden, "identity.cross_site",
                          "Yêu cầu này không đến từ trang của hệ thống nên bị từ chối.",
                          "This request did not come from the system's own page and was refused.");
    }
    TRY_ASSIGN(const Found found,
               by_token
                   ? find_by_token(environment, base::trim(authorization.substr(bearer.size())))
                   : find_by_session(environment, cookie));
    if (!found.user || found.user->state != UserState::active) {
        return not_signed_in();
    }
    note_use(environment, found);
    Authenticated authenticated{
        .actor = actor_of(*found.user), .session = found.session, .token = {}};
    if (found.token) {
        authenticated.token = found.token->id;
        authenticated.actor.grants = within(found.token->grants, found.user->grants);
    }
    if (found.session) {
        authenticated.actor.second_factor_at = found.session->second_factor_at;
    }
    return authenticated;
}

base::Result<Session> require_session(const Environment& environment,
                                      const http::Request& request) {
    TRY_ASSIGN(const Authenticated authenticated, authenticate(environment, request));
    if (!authenticated.session) {
        return base::fail(Fault::forbidden, "identity.session_needed",
                          "Việc này chỉ làm được khi đăng nhập bằng trình duyệt.",
                          "This can be done in a signed-in browser only.");
    }
    return *authenticated.session;
}

std::string session_cookie(std::string_view token, bool secure) {
    const auto seconds =
        std::chrono::duration_cast<std::chrono::seconds>(session_length_max).count();
    return std::string(secure ? secure_cookie : plain_cookie) + "=" + std::string(token) +
           "; Path=/; HttpOnly; SameSite=Lax; Max-Age=" + std::to_string(seconds) +
           (secure ? "; Secure" : "");
}

std::string expired_session_cookie(bool secure) {
    return std::string(secure ? secure_cookie : plain_cookie) +
           "=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0" + (secure ? "; Secure" : "");
}

base::Result<void> require_safe_line(const http::Request& request) {
    const bool loopback = request.peer.starts_with("127.") || request.peer == "::1" ||
                          request.peer.starts_with("::ffff:127.");
    if (request.secure || loopback) {
        return {};
    }
    return base::fail(Fault::forbidden, "identity.needs_https",
                      "Kết nối này không được mã hóa. Hãy mở trang bằng địa chỉ https://.",
                      "This connection is not encrypted. Open the page by its https:// address.");
}

bool is_same_site_request(const http::Request& request) {
    if (!request.header("x-nguon-request").empty()) {
        return true; // a strange page cannot add it without our consent (CORS)
    }
    if (const std::string_view site = request.header("sec-fetch-site"); !site.empty()) {
        return site == "same-origin";
    }
    const std::string_view origin = request.header("origin");
    const std::string own =
        std::string(request.secure ? "https://" : "http://") + std::string(request.header("host"));
    return !origin.empty() && origin == own;
}

Client client_of(const http::Request& request) {
    return {.peer = request.peer, .user_agent = std::string(request.header("user-agent"))};
}

} // namespace identity
