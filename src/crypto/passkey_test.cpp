/// Goal: what the standard says is good is taken, and every bit of it counts.
/// Method: the test vectors of W3C Web Authentication Level 3, section 16, as published
/// (golden/webauthn_vectors.json); then the same with one thing wrong.
#include "crypto/passkey.hpp"

#include "base/hash.hpp"
#include "crypto/base64url.hpp"
#include "crypto/cbor_items.hpp"
#include "crypto/cose_key.hpp"
#include "crypto/digest.hpp"
#include "testing/golden.hpp"
#include "json/parse.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace crypto {

namespace {

const RelyingParty party{.id = "example.org", .origin = "https://example.org"};

std::string bytes_at(const boost::json::value& vector, const char* pointer) {
    return base::from_hex(vector.at_pointer(pointer).as_string()).value();
}

struct Vector {
    std::string name;
    std::string client_data;
    std::string attestation_object;
    std::string shown_client_data;
    std::string authenticator_data;
    std::string signature;
};

std::vector<Vector> vectors() {
    const std::string text =
        testing_support::read_test_file("src/crypto/golden/webauthn_vectors.json");
    const auto parsed = json::parse(text).value();
    std::vector<Vector> found;
    for (const auto& one : parsed.at("vectors").as_array()) {
        found.push_back({.name = std::string(one.at("name").as_string()),
                         .client_data = bytes_at(one, "/registration/client_data"),
                         .attestation_object = bytes_at(one, "/registration/attestation_object"),
                         .shown_client_data = bytes_at(one, "/authentication/client_data"),
                         .authenticator_data = bytes_at(one, "/authentication/authenticator_data"),
                         .signature = bytes_at(one, "/authentication/signature")});
    }
    return found;
}

Vector vector_named(const std::string& name) {
    for (Vector& one : vectors()) {
        if (one.name == name) {
            return one;
        }
    }
    return {};
}

ClientData said(const std::string& bytes) {
    return read_client_data(bytes).value();
}

/// Where the data of the authenticator begins: with the hash of its host.
std::size_t data_in(const std::string& object) {
    const base::Sha256 host = sha256(party.id);
    return object.find(
        std::string_view(reinterpret_cast<const char*>(host.bytes.data()), host.bytes.size()));
}

/// The key that stands in an attestation object, also of one whose owner was not verified.
base::Result<ReadCoseKey> key_in(const std::string& object) {
    const std::string_view data = std::string_view(object).substr(data_in(object));
    const std::size_t id_bytes =
        static_cast<unsigned char>(data[53]) * 256U + static_cast<unsigned char>(data[54]);
    return read_cose_key(data.substr(55 + id_bytes));
}

bool is_verified(const std::string& data, std::size_t at = 0) {
    return (static_cast<unsigned char>(data[at + 32]) & 0x04U) != 0;
}

std::string refusal(const auto& outcome) {
    return outcome ? "" : outcome.error().code;
}

std::string refusal_of_new(const Vector& one, const RelyingParty& of = party) {
    return refusal(read_new_passkey(said(one.client_data), one.attestation_object, of));
}

const Vector verified = vector_named("packed-rs256");

TEST(Passkey, every_registration_of_the_standard_is_read_or_refused_for_its_reason) {
    ASSERT_EQ(vectors().size(), 15U);
    for (const Vector& one : vectors()) {
        const bool strange_key = !key_in(one.attestation_object);
        const bool cross = one.name.ends_with("rigin");
        const std::string expected =
            cross ? "crypto.passkey_elsewhere"
            : !is_verified(one.attestation_object, data_in(one.attestation_object))
                ? "crypto.passkey_unverified"
            : strange_key ? "crypto.bad_passkey"
                          : "";
        EXPECT_EQ(refusal_of_new(one), expected) << one.name;
    }
}

TEST(Passkey, the_three_recommended_algorithms_are_known_and_no_other) {
    for (const Vector& one : vectors()) {
        const bool known = !one.name.ends_with("es384") && !one.name.ends_with("es512") &&
                           !one.name.ends_with("ed448");
        EXPECT_EQ(key_in(one.attestation_object).has_value(), known) << one.name;
    }
}

TEST(Passkey, every_signature_of_the_standard_is_good_and_no_altered_one) {
    int checked = 0;
    for (const Vector& one : vectors()) {
        const auto key = key_in(one.attestation_object);
        if (!key) {
            continue;
        }
        ++checked;
        const base::Sha256 hash = sha256(one.shown_client_data);
        const std::string message =
            one.authenticator_data +
            std::string(reinterpret_cast<const char*>(hash.bytes.data()), hash.bytes.size());
        EXPECT_TRUE(verify(key->key, message, one.signature)) << one.name;
        EXPECT_FALSE(verify(key->key, message + "x", one.signature)) << one.name;
        std::string altered = one.signature;
        altered.back() = static_cast<char>(altered.back() ^ 1);
        EXPECT_FALSE(verify(key->key, message, altered)) << one.name;
        EXPECT_FALSE(verify(key->key, message, "")) << one.name;
    }
    EXPECT_EQ(checked, 12);
}

TEST(Passkey, a_passkey_is_added_and_then_shown) {
    int shown = 0;
    for (const Vector& one : vectors()) {
        const auto made = read_new_passkey(said(one.client_data), one.attestation_object, party);
        if (!made) {
            continue;
        }
        const auto proof = check_passkey(said(one.shown_client_data), one.authenticator_data,
                                         one.signature, made->cose_key, party);
        EXPECT_EQ(refusal(proof),
                  is_verified(one.authenticator_data) ? "" : "crypto.passkey_unverified")
            << one.name;
        shown += proof.has_value() ? 1 : 0;
    }
    EXPECT_GT(shown, 0);
}

TEST(Passkey, one_that_was_made_for_another_page_is_refused) {
    EXPECT_EQ(refusal_of_new(verified), "");
    EXPECT_EQ(refusal_of_new(verified, {.id = "example.com", .origin = "https://example.org"}),
              "crypto.passkey_elsewhere");
    EXPECT_EQ(refusal_of_new(verified, {.id = "example.org", .origin = "http://example.org"}),
              "crypto.passkey_elsewhere");
    EXPECT_EQ(refusal_of_new(verified, {.id = "example.org", .origin = "https://example.org:8443"}),
              "crypto.passkey_elsewhere");
}

TEST(Passkey, what_was_signed_for_one_ceremony_is_no_good_for_the_other) {
    EXPECT_EQ(refusal(read_new_passkey(said(verified.shown_client_data),
                                       verified.attestation_object, party)),
              "crypto.bad_passkey");
    const auto key = key_in(verified.attestation_object).value();
    EXPECT_EQ(refusal(check_passkey(said(verified.client_data), verified.authenticator_data,
                                    verified.signature, "", party)),
              "crypto.bad_passkey");
    EXPECT_EQ(key.key.algorithm, CoseAlgorithm::rs256);
}

TEST(Passkey, no_shortened_object_is_taken) {
    for (std::size_t size = 0; size < verified.attestation_object.size(); ++size) {
        const std::string part = verified.attestation_object.substr(0, size);
        EXPECT_FALSE(read_new_passkey(said(verified.client_data), part, party)) << size;
    }
    EXPECT_FALSE(
        read_new_passkey(said(verified.client_data), verified.attestation_object + "x", party));
}

TEST(Passkey, a_point_off_the_curve_verifies_nothing) {
    const Vector one = vector_named("none-es256");
    auto key = key_in(one.attestation_object).value().key;
    key.second.back() = static_cast<char>(key.second.back() ^ 1);
    EXPECT_FALSE(verify(key, one.authenticator_data, one.signature));
}

TEST(Passkey, what_the_browser_says_must_be_whole) {
    EXPECT_FALSE(read_client_data("{}"));
    EXPECT_FALSE(read_client_data(R"({"type":"webauthn.get","challenge":"AA"})"));
    EXPECT_FALSE(read_client_data(std::string(3'000, ' ')));
    const auto read = read_client_data(
        R"({"type":"webauthn.get","challenge":"AA","origin":"https://x","tomorrow":1})");
    ASSERT_TRUE(read) << "later browsers add members";
    EXPECT_FALSE(read->cross_origin);
}

TEST(CborItems, claimed_sizes_that_are_not_there_end_the_reading) {
    // RFC 8949 appendix A has the well-formed ones; these claim 2^32 members.
    for (const char* hex :
         {"9affffffff", "bb00000000ffffffff00", "5affffffff00", "9f", "bf", "c0"}) {
        const std::string bytes = base::from_hex(hex).value();
        EXPECT_FALSE(CborItems(bytes).skip()) << hex;
    }
    const std::string nested = base::from_hex("a26161016162820203").value();
    CborItems items(nested);
    EXPECT_TRUE(items.skip());
    EXPECT_TRUE(items.rest().empty());
}

TEST(Base64url, bytes_come_back_and_strange_letters_do_not) {
    const std::string bytes = base::from_hex("fbefff00").value();
    EXPECT_EQ(to_base64url(bytes), "--__AA");
    EXPECT_EQ(from_base64url("--__AA").value(), bytes);
    EXPECT_FALSE(from_base64url("++//AA"));
    EXPECT_FALSE(from_base64url("--__AA=="));
    EXPECT_FALSE(from_base64url("A"));
}

} // namespace

} // namespace crypto
