#include "identity/own_access.hpp"

#include "audit/audit.hpp"
#include "base/try.hpp"
#include "crypto/token.hpp"
#include "identity/identity_json.hpp"
#include "identity/open_session.hpp"
#include "identity/password_rules.hpp"
#include "identity/proof.hpp"
#include "identity/session_store_sql.hpp"
#include "identity/user_store_sql.hpp"

namespace identity {

namespace {

using base::Fault;
using storage::Connection;
using storage::Transaction;

constexpr std::size_t tokens_max = 50;
constexpr int token_days_max = 366;

void log(Transaction& transaction, const User& user, std::string action, std::string note,
         base::Instant now) {
    audit::append(transaction, actor_of(user),
                  {.action = std::move(action),
                   .entity = "user/" + base::to_text(user.id),
                   .area = user.area,
                   .note = std::move(note)},
                  now);
}

base::Result<void> check_new_token(const User& user, const rights::Actor& actor,
                                   const NewToken& request) {
    if (request.days < 1 || request.days > token_days_max) {
        return base::fail(Fault::invalid, "identity.bad_token_life",
                          "Mã truy cập có hạn từ 1 đến 366 ngày.",
                          "A token lives from 1 to 366 days.");
    }
    if (request.grants.empty() || request.grants.size() > 100 ||
        within(request.grants, within(user.grants, actor.grants)).size() != request.grants.size()) {
        return base::fail(Fault::forbidden, "identity.beyond_own_grants",
                          "Mã truy cập chỉ được nhận một phần quyền của chính bạn.",
                          "A token can have a part of your own rights only.");
    }
    return {};
}

} // namespace

base::Result<std::vector<Session>> own_sessions(const Environment& environment,
                                                const rights::Actor& actor) {
    return environment.database.read(
        [&](Connection& connection) -> base::Result<std::vector<Session>> {
            auto sessions = list_sessions(connection, actor.user);
            std::erase_if(sessions, [&](const Session& session) {
                return !is_live(session, environment.clock.now());
            });
            return sessions;
        });
}

base::Result<void> end_session(const Environment& environment, const rights::Actor& actor,
                               SessionId session) {
    TRY_ASSIGN(const User user, acting_user(environment, actor));
    return tell_access(
        environment, actor.user,
        environment.database.write([&](Transaction& transaction) -> base::Result<void> {
            if (!delete_session(transaction, actor.user, session)) {
                return base::fail(Fault::not_found, "identity.no_such_session",
                                  "Phiên đăng nhập này không còn.", "This session is gone.");
            }
            log(transaction, user, "identity.end_session", base::to_text(session),
                environment.clock.now());
            return {};
        }));
}

base::Result<void> change_password(const Environment& environment, const rights::Actor& actor,
                                   SessionId session, const PasswordChange& change,
                                   const Client& client) {
    TRY_ASSIGN(const User user, acting_user(environment, actor));
    TRY(check_password(change.new_password, user.user_name));
    TRY(prove_password(environment, user, change.old_password, client));
    TRY_ASSIGN(const std::string hash, environment.passwords.hash(change.new_password));
    return tell_access(
        environment, actor.user,
        environment.database.write([&](Transaction& transaction) -> base::Result<void> {
            const base::Instant now = environment.clock.now();
            save_password(transaction, user.id, hash, now);
            delete_sessions(transaction, user.id, session);
            delete_tokens(transaction, user.id);
            log(transaction, user, "identity.change_password", client.peer, now);
            return {};
        }));
}

base::Result<void> reset_password(const Environment& environment, const PasswordReset& reset,
                                  const Client& client) {
    const auto checked = check_user_name(reset.user_name);
    const std::string name = checked ? *checked : std::string("?");
    TRY(check_password(reset.new_password, name));
    TRY(begin_proof(environment, name, client.peer));
    TRY_ASSIGN(const std::string hash, environment.passwords.hash(reset.new_password));
    const auto reset_user =
        environment.database.write([&](Transaction& transaction) -> base::Result<UserId> {
            const base::Instant now = environment.clock.now();
            const auto user = find_user_by_name(transaction, name);
            if (!user || user->state != UserState::active ||
                !use_one_time_code(transaction, CodePurpose::set_password, base::to_text(user->id),
                                   typed_code_hash(reset.code), now)) {
                return base::fail(
                    Fault::forbidden, "identity.wrong_reset_code",
                    "Tên đăng nhập hoặc mã không đúng, hoặc mã đã hết hạn. Hãy xin người "
                    "quản trị mã mới.",
                    "The user name or the code is wrong, or the code has expired. Ask your "
                    "administrator for a new one.");
            }
            forgive(transaction, name, client.peer);
            save_password(transaction, user->id, hash, now);
            delete_sessions(transaction, user->id, {});
            delete_tokens(transaction, user->id);
            log(transaction, *user, "identity.reset_password", client.peer, now);
            return user->id;
        });
    TRY(tell_access(environment, reset_user.value_or(UserId{}), reset_user));
    return {};
}

base::Result<IssuedToken> issue_token(const Environment& environment, const rights::Actor& actor,
                                      const NewToken& request) {
    TRY_ASSIGN(const User user, acting_user(environment, actor));
    TRY(check_new_token(user, actor, request));
    TRY_ASSIGN(const std::string name, check_name(request.name));
    const base::Instant now = environment.clock.now();
    IssuedToken issued{.token = {},
                       .secret =
                           std::string(token_prefix) + crypto::random_token(environment.random)};
    issued.token = {.id = TokenId::make(now, environment.random),
                    .user = user.id,
                    .name = name,
                    .token_hash = token_hash(issued.secret),
                    .created_at = now,
                    .expires_at = now + std::chrono::hours{24} * request.days,
                    .last_used_at = {},
                    .grants = request.grants};
    return environment.database.write([&](Transaction& transaction) -> base::Result<IssuedToken> {
        if (list_tokens(transaction, user.id).size() >= tokens_max) {
            return base::fail(Fault::conflict, "identity.too_many_tokens",
                              "Bạn đã có 50 mã truy cập. Hãy thu hồi bớt.",
                              "You have 50 tokens already. Revoke some first.");
        }
        insert_token(transaction, issued.token);
        audit::append(transaction, actor,
                      {.action = "identity.issue_token",
                       .entity = "token/" + base::to_text(issued.token.id),
                       .area = user.area,
                       .after = token_json(issued.token, ""),
                       .note = name},
                      now);
        return issued;
    });
}

base::Result<std::vector<ApiToken>> own_tokens(const Environment& environment,
                                               const rights::Actor& actor) {
    return environment.database.read(
        [&](Connection& connection) -> base::Result<std::vector<ApiToken>> {
            return list_tokens(connection, actor.user);
        });
}

base::Result<void> revoke_token(const Environment& environment, const rights::Actor& actor,
                                TokenId token) {
    TRY_ASSIGN(const User user, acting_user(environment, actor));
    return tell_access(
        environment, actor.user,
        environment.database.write([&](Transaction& transaction) -> base::Result<void> {
            if (!delete_token(transaction, actor.user, token)) {
                return base::fail(Fault::not_found, "identity.no_such_token",
                                  "Mã truy cập này không còn.", "This token is gone.");
            }
            log(transaction, user, "identity.revoke_token", base::to_text(token),
                environment.clock.now());
            return {};
        }));
}

} // namespace identity
