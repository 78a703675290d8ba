#include "identity/passkeys.hpp"

#include "audit/audit.hpp"
#include "base/try.hpp"
#include "crypto/base64url.hpp"
#include "crypto/digest.hpp"
#include "crypto/token.hpp"
#include "identity/proof.hpp"
#include "identity/session_store_sql.hpp"
#include "identity/user_store_sql.hpp"

namespace identity {

namespace {

using base::Fault;
using storage::Connection;
using storage::Transaction;

constexpr base::Millis challenge_life{5 * 60'000};
constexpr std::size_t passkeys_max = 20;

base::Sha256 challenge_hash(std::string_view challenge) {
    return crypto::sha256("challenge:" + std::string(challenge));
}

base::Failure too_late() {
    return base::fail(Fault::unauthenticated, "identity.passkey_too_late",
                      "Yêu cầu đã quá 5 phút hoặc đã dùng rồi. Hãy bấm lại.",
                      "This request is older than 5 minutes or was used before. Press again.");
}

base::Failure unknown() {
    return base::fail(Fault::unauthenticated, "identity.unknown_passkey",
                      "Khóa đăng nhập này không còn dùng được ở đây. Hãy đăng nhập bằng mật khẩu.",
                      "This passkey is not known here any more. Sign in with your password.");
}

void log(Transaction& transaction, const User& user, std::string action, std::string note,
         base::Instant now) {
    audit::append(transaction, actor_of(user),
                  {.action = std::move(action),
                   .entity = "user/" + base::to_text(user.id),
                   .area = user.area,
                   .note = std::move(note)},
                  now);
}

base::Result<PasskeyRequest> request_of(const Environment& environment, ChallengePurpose purpose,
                                        UserId user, const crypto::RelyingParty& party) {
    return environment.database.write(
        [&](Transaction& transaction) -> base::Result<PasskeyRequest> {
            PasskeyRequest asked{
                .challenge = crypto::random_token(environment.random), .party = party, .known = {}};
            put_challenge(transaction, challenge_hash(asked.challenge), purpose, user,
                          environment.clock.now() + challenge_life);
            if (!user.is_nil()) {
                for (const StoredPasskey& passkey : list_passkeys(transaction, user)) {
                    asked.known.push_back(passkey.credential_id);
                }
            }
            return asked;
        });
}

base::Result<crypto::ClientData> client_data_of(const std::string& sent) {
    TRY_ASSIGN(std::string bytes, crypto::from_base64url(sent));
    return crypto::read_client_data(std::move(bytes));
}

/// Within the transaction that acts on it: the challenge is used up and the passkey proved.
/// `expected` is nil when anybody may come.
base::Result<User> prove_passkey(Transaction& transaction, const Environment& environment,
                                 const ShownPasskey& shown, UserId expected,
                                 const crypto::RelyingParty& party) {
    const base::Instant now = environment.clock.now();
    TRY_ASSIGN(const crypto::ClientData said, client_data_of(shown.client_data));
    const auto purpose =
        expected.is_nil() ? ChallengePurpose::sign_in : ChallengePurpose::second_factor;
    if (!use_challenge(transaction, challenge_hash(said.challenge), purpose, expected, now)) {
        return too_late();
    }
    const auto passkey = find_passkey(transaction, shown.credential_id);
    if (!passkey || passkey->rp_id != party.id ||
        (!expected.is_nil() && passkey->user != expected)) {
        return unknown();
    }
    TRY_ASSIGN(const std::string data, crypto::from_base64url(shown.authenticator_data));
    TRY_ASSIGN(const std::string signature, crypto::from_base64url(shown.signature));
    TRY_ASSIGN(const std::string key, crypto::from_base64url(passkey->cose_key));
    TRY_ASSIGN(const crypto::PasskeyProof proof,
               crypto::check_passkey(said, data, signature, key, party));
    if (!use_passkey(transaction, *passkey, proof.sign_count, proof.backed_up, now)) {
        return base::fail(Fault::forbidden, "identity.passkey_copied",
                          "Có dấu hiệu khóa đăng nhập này đã bị sao chép. Hãy đăng nhập bằng mật "
                          "khẩu, bỏ khóa này và báo người quản trị.",
                          "This passkey seems to have been copied. Sign in with your password, "
                          "remove it and tell your administrator.");
    }
    auto user = find_user(transaction, passkey->user);
    if (!user) {
        return unknown();
    }
    return *std::move(user);
}

} // namespace

base::Result<PasskeyRequest> begin_passkey(const Environment& environment,
                                           const rights::Actor& actor, std::string_view password,
                                           const crypto::RelyingParty& party,
                                           const Client& client) {
    TRY_ASSIGN(const User user, acting_user(environment, actor));
    TRY(prove_password(environment, user, password, client));
    TRY_ASSIGN(PasskeyRequest asked,
               request_of(environment, ChallengePurpose::add, user.id, party));
    if (asked.known.size() >= passkeys_max) {
        return base::fail(Fault::conflict, "identity.too_many_passkeys",
                          "Bạn đã có 20 khóa đăng nhập. Hãy bỏ bớt.",
                          "You have 20 passkeys already. Remove some first.");
    }
    return asked;
}

base::Result<AddedPasskey> add_passkey(const Environment& environment, const rights::Actor& actor,
                                       SessionId session, const NewPasskey& made,
                                       const crypto::RelyingParty& party) {
    TRY_ASSIGN(const User user, acting_user(environment, actor));
    TRY_ASSIGN(const std::string name, check_name(made.name));
    TRY_ASSIGN(const crypto::ClientData said, client_data_of(made.client_data));
    TRY_ASSIGN(const std::string object, crypto::from_base64url(made.attestation_object));
    TRY_ASSIGN(const crypto::Passkey read, crypto::read_new_passkey(said, object, party));
    const base::Instant now = environment.clock.now();
    AddedPasskey added;
    added.passkey = {.id = PasskeyId::make(now, environment.random),
                     .user = user.id,
                     .name = name,
                     .rp_id = party.id,
                     .credential_id = crypto::to_base64url(read.credential_id),
                     .cose_key = crypto::to_base64url(read.cose_key),
                     .sign_count = read.sign_count,
                     .backed_up = read.backed_up,
                     .created_at = now,
                     .last_used_at = {}};
    return environment.database.write([&](Transaction& transaction) -> base::Result<AddedPasskey> {
        if (!use_challenge(transaction, challenge_hash(said.challenge), ChallengePurpose::add,
                           user.id, now)) {
            return too_late();
        }
        if (find_passkey(transaction, added.passkey.credential_id)) {
            return base::fail(Fault::conflict, "identity.passkey_known",
                              "Khóa đăng nhập này đã được thêm rồi.",
                              "This passkey was added before.");
        }
        insert_passkey(transaction, added.passkey);
        if (count_recovery_codes(transaction, user.id) == 0) {
            added.recovery_codes = fresh_recovery_codes(transaction, environment, user.id);
        }
        mark_second_factor(transaction, session, now);
        log(transaction, user, "identity.add_passkey", name, now);
        return added;
    });
}

base::Result<std::vector<StoredPasskey>> own_passkeys(const Environment& environment,
                                                      const rights::Actor& actor) {
    return environment.database.read(
        [&](Connection& connection) -> base::Result<std::vector<StoredPasskey>> {
            return list_passkeys(connection, actor.user);
        });
}

base::Result<void> remove_passkey(const Environment& environment, const rights::Actor& actor,
                                  PasskeyId id, std::string_view password, const Client& client) {
    TRY_ASSIGN(const User user, acting_user(environment, actor));
    TRY(prove_password(environment, user, password, client));
    return environment.database.write([&](Transaction& transaction) -> base::Result<void> {
        if (!delete_passkey(transaction, user.id, id)) {
            return base::fail(Fault::not_found, "identity.no_such_passkey",
                              "Khóa đăng nhập này không còn.", "This passkey is gone.");
        }
        if (!user.has_second_factor && list_passkeys(transaction, user.id).empty()) {
            replace_recovery_codes(transaction, user.id, {});
        }
        log(transaction, user, "identity.remove_passkey", base::to_text(id),
            environment.clock.now());
        return {};
    });
}

base::Result<PasskeyRequest> ask_to_sign_in(const Environment& environment,
                                            const crypto::RelyingParty& party) {
    return request_of(environment, ChallengePurpose::sign_in, {}, party);
}

base::Result<PasskeyRequest> ask_second_factor(const Environment& environment,
                                               const rights::Actor& actor,
                                               const crypto::RelyingParty& party) {
    return request_of(environment, ChallengePurpose::second_factor, actor.user, party);
}

base::Result<SignedIn> sign_in_by_passkey(const Environment& environment, const ShownPasskey& shown,
                                          const crypto::RelyingParty& party, const Client& client) {
    return environment.database.write([&](Transaction& transaction) -> base::Result<SignedIn> {
        TRY_ASSIGN(const User user, prove_passkey(transaction, environment, shown, {}, party));
        if (user.state != UserState::active) {
            return base::fail(Fault::forbidden, "identity.account_disabled",
                              "Tài khoản này đang bị khóa. Hãy liên hệ người quản trị.",
                              "This account is disabled. Ask your administrator.");
        }
        const base::Instant now = environment.clock.now();
        SignedIn opened = open_session(transaction, environment, user, client, now);
        log(transaction, user, "identity.sign_in", client.peer, now);
        return opened;
    });
}

base::Result<base::Instant> show_passkey(const Environment& environment, const rights::Actor& actor,
                                         SessionId session, const ShownPasskey& shown,
                                         const crypto::RelyingParty& party) {
    return environment.database.write([&](Transaction& transaction) -> base::Result<base::Instant> {
        TRY(prove_passkey(transaction, environment, shown, actor.user, party));
        const base::Instant now = environment.clock.now();
        mark_second_factor(transaction, session, now);
        return now;
    });
}

} // namespace identity
