#include "identity/second_factor.hpp"

#include "audit/audit.hpp"
#include "base/try.hpp"
#include "identity/open_session.hpp"
#include "identity/proof.hpp"
#include "identity/session_store_sql.hpp"
#include "identity/totp.hpp"
#include "identity/user_store_sql.hpp"

namespace identity {

namespace {

using base::Fault;
using storage::Connection;
using storage::Transaction;

constexpr std::string_view issuer = "Nguon";

base::Result<Credentials> credentials_of(const Environment& environment, const User& user) {
    return environment.database.read([&](Connection& connection) -> base::Result<Credentials> {
        return load_credentials(connection, user.id);
    });
}

base::Failure none_in_force() {
    return base::fail(Fault::conflict, "identity.no_second_factor",
                      "Tài khoản này chưa bật xác thực hai lớp.",
                      "This account has no second factor yet.");
}

void log(Transaction& transaction, const User& user, std::string action, base::Instant now) {
    audit::append(transaction, actor_of(user),
                  {.action = std::move(action),
                   .entity = "user/" + base::to_text(user.id),
                   .area = user.area},
                  now);
}

} // namespace

base::Result<TotpEnrolment> enrol_totp(const Environment& environment, const rights::Actor& actor,
                                       std::string_view password, const Client& client) {
    TRY_ASSIGN(const User user, acting_user(environment, actor));
    if (user.has_second_factor) {
        return base::fail(Fault::conflict, "identity.second_factor_exists",
                          "Xác thực hai lớp đã bật. Hãy tắt trước khi đổi sang ứng dụng khác.",
                          "A second factor is in force. Disable it before you change the app.");
    }
    TRY(prove_password(environment, user, password, client));
    const std::string secret = make_totp_secret(environment.random);
    TRY(environment.database.write([&](Transaction& transaction) -> base::Result<void> {
        save_totp(transaction, user.id, secret, false);
        return {};
    }));
    return TotpEnrolment{.secret = secret, .address = totp_address(secret, issuer, user.user_name)};
}

base::Result<std::vector<std::string>> confirm_totp(const Environment& environment,
                                                    const rights::Actor& actor, SessionId session,
                                                    std::string_view code, const Client& client) {
    TRY_ASSIGN(const User user, acting_user(environment, actor));
    TRY(begin_proof(environment, user.user_name, client.peer));
    TRY_ASSIGN(const Credentials credentials, credentials_of(environment, user));
    if (credentials.totp_secret.empty() || credentials.totp_confirmed) {
        return base::fail(Fault::conflict, "identity.nothing_to_confirm",
                          "Hãy bắt đầu lại việc bật xác thực hai lớp.",
                          "Start to enable the second factor again.");
    }
    using Codes = std::vector<std::string>;
    return environment.database.write([&](Transaction& transaction) -> base::Result<Codes> {
        const base::Instant now = environment.clock.now();
        save_totp(transaction, user.id, credentials.totp_secret, true);
        replace_recovery_codes(transaction, user.id, {}); // a code from the app, not an old one
        Credentials confirmed = credentials;
        confirmed.totp_confirmed = true;
        TRY(use_second_factor(transaction, user, confirmed, code, now));
        Codes codes = fresh_recovery_codes(transaction, environment, user.id);
        forgive(transaction, user.user_name, client.peer);
        mark_second_factor(transaction, session, now);
        log(transaction, user, "identity.enable_second_factor", now);
        return codes;
    });
}

base::Result<void> disable_totp(const Environment& environment, const rights::Actor& actor,
                                std::string_view password, std::string_view code,
                                const Client& client) {
    TRY_ASSIGN(const User user, acting_user(environment, actor));
    TRY(prove_password(environment, user, password, client));
    TRY(begin_proof(environment, user.user_name, client.peer));
    TRY_ASSIGN(const Credentials credentials, credentials_of(environment, user));
    if (!credentials.totp_confirmed) {
        return none_in_force();
    }
    return environment.database.write([&](Transaction& transaction) -> base::Result<void> {
        const base::Instant now = environment.clock.now();
        TRY(use_second_factor(transaction, user, credentials, code, now));
        save_totp(transaction, user.id, "", false);
        if (!user.has_passkey) {
            replace_recovery_codes(transaction, user.id, {});
        }
        forgive(transaction, user.user_name, client.peer);
        log(transaction, user, "identity.disable_second_factor", now);
        return {};
    });
}

base::Result<base::Instant> show_second_factor(const Environment& environment,
                                               const rights::Actor& actor, SessionId session,
                                               std::string_view code, const Client& client) {
    TRY_ASSIGN(const User user, acting_user(environment, actor));
    TRY(begin_proof(environment, user.user_name, client.peer));
    TRY_ASSIGN(const Credentials credentials, credentials_of(environment, user));
    if (!credentials.totp_confirmed) {
        return none_in_force();
    }
    return environment.database.write([&](Transaction& transaction) -> base::Result<base::Instant> {
        const base::Instant now = environment.clock.now();
        TRY(use_second_factor(transaction, user, credentials, code, now));
        forgive(transaction, user.user_name, client.peer);
        mark_second_factor(transaction, session, now);
        return now;
    });
}

} // namespace identity
