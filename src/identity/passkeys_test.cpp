#include "identity/passkeys.hpp"

#include "audit/audit_chain.hpp"
#include "crypto/base64url.hpp"
#include "crypto/digest.hpp"
#include "crypto/signing.hpp"
#include "identity/identity_fixture.hpp"
#include "identity/second_factor.hpp"

namespace identity {

namespace {

using rights::Role;
using testing::IsEmpty;
using testing::SizeIs;

const crypto::RelyingParty page{.id = "loa.example.vn", .origin = "https://loa.example.vn"};

/// A device with one Ed25519 passkey, as an authenticator of section 6 of the standard answers.
class Authenticator {
public:
    explicit Authenticator(char seed)
        : pair_(crypto::KeyPair::from_seed(std::string(32, seed)).value()),
          credential_id_(std::string(20, seed)) {}

    NewPasskey make(const PasskeyRequest& asked, const std::string& name) {
        const auto& key = pair_.public_key().bytes;
        std::string cose("\xa4\x01\x01\x03\x27\x20\x06\x21\x58\x20");
        cose.append(reinterpret_cast<const char*>(key.data()), key.size());
        const std::string data = header(asked.party, 0x45) + std::string(16, '\0') +
                                 std::string(1, '\0') + static_cast<char>(credential_id_.size()) +
                                 credential_id_ + cose;
        const std::string object = std::string("\xa3\x63") + "fmt" + "\x64" + "none" + "\x67" +
                                   "attStmt" + "\xa0" + "\x68" + "authData" + "\x58" +
                                   static_cast<char>(data.size()) + data;
        return {.name = name,
                .client_data = crypto::to_base64url(client_data("webauthn.create", asked)),
                .attestation_object = crypto::to_base64url(object)};
    }

    ShownPasskey show(const PasskeyRequest& asked, int flags = 0x05) {
        ++count_;
        const std::string data = header(asked.party, flags);
        const std::string said = client_data("webauthn.get", asked);
        const base::Sha256 hash = crypto::sha256(said);
        const auto signature =
            pair_.sign(data + std::string(reinterpret_cast<const char*>(hash.bytes.data()), 32));
        return {.credential_id = crypto::to_base64url(credential_id_),
                .client_data = crypto::to_base64url(said),
                .authenticator_data = crypto::to_base64url(data),
                .signature = crypto::to_base64url(
                    {reinterpret_cast<const char*>(signature.bytes.data()), 64})};
    }

    void turn_back_counter() { count_ = 0; }

private:
    std::string header(const crypto::RelyingParty& party, int flags) const {
        const base::Sha256 host = crypto::sha256(party.id);
        return std::string(reinterpret_cast<const char*>(host.bytes.data()), 32) +
               static_cast<char>(flags) + std::string(3, '\0') + static_cast<char>(count_);
    }
    static std::string client_data(const std::string& type, const PasskeyRequest& asked) {
        return R"({"type":")" + type + R"(","challenge":")" + asked.challenge + R"(","origin":")" +
               asked.party.origin + R"("})";
    }

    crypto::KeyPair pair_;
    std::string credential_id_;
    int count_ = 0;
};

class PasskeysTest : public IdentityFixture {
protected:
    void SetUp() override {
        IdentityFixture::SetUp();
        if (IsSkipped()) {
            return;
        }
        set_up_system();
        lan_ = add_user("lan", {{Role::composer, commune_}});
        session_ = try_sign_in("lan", user_password_).value().session.id;
    }
    PasskeyRequest begin(const User& user) {
        return begin_passkey(environment(), actor_of(user), user_password_, page, client_).value();
    }
    base::Result<AddedPasskey> add(Authenticator& device, const std::string& name = "Điện thoại") {
        return add_passkey(environment(), actor_of(lan_), session_, device.make(begin(lan_), name),
                           page);
    }
    base::Result<SignedIn> enter(const ShownPasskey& shown) {
        return sign_in_by_passkey(environment(), shown, page, client_);
    }
    PasskeyRequest ask() { return ask_to_sign_in(environment(), page).value(); }
    static std::string refusal(const auto& outcome) { return outcome ? "" : outcome.error().code; }

