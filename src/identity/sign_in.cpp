#include "identity/sign_in.hpp"

#include "audit/audit.hpp"
#include "base/try.hpp"
#include "identity/proof.hpp"
#include "identity/user_store_sql.hpp"

#include <spdlog/spdlog.h>

namespace identity {

namespace {

using base::Fault;
using storage::Connection;
using storage::Transaction;

struct Found {
    std::optional<User> user;
    Credentials credentials;
};

base::Result<Found> find(const Environment& environment, std::string_view user_name) {
    return environment.database.read([&](Connection& connection) -> base::Result<Found> {
        Found found{.user = find_user_by_name(connection, user_name), .credentials = {}};
        if (found.user) {
            found.credentials = load_credentials(connection, found.user->id);
        }
        return found;
    });
}

base::Failure wrong_credentials() {
    return base::fail(Fault::unauthenticated, "identity.wrong_credentials",
                      "Tên đăng nhập hoặc mật khẩu không đúng.",
                      "The user name or the password is wrong.");
}

/// The password was right, so this attempt was no guess.
base::Result<void> take_back(const Environment& environment, std::string_view user_name,
                             const Client& client) {
    return environment.database.write([&](Transaction& transaction) -> base::Result<void> {
        forgive(transaction, user_name, client.peer);
        return {};
    });
}

base::Result<void> check_account(const Environment& environment, const Found& found,
                                 const SignIn& request, const Client& client) {
    if (found.user->state != UserState::active) {
        TRY(take_back(environment, found.user->user_name, client));
        return base::fail(Fault::forbidden, "identity.account_disabled",
                          "Tài khoản này đang bị khóa. Hãy liên hệ người quản trị.",
                          "This account is disabled. Ask your administrator.");
    }
    if (found.credentials.totp_confirmed && request.code.empty()) {
        TRY(take_back(environment, found.user->user_name, client));
        return base::fail(Fault::unauthenticated, "identity.second_factor_needed",
                          "Hãy nhập mã 6 số trong ứng dụng xác thực của bạn.",
                          "Enter the 6-digit code of your authenticator app.");
    }
    if (found.user->has_passkey && request.code.empty()) {
        TRY(take_back(environment, found.user->user_name, client));
        return base::fail(Fault::unauthenticated, "identity.passkey_needed",
                          "Tài khoản này dùng khóa đăng nhập. Hãy bấm “Đăng nhập bằng khóa”, hoặc "
                          "gõ một mã dự phòng.",
                          "This account has a passkey. Press “Sign in with a passkey”, or type a "
                          "recovery code.");
    }
    return {};
}

} // namespace

base::Result<SignedIn> sign_in(const Environment& environment, const SignIn& request,
                               const Client& client) {
    const auto checked = check_user_name(request.user_name);
    const std::string name = checked ? *checked : std::string("?");
    TRY(begin_proof(environment, name, client.peer));
    TRY_ASSIGN(const Found found, find(environment, name));
    TRY_ASSIGN(const bool right,
               environment.passwords.verify(found.credentials.password_hash, request.password));
    if (!found.user || !right) {
        spdlog::warn("identity: failed sign-in as {} from {}", name, client.peer);
        return wrong_credentials();
    }
    TRY(check_account(environment, found, request, client));
    std::string new_hash;
    if (environment.passwords.needs_rehash(found.credentials.password_hash)) {
        TRY_ASSIGN(new_hash, environment.passwords.hash(request.password));
    }
    return environment.database.write([&](Transaction& transaction) -> base::Result<SignedIn> {
        const base::Instant now = environment.clock.now();
        std::optional<base::Instant> second_factor_at;
        if (found.credentials.totp_confirmed || found.user->has_passkey) {
            TRY(use_second_factor(transaction, *found.user, found.credentials, request.code, now));
            second_factor_at = now;
        }
        forgive(transaction, name, client.peer);
        if (!new_hash.empty()) {
            save_password(transaction, found.user->id, new_hash, now);
        }
        SignedIn opened =
            open_session(transaction, environment, *found.user, client, second_factor_at);
        audit::append(transaction, actor_of(*found.user),
                      {.action = "identity.sign_in",
                       .entity = "user/" + base::to_text(found.user->id),
                       .area = found.user->area,
                       .note = client.peer},
                      now);
        return opened;
    });
}

} // namespace identity
