#include "identity/set_up.hpp"

#include "audit/audit.hpp"
#include "base/try.hpp"
#include "crypto/token.hpp"
#include "identity/identity_json.hpp"
#include "identity/password_rules.hpp"
#include "identity/proof.hpp"
#include "identity/user_store_sql.hpp"

namespace identity {

namespace {

using base::Fault;
using storage::Connection;
using storage::Transaction;

constexpr base::Millis code_life{24 * 3'600'000};

struct Prepared {
    Unit unit;
    User user;
};

base::Result<Prepared> prepare(const Environment& environment, const SetUp& request) {
    const base::Instant now = environment.clock.now();
    Prepared made;
    TRY(require_known_area(environment, request.area));
    TRY_ASSIGN(made.unit.name, check_name(request.unit_name));
    made.unit.id = UnitId::make(now, environment.random);
    made.unit.kind = request.unit_kind;
    made.unit.area = request.area;
    made.unit.created_at = now;
    TRY_ASSIGN(made.user.user_name, check_user_name(request.user_name));
    TRY_ASSIGN(made.user.display_name, check_name(request.display_name));
    TRY(check_password(request.password, made.user.user_name));
    made.user.id = UserId::make(now, environment.random);
    made.user.unit = made.unit.id;
    made.user.area = made.unit.area;
    made.user.has_password = true;
    made.user.created_at = now;
    made.user.grants = {{rights::Role::administrator, request.area}};
    return made;
}

base::Failure already_set_up() {
    return base::fail(Fault::conflict, "identity.already_set_up",
                      "Hệ thống đã được thiết lập. Hãy đăng nhập.",
                      "The system has been set up already. Sign in.");
}

} // namespace

base::Result<bool> needs_set_up(const Environment& environment) {
    return environment.database.read(
        [](Connection& connection) -> base::Result<bool> { return !has_any_user(connection); });
}

base::Result<std::optional<std::string>> issue_set_up_code(const Environment& environment) {
    return environment.database.write(
        [&](Transaction& transaction) -> base::Result<std::optional<std::string>> {
            if (has_any_user(transaction)) {
                return std::nullopt;
            }
            const std::string code = crypto::random_code(environment.random);
            put_one_time_code(transaction, CodePurpose::set_up, "", typed_code_hash(code),
                              environment.clock.now() + code_life);
            return crypto::group_code(code);
        });
}

base::Result<SignedIn> set_up(const Environment& environment, const SetUp& request,
                              const Client& client) {
    TRY_ASSIGN(const bool needed, needs_set_up(environment));
    if (!needed) {
        return already_set_up();
    }
    TRY_ASSIGN(const Prepared made, prepare(environment, request));
    TRY(begin_proof(environment, "?set-up", client.peer));
    TRY_ASSIGN(const std::string hash, environment.passwords.hash(request.password));
    return environment.database.write([&](Transaction& transaction) -> base::Result<SignedIn> {
        const base::Instant now = environment.clock.now();
        if (has_any_user(transaction)) {
            return already_set_up();
        }
        if (!use_one_time_code(transaction, CodePurpose::set_up, "", typed_code_hash(request.code),
                               now)) {
            return base::fail(Fault::forbidden, "identity.wrong_set_up_code",
                              "Mã thiết lập không đúng hoặc đã hết hạn. Mã mới được in ra khi máy "
                              "chủ khởi động lại.",
                              "The set-up code is wrong or has expired. A new one is printed when "
                              "the server starts "
                              "again.");
        }
        forgive(transaction, "?set-up", client.peer);
        insert_unit(transaction, made.unit);
        insert_user(transaction, made.user);
        save_grants(transaction, made.user.id, made.user.grants);
        save_password(transaction, made.user.id, hash, now);
        SignedIn opened = open_session(transaction, environment, made.user, client, {});
        audit::append(transaction, actor_of(made.user),
                      {.action = "identity.set_up",
                       .entity = "user/" + base::to_text(made.user.id),
                       .area = made.user.area,
                       .before = "",
                       .after = user_json(made.user, {}),
                       .note = client.peer},
                      now);
        return opened;
    });
}

} // namespace identity