    User lan_;
    SessionId session_;
    Authenticator phone_{'p'};
};

TEST_P(PasskeysTest, a_person_adds_a_passkey_and_signs_in_without_password) {
    const auto added = add(phone_);
    ASSERT_TRUE(added) << added.error().message.en;
    EXPECT_THAT(added->recovery_codes, SizeIs(10));
    EXPECT_THAT(own_passkeys(environment(), actor_of(lan_)).value(), SizeIs(1));
    const auto opened = enter(phone_.show(ask()));
    ASSERT_TRUE(opened) << opened.error().message.en;
    EXPECT_EQ(opened->user.user_name, "lan");
    EXPECT_EQ(opened->session.second_factor_at, clock().now()) << "it is both factors";
}

TEST_P(PasskeysTest, adding_asks_for_the_password_and_a_second_one_gives_no_codes) {
    EXPECT_EQ(refusal(begin_passkey(environment(), actor_of(lan_), "wrong", page, client_)),
              "identity.wrong_password");
    ASSERT_TRUE(add(phone_));
    Authenticator stick('s');
    EXPECT_EQ(begin(lan_).known,
              std::vector<std::string>{crypto::to_base64url(std::string(20, 'p'))});
    EXPECT_THAT(add(stick, "Khóa USB").value().recovery_codes, IsEmpty());
    EXPECT_EQ(refusal(add(phone_)), "identity.passkey_known");
}

TEST_P(PasskeysTest, a_challenge_is_good_once_for_minutes_and_for_its_purpose) {
    ASSERT_TRUE(add(phone_));
    const PasskeyRequest asked = ask();
    EXPECT_TRUE(enter(phone_.show(asked)));
    EXPECT_EQ(refusal(enter(phone_.show(asked))), "identity.passkey_too_late");
    const PasskeyRequest old = ask();
    clock().advance(std::chrono::minutes{5});
    EXPECT_EQ(refusal(enter(phone_.show(old))), "identity.passkey_too_late");
    const auto for_factor = ask_second_factor(environment(), actor_of(lan_), page).value();
    EXPECT_EQ(refusal(enter(phone_.show(for_factor))), "identity.passkey_too_late");
    EXPECT_EQ(refusal(add_passkey(environment(), admin_actor_, admin_.session.id,
                                  Authenticator('x').make(begin(lan_), "x"), page)),
              "identity.passkey_too_late")
        << "somebody else's request";
}

TEST_P(PasskeysTest, strangers_and_unverified_owners_do_not_come_in) {
    ASSERT_TRUE(add(phone_));
    EXPECT_EQ(refusal(enter(Authenticator('z').show(ask()))), "identity.unknown_passkey");
    EXPECT_EQ(refusal(enter(phone_.show(ask(), 0x01))), "crypto.passkey_unverified");
    ShownPasskey forged = Authenticator('z').show(ask());
    forged.credential_id = phone_.show(ask()).credential_id;
    EXPECT_EQ(refusal(enter(forged)), "crypto.passkey_wrong_signature");
    PasskeyRequest elsewhere = ask();
    elsewhere.party = {.id = "evil.example", .origin = "https://evil.example"};
    EXPECT_EQ(refusal(enter(phone_.show(elsewhere))), "crypto.passkey_elsewhere");
    const crypto::RelyingParty moved{.id = "moi.example.vn", .origin = "https://moi.example.vn"};
    const auto there = ask_to_sign_in(environment(), moved).value();
    EXPECT_EQ(refusal(sign_in_by_passkey(environment(), phone_.show(there), moved, client_)),
              "identity.unknown_passkey");
}

