#include "identity/proof.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "crypto/digest.hpp"
#include "crypto/token.hpp"
#include "identity/totp.hpp"
#include "identity/user_store_sql.hpp"

#include <algorithm>

namespace identity {

namespace {

using base::Fault;
using storage::Connection;
using storage::Transaction;

constexpr int recovery_codes = 10;

std::string user_subject(std::string_view user_name) {
    return "user/" + std::string(user_name.substr(0, 100));
}

std::string peer_subject(std::string_view peer) {
    return "peer/" + std::string(peer);
}

base::Failure wrong_second_factor() {
    return base::fail(Fault::unauthenticated, "identity.wrong_second_factor",
                      "Mã xác thực không đúng hoặc đã dùng rồi. Hãy nhập mã mới trong ứng dụng.",
                      "The code is wrong or was used before. Enter the next one of your app.");
}

} // namespace

base::Result<void> begin_proof(const Environment& environment, std::string_view user_name,
                               std::string_view peer) {
    return environment.database.write([&](Transaction& transaction) -> base::Result<void> {
        const base::Instant now = environment.clock.now();
        const std::string user = user_subject(user_name);
        const std::string address = peer_subject(peer);
        TRY_ASSIGN(const Attempts by_user,
                   begin_attempt(load_attempts(transaction, user), user_lockout, now));
        TRY_ASSIGN(const Attempts by_peer,
                   begin_attempt(load_attempts(transaction, address), peer_lockout, now));
        save_attempts(transaction, user, by_user);
        save_attempts(transaction, address, by_peer);
        return {};
    });
}

void forgive(Transaction& transaction, std::string_view user_name, std::string_view peer) {
    save_attempts(transaction, user_subject(user_name), succeeded());
    const std::string address = peer_subject(peer);
    save_attempts(transaction, address, taken_back(load_attempts(transaction, address)));
}

base::Result<void> prove_password(const Environment& environment, const User& user,
                                  std::string_view password, const Client& client) {
    TRY(begin_proof(environment, user.user_name, client.peer));
    TRY_ASSIGN(const Credentials credentials,
               environment.database.read([&](Connection& connection) -> base::Result<Credentials> {
                   return load_credentials(connection, user.id);
               }));
    TRY_ASSIGN(const bool right, environment.passwords.verify(credentials.password_hash, password));
    if (!right) {
        return base::fail(Fault::forbidden, "identity.wrong_password", "Mật khẩu không đúng.",
                          "The password is wrong.");
    }
    return environment.database.write([&](Transaction& transaction) -> base::Result<void> {
        forgive(transaction, user.user_name, client.peer);
        return {};
    });
}

base::Result<void> use_second_factor(Transaction& transaction, const User& user,
                                     const Credentials& credentials, std::string_view code,
                                     base::Instant now) {
    std::string digits(code);
    std::erase(digits, ' ');
    const bool six_digits = digits.size() == 6 && std::ranges::all_of(digits, [](char c) {
                                return c >= '0' && c <= '9';
                            });
    if (six_digits && credentials.totp_confirmed) {
        const auto step =
            match_totp(credentials.totp_secret, digits, now, credentials.totp_last_step);
        if (!step || !use_totp_step(transaction, user.id, *step)) {
            return wrong_second_factor();
        }
        return {};
    }
    if (!use_recovery_code(transaction, user.id, typed_code_hash(code))) {
        return wrong_second_factor();
    }
    return {};
}

std::vector<std::string> fresh_recovery_codes(Transaction& transaction,
                                              const Environment& environment, UserId user) {
    std::vector<std::string> codes;
    std::vector<base::Sha256> hashes;
    for (int i = 0; i < recovery_codes; ++i) {
        const std::string made = crypto::random_code(environment.random);
        codes.push_back(crypto::group_code(made));
        hashes.push_back(typed_code_hash(made));
    }
    replace_recovery_codes(transaction, user, hashes);
    return codes;
}

base::Result<User> acting_user(const Environment& environment, const rights::Actor& actor) {
    TRY_ASSIGN(auto user, environment.database.read(
                              [&](Connection& connection) -> base::Result<std::optional<User>> {
                                  return find_user(connection, actor.user);
                              }));
    if (!user || user->state != UserState::active) {
        return base::fail(Fault::unauthenticated, "identity.not_signed_in",
                          "Bạn chưa đăng nhập, hoặc phiên làm việc đã hết. Hãy đăng nhập lại.",
                          "You are not signed in, or your session has ended. Sign in again.");
    }
    return *std::move(user);
}

base::Sha256 typed_code_hash(std::string_view typed) {
    const auto code =
        typed.size() > 64 ? base::Result<std::string>("") : crypto::normalize_code(typed);
    return crypto::sha256(code ? "code:" + *code : std::string("no code"));
}

} // namespace identity
