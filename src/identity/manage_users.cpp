#include "identity/manage_users.hpp"

#include "audit/audit.hpp"
#include "base/try.hpp"
#include "crypto/token.hpp"
#include "identity/identity_json.hpp"
#include "identity/passkey_store_sql.hpp"
#include "identity/proof.hpp"
#include "identity/session_store_sql.hpp"
#include "rights/policy.hpp"

#include <algorithm>

namespace identity {

namespace {

using base::Fault;
using rights::Actor;
using rights::Permission;
using storage::Connection;
using storage::Transaction;

constexpr base::Millis reset_code_life{72 * 3'600'000};

base::Result<User> load(Connection& connection, const Actor& actor, UserId id) {
    auto user = find_user(connection, id);
    if (!user || !rights::allows(actor, Permission::manage_users, user->area)) {
        return base::fail(Fault::not_found, "identity.no_such_user",
                          "Không có người dùng này trong địa bàn của bạn.",
                          "There is no such user in your area.");
    }
    return *std::move(user);
}

base::Result<Unit> open_unit(Connection& connection, const Actor& actor, UnitId id) {
    auto unit = find_unit(connection, id);
    if (!unit || !rights::allows(actor, Permission::manage_users, unit->area)) {
        return base::fail(Fault::not_found, "identity.no_such_unit",
                          "Không có đơn vị này trong địa bàn của bạn.",
                          "There is no such unit in your area.");
    }
    if (unit->archived) {
        return base::fail(Fault::conflict, "identity.unit_archived",
                          "Đơn vị này đã ngừng dùng. Hãy chọn đơn vị khác.",
                          "This unit is no longer in use. Choose another one.");
    }
    return *std::move(unit);
}

base::Failure own_account() {
    return base::fail(
        Fault::conflict, "identity.own_account",
        "Bạn không thể tự khóa hoặc tự bỏ quyền quản trị của mình. Hãy nhờ người quản "
        "trị khác.",
        "You cannot disable yourself or give up your own administration. Ask another "
        "administrator.");
}

base::Failure changed_meanwhile() {
    return base::fail(Fault::conflict, "identity.changed_meanwhile",
                      "Người khác vừa sửa mục này. Hãy tải lại trang rồi sửa tiếp.",
                      "Somebody else has just changed this. Reload the page, then go on.");
}

void log(Transaction& transaction, const Actor& actor, std::string action, const User* before,
         const User& after, base::Instant now) {
    audit::append(transaction, actor,
                  {.action = std::move(action),
                   .entity = "user/" + base::to_text(after.id),
                   .area = after.area,
                   .before = before == nullptr ? std::string() : user_json(*before, {}),
                   .after = user_json(after, {}),
                   .note = after.user_name},
                  now);
}

base::Result<void> require_all(const Actor& actor, const std::vector<rights::Grant>& grants) {
    if (grants.size() > 100) {
        return base::fail(Fault::invalid, "identity.too_many_grants",
                          "Một người có nhiều nhất 100 quyền.", "A user has at most 100 grants.");
    }
    for (const rights::Grant& grant : grants) {
        TRY(rights::require(actor, Permission::manage_users, grant.area));
    }
    return {};
}

UserWithCode put_code(Transaction& transaction, const Environment& environment, const User& user) {
    const std::string code = crypto::random_code(environment.random);
    const base::Instant expires_at = environment.clock.now() + reset_code_life;
    put_one_time_code(transaction, CodePurpose::set_password, base::to_text(user.id),
                      typed_code_hash(code), expires_at);
    return {.user = user, .code = crypto::group_code(code), .expires_at = expires_at};
}

} // namespace

base::Result<std::vector<User>> managed_users(const Environment& environment, const Actor& actor,
                                              ListQuery query) {
    query.areas = rights::areas_with(actor, Permission::manage_users);
    if (query.areas.empty()) {
        TRY(rights::require(actor, Permission::manage_users, {}));
    }
    return environment.database.read(
        [&](Connection& connection) -> base::Result<std::vector<User>> {
            return list_users(connection, query);
        });
}

base::Result<User> managed_user(const Environment& environment, const Actor& actor, UserId id) {
    return environment.database.read(
        [&](Connection& connection) -> base::Result<User> { return load(connection, actor, id); });
}

base::Result<UserWithCode> create_user(const Environment& environment, const Actor& actor,
                                       const UserDraft& draft,
                                       const std::vector<rights::Grant>& grants) {
    User made;
    TRY_ASSIGN(made.user_name, check_user_name(draft.user_name));
    TRY_ASSIGN(made.display_name, check_name(draft.display_name));
    TRY_ASSIGN(made.phone, check_phone(draft.phone));
    TRY(require_all(actor, grants));
    const base::Instant now = environment.clock.now();
    made.id = UserId::make(now, environment.random);
    made.unit = draft.unit;
    made.created_at = now;
    made.grants = grants;
    return environment.database.write([&](Transaction& transaction) -> base::Result<UserWithCode> {
        TRY_ASSIGN(const Unit unit, open_unit(transaction, actor, draft.unit));
        made.area = unit.area;
        if (find_user_by_name(transaction, made.user_name)) {
            return base::fail(Fault::conflict, "identity.user_name_taken",
                              "Tên đăng nhập này đã có người dùng. Hãy chọn tên khác.",
                              "This user name is taken. Choose another one.");
        }
        insert_user(transaction, made);
        save_grants(transaction, made.id, made.grants);
        UserWithCode issued = put_code(transaction, environment, made);
        log(transaction, actor, "identity.create_user", nullptr, made, now);
        return issued;
    });
}

base::Result<User> update_user(const Environment& environment, const Actor& actor, UserId id,
                               std::int64_t version, const UserDraft& draft) {
    TRY_ASSIGN(const std::string display_name, check_name(draft.display_name));
    TRY_ASSIGN(const std::string phone, check_phone(draft.phone));
    return environment.database.write([&](Transaction& transaction) -> base::Result<User> {
        TRY_ASSIGN(const User before, load(transaction, actor, id));
        User after = before;
        after.display_name = display_name;
        after.phone = phone;
        if (draft.unit != before.unit) {
            TRY_ASSIGN(const Unit unit, open_unit(transaction, actor, draft.unit));
            after.unit = unit.id;
            after.area = unit.area;
        }
        if (before.version != version || !save_user(transaction, after)) {
            return changed_meanwhile();
        }
        ++after.version;
        log(transaction, actor, "identity.update_user", &before, after, environment.clock.now());
        return after;
    });
}

base::Result<User> set_grants(const Environment& environment, const Actor& actor, UserId id,
                              const std::vector<rights::Grant>& grants) {
    TRY(require_all(actor, grants));
    return tell_access(
        environment, id,
        environment.database.write([&](Transaction& transaction) -> base::Result<User> {
            TRY_ASSIGN(const User before, load(transaction, actor, id));
            User after = before;
            after.grants = grants;
            for (const rights::Grant& kept : before.grants) {
                const bool known = std::ranges::find(grants, kept) != grants.end();
                if (!known && !rights::allows(actor, Permission::manage_users, kept.area)) {
                    after.grants.push_back(
                        kept); // given by somebody above; not the actor's to take
                }
            }
            const rights::Actor then{
                .user = id, .name = {}, .grants = after.grants, .second_factor_at = {}};
            if (id == actor.user && !rights::allows(then, Permission::manage_users, before.area)) {
                return own_account();
            }
            // Raises the version, so that two who change the same person's grants do not mix them.
            if (!save_user(transaction, after)) {
                return changed_meanwhile();
            }
            ++after.version;
            save_grants(transaction, id, after.grants);
            log(transaction, actor, "identity.set_grants", &before, after, environment.clock.now());
            return after;
        }));
}

base::Result<User> set_state(const Environment& environment, const Actor& actor, UserId id,
                             UserState state) {
    if (id == actor.user && state == UserState::disabled) {
        return own_account();
    }
    return tell_access(
        environment, id,
        environment.database.write([&](Transaction& transaction) -> base::Result<User> {
            TRY_ASSIGN(const User before, load(transaction, actor, id));
            if (before.state == state) {
                return before;
            }
            User after = before;
            after.state = state;
            if (!save_user(transaction, after)) {
                return changed_meanwhile();
            }
            ++after.version;
            if (state == UserState::disabled) {
                delete_sessions(transaction, id, {});
                delete_tokens(transaction, id);
            }
            log(transaction, actor,
                state == UserState::active ? "identity.enable_user" : "identity.disable_user",
                &before, after, environment.clock.now());
            return after;
        }));
}

base::Result<std::vector<Session>> sessions_of(const Environment& environment, const Actor& actor,
                                               UserId id) {
    return environment.database.read(
        [&](Connection& connection) -> base::Result<std::vector<Session>> {
            TRY(load(connection, actor, id));
            auto sessions = list_sessions(connection, id);
            std::erase_if(sessions, [&](const Session& session) {
                return !is_live(session, environment.clock.now());
            });
            return sessions;
        });
}

base::Result<void> end_sessions_of(const Environment& environment, const Actor& actor, UserId id) {
    return tell_access(
        environment, id,
        environment.database.write([&](Transaction& transaction) -> base::Result<void> {
            TRY_ASSIGN(const User user, load(transaction, actor, id));
            if (id == actor.user) {
                return base::fail(Fault::conflict, "identity.own_sessions",
                                  "Phiên của chính bạn được kết thúc ở trang Tài khoản của tôi.",
                                  "Your own sessions are ended on the page of your account.");
            }
            delete_sessions(transaction, id, {});
            log(transaction, actor, "identity.end_sessions", &user, user, environment.clock.now());
            return {};
        }));
}

base::Result<UserWithCode> issue_reset_code(const Environment& environment, const Actor& actor,
                                            UserId id, bool drop_second_factor) {
    return tell_access(
        environment, id,
        environment.database.write([&](Transaction& transaction) -> base::Result<UserWithCode> {
            TRY_ASSIGN(const User before, load(transaction, actor, id));
            User after = before;
            if (drop_second_factor) {
                save_totp(transaction, id, "", false);
                replace_recovery_codes(transaction, id, {});
                delete_passkeys(transaction, id);
                delete_sessions(transaction, id, {});
                after.has_second_factor = false;
                after.has_passkey = false;
            }
            save_attempts(transaction, "user/" + before.user_name, succeeded());
            UserWithCode issued = put_code(transaction, environment, after);
            log(transaction, actor, "identity.issue_reset_code", &before, after,
                environment.clock.now());
            return issued;
        }));
}

} // namespace identity