TEST_P(PasskeysTest, a_counter_that_goes_back_betrays_a_copy) {
    ASSERT_TRUE(add(phone_));
    ASSERT_TRUE(enter(phone_.show(ask())));
    ASSERT_TRUE(enter(phone_.show(ask())));
    phone_.turn_back_counter();
    EXPECT_EQ(refusal(enter(phone_.show(ask()))), "identity.passkey_copied");
}

TEST_P(PasskeysTest, with_a_passkey_the_password_alone_does_not_suffice) {
    const auto added = add(phone_).value();
    EXPECT_EQ(refusal(try_sign_in("lan", user_password_)), "identity.passkey_needed");
    EXPECT_EQ(refusal(try_sign_in("lan", user_password_, "123456")),
              "identity.wrong_second_factor");
    EXPECT_TRUE(try_sign_in("lan", user_password_, added.recovery_codes.front()));
    EXPECT_EQ(refusal(try_sign_in("lan", user_password_, added.recovery_codes.front())),
              "identity.wrong_second_factor")
        << "each is good once";
}

TEST_P(PasskeysTest, the_second_factor_is_shown_again_by_the_own_passkey_only) {
    ASSERT_TRUE(add(phone_));
    clock().advance(std::chrono::minutes{30});
    const auto asked = ask_second_factor(environment(), actor_of(lan_), page).value();
    EXPECT_THAT(asked.known, SizeIs(1));
    EXPECT_EQ(
        show_passkey(environment(), actor_of(lan_), session_, phone_.show(asked), page).value(),
        clock().now());
    const auto other = ask_second_factor(environment(), admin_actor_, page).value();
    EXPECT_EQ(refusal(show_passkey(environment(), admin_actor_, admin_.session.id,
                                   phone_.show(other), page)),
              "identity.unknown_passkey");
}

TEST_P(PasskeysTest, a_removed_one_and_a_closed_account_open_nothing) {
    const auto added = add(phone_).value();
    const rights::Actor lan = actor_of(lan_);
    EXPECT_EQ(refusal(remove_passkey(environment(), lan, added.passkey.id, "wrong", client_)),
              "identity.wrong_password");
    ASSERT_TRUE(set_state(environment(), admin_actor_, lan_.id, UserState::disabled));
    EXPECT_EQ(refusal(enter(phone_.show(ask()))), "identity.account_disabled");
    ASSERT_TRUE(set_state(environment(), admin_actor_, lan_.id, UserState::active));
    ASSERT_TRUE(remove_passkey(environment(), lan, added.passkey.id, user_password_, client_));
    EXPECT_EQ(refusal(enter(phone_.show(ask()))), "identity.unknown_passkey");
    EXPECT_TRUE(try_sign_in("lan", user_password_)) << "the password is enough again";
}

TEST_P(PasskeysTest, a_lost_device_is_dropped_by_the_administrator) {
    ASSERT_TRUE(add(phone_));
    const auto issued = issue_reset_code(environment(), admin_actor_, lan_.id, true).value();
    EXPECT_FALSE(issued.user.has_passkey);
    EXPECT_EQ(refusal(enter(phone_.show(ask()))), "identity.unknown_passkey");
    EXPECT_TRUE(try_sign_in("lan", user_password_));
}

TEST_P(PasskeysTest, adding_and_removing_stand_in_the_log) {
    const std::int64_t before = audit::verify(database()).value().entries;
    const auto added = add(phone_).value();
    ASSERT_TRUE(enter(phone_.show(ask())));
    ASSERT_TRUE(
        remove_passkey(environment(), actor_of(lan_), added.passkey.id, user_password_, client_));
    EXPECT_EQ(audit::verify(database()).value().entries - before, 3);
}

INSTANTIATE_TEST_SUITE_P(Engines, PasskeysTest, testing::ValuesIn(testing_support::engines()),
                         testing::PrintToStringParamName());

} // namespace

} // namespace identity
