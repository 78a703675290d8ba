#include "crypto/digest.hpp"
#include "crypto/dsse.hpp"
#include "crypto/password.hpp"
#include "crypto/signing.hpp"
#include "crypto/token.hpp"
#include "testing/seeded_random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

namespace crypto {

namespace {

std::string hex(const base::Sha256& hash) {
    return base::to_text(hash);
}

std::string bytes_of(std::string_view text) {
    return base::from_hex(text).value();
}

Signature signature_of(std::string_view text) {
    Signature signature;
    std::ranges::copy(bytes_of(text), signature.bytes.begin());
    return signature;
}

KeyPair pair_of_seed(std::string_view text) {
    return KeyPair::from_seed(bytes_of(text)).value();
}

TrustedKey trust(const KeyPair& pair) {
    return {key_id(pair.public_key()), pair.public_key()};
}

TEST(Digest, sha_256_gives_the_published_values) {
    EXPECT_EQ(hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(hex(sha256("abc")),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(hex(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(Digest, pieces_hash_like_the_whole) {
    Sha256Stream stream;
    stream.update("a");
    stream.update("");
    stream.update("bc");
    EXPECT_EQ(stream.finish(), sha256("abc"));
}

TEST(Digest, a_file_hashes_like_its_bytes_and_a_missing_one_is_said_to_be_unreadable) {
    const auto path = std::filesystem::path(testing::TempDir()) / "crypto_test_file";
    const std::string content(200'001, 'x');
    std::ofstream(path, std::ios::binary) << content;
    EXPECT_EQ(sha256_file(path).value(), sha256(content));
    std::filesystem::remove(path);
    EXPECT_EQ(sha256_file(path).error().code, "crypto.file_unreadable");
}

TEST(Digest, hmac_gives_the_values_of_rfc_4231) {
    EXPECT_EQ(hex(hmac_sha256(std::string(20, '\x0b'), "Hi There")),
              "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    EXPECT_EQ(hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(hex(hmac_sha256(std::string(131, '\xaa'),
                              "Test Using Larger Than Block-Size Key - Hash Key First")),
              "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(Digest, stretching_gives_the_values_of_rfc_7914) {
    // RFC 7914 section 11, the first 32 of 64 bytes: PBKDF2 blocks do not depend on the length
    // asked for.
    EXPECT_EQ(hex(stretch("passwd", "salt", 1)),
              "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc");
    EXPECT_EQ(hex(stretch("Password", "NaCl", 80000)),
              "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56");
}

TEST(Digest, comparison_in_constant_time_sees_every_difference) {
    EXPECT_TRUE(equal_constant_time("", ""));
    EXPECT_TRUE(equal_constant_time("secret", "secret"));
    EXPECT_FALSE(equal_constant_time("secret", "secreT"));
    EXPECT_FALSE(equal_constant_time("secret", "secret "));
    EXPECT_FALSE(equal_constant_time(sha256("a"), sha256("b")));
}

TEST(Signing, keys_and_signatures_are_those_of_rfc_8032) {
    // RFC 8032 section 7.1, tests 1 and 2.
    const auto first =
        pair_of_seed("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
    EXPECT_EQ(base::to_hex(first.public_key().bytes),
              "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    EXPECT_EQ(
        first.sign(""),
        signature_of("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33"
                     "bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"));
    const auto second =
        pair_of_seed("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
    EXPECT_EQ(
        second.sign("\x72"),
        signature_of("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e159"
                     "96e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"));
    EXPECT_TRUE(verify(second.public_key(), "\x72", second.sign("\x72")));
}

TEST(Signing, a_changed_message_a_changed_signature_and_another_key_are_refused) {
    testing_support::SeededRandom random(1);
    const auto pair = KeyPair::generate(random);
    const auto other = KeyPair::generate(random);
    auto signature = pair.sign("phát lúc 5 giờ 30");
    EXPECT_FALSE(verify(pair.public_key(), "phát lúc 5 giờ 31", signature));
    EXPECT_FALSE(verify(other.public_key(), "phát lúc 5 giờ 30", signature));
    signature.bytes[40] ^= 1;
    EXPECT_FALSE(verify(pair.public_key(), "phát lúc 5 giờ 30", signature));
}

TEST(Signing, a_pair_survives_storing_and_moving) {
    testing_support::SeededRandom random(2);
    auto pair = KeyPair::generate(random);
    const auto again = KeyPair::from_seed(pair.seed()).value();
    const auto moved = std::move(pair);
    EXPECT_EQ(again.public_key(), moved.public_key());
    EXPECT_EQ(again.sign("x"), moved.sign("x"));
    EXPECT_EQ(parse_public_key(to_text(moved.public_key())).value(), moved.public_key());
}

TEST(Signing, what_is_no_key_is_refused) {
    EXPECT_EQ(KeyPair::from_seed("short").error().code, "crypto.bad_key");
    EXPECT_EQ(parse_public_key("AAAA").error().code, "crypto.bad_key");
    EXPECT_EQ(parse_public_key("!").error().code, "crypto.bad_key");
}

TEST(Password, the_right_one_is_accepted_and_all_others_are_not) {
    const auto hash = hash_password("mật khẩu dài của xã", cheapest_password_cost).value();
    EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=8,t=1,p=1$"));
    EXPECT_TRUE(verify_password(hash, "mật khẩu dài của xã"));
    EXPECT_FALSE(verify_password(hash, "mật khẩu dài của xa"));
    EXPECT_FALSE(verify_password("", ""));
    EXPECT_FALSE(verify_password("$argon2id$nonsense", "x"));
    EXPECT_FALSE(verify_password(std::string(1000, 'x'), "x"));
}

TEST(Password, the_same_password_never_gives_the_same_hash) {
    EXPECT_NE(hash_password("x", cheapest_password_cost).value(),
              hash_password("x", cheapest_password_cost).value());
}

TEST(Password, a_hash_of_another_cost_is_to_be_renewed) {
    const auto hash = hash_password("x", cheapest_password_cost).value();
    EXPECT_FALSE(needs_rehash(hash, cheapest_password_cost));
    EXPECT_TRUE(needs_rehash(hash, {.passes = 2, .memory_kib = 16}));
    EXPECT_TRUE(needs_rehash("no hash", cheapest_password_cost));
}

TEST(Token, tokens_are_long_and_different_and_fit_an_address) {
    testing_support::SeededRandom random(3);
    std::set<std::string> seen;
    for (int i = 0; i < 100; ++i) {
        const auto token = random_token(random);
        EXPECT_EQ(token.size(), 43U);
        EXPECT_EQ(token.find_first_of("+/="), std::string::npos);
        EXPECT_TRUE(seen.insert(token).second);
    }
}

TEST(Token, codes_use_every_letter_of_crockford_and_no_other) {
    testing_support::SeededRandom random(4);
    EXPECT_EQ(random_code(random).size(), 10U);
    const auto code = random_code(random, 4000);
    const std::set<char> letters(code.begin(), code.end());
    EXPECT_EQ(std::string(letters.begin(), letters.end()), "0123456789ABCDEFGHJKMNPQRSTVWXYZ");
}

TEST(Token, a_typed_code_is_read_as_meant) {
    EXPECT_EQ(normalize_code("7k3mw-q9x2d").value(), "7K3MWQ9X2D");
    EXPECT_EQ(normalize_code(" oIl ").value(), "011");
    EXPECT_EQ(normalize_code("ABCU").error().code, "crypto.bad_code");
    EXPECT_EQ(normalize_code("mã").error().code, "crypto.bad_code");
    EXPECT_EQ(group_code("7K3MWQ9X2D"), "7K3MW-Q9X2D");
}

constexpr std::string_view dsse_type = "http://example.com/HelloWorld";

TEST(Dsse, the_encoding_is_that_of_the_specification) {
    EXPECT_EQ(pre_authentication_encoding(dsse_type, "hello world"),
              "DSSEv1 29 http://example.com/HelloWorld 11 hello world");
    EXPECT_EQ(pre_authentication_encoding("", ""), "DSSEv1 0  0 ");
    EXPECT_EQ(pre_authentication_encoding("é", "ô"), "DSSEv1 2 é 2 ô");
}

TEST(Dsse, what_was_sealed_is_opened_by_the_trusted_key) {
    testing_support::SeededRandom random(5);
    const auto pair = KeyPair::generate(random);
    const std::string payload("{\"a\":1}\0binary\xff", 16);
    const auto opened = open(seal("application/x", payload, pair), {trust(pair)}).value();
    EXPECT_EQ(opened.payload_type, "application/x");
    EXPECT_EQ(opened.payload, payload);
    EXPECT_EQ(opened.keyid, key_id(pair.public_key()));
}

TEST(Dsse, an_unknown_key_is_untrusted_even_if_it_takes_a_trusted_name) {
    testing_support::SeededRandom random(6);
    const auto trusted = KeyPair::generate(random);
    const auto stranger = KeyPair::generate(random);
    const auto envelope = seal("t", "p", stranger);
    EXPECT_EQ(open(envelope, {trust(trusted)}).error().code, "crypto.untrusted");
    EXPECT_EQ(open(envelope, {}).error().code, "crypto.untrusted");
    const TrustedKey disguised{key_id(stranger.public_key()), trusted.public_key()};
    EXPECT_EQ(open(envelope, {disguised}).error().code, "crypto.bad_signature");
}

TEST(Dsse, a_changed_payload_or_type_is_refused) {
    testing_support::SeededRandom random(7);
    const auto pair = KeyPair::generate(random);
    const auto envelope = seal("command", "play", pair);
    auto other_payload = envelope;
    const auto encoded = base::to_base64("play");
    other_payload.replace(other_payload.find(encoded), encoded.size(), base::to_base64("stop"));
    EXPECT_EQ(open(other_payload, {trust(pair)}).error().code, "crypto.bad_signature");
    auto other_type = envelope;
    other_type.replace(other_type.find("command"), 7, "manifes");
    EXPECT_EQ(open(other_type, {trust(pair)}).error().code, "crypto.bad_signature");
}

TEST(Dsse, no_key_id_means_every_trusted_key_is_tried_and_unknown_members_are_ignored) {
    testing_support::SeededRandom random(8);
    const auto pair = KeyPair::generate(random);
    const auto other = KeyPair::generate(random);
    const auto signature = pair.sign(pre_authentication_encoding("t", "p?>"));
    std::string sig = base::to_base64(
        {reinterpret_cast<const char*>(signature.bytes.data()), signature.bytes.size()});
    std::ranges::replace(sig, '+', '-');
    std::ranges::replace(sig, '/', '_');
    const std::string envelope = R"({"x":[1],"payloadType":"t","payload":"cD8-","signatures":[)"
                                 R"({"sig":"AAAA"},{"sig":")" +
                                 sig + R"(","y":2}]})";
    EXPECT_EQ(open(envelope, {trust(other), trust(pair)}).value().payload, "p?>");
}

TEST(Dsse, what_is_no_envelope_is_refused) {
    testing_support::SeededRandom random(9);
    const std::vector<TrustedKey> keys{trust(KeyPair::generate(random))};
    for (const std::string_view text :
         {"", "{", "[]", "null", "{}",
          R"({"payloadType":"t","payload":"!","signatures":[{"sig":""}]})",
          R"({"payloadType":1,"payload":"","signatures":[{"sig":""}]})",
          R"({"payloadType":"t","payload":"","signatures":[]})",
          R"({"payloadType":"t","payload":"","signatures":{}})"}) {
        EXPECT_EQ(open(text, keys).error().code, "crypto.bad_envelope") << text;
    }
    EXPECT_EQ(open(R"({"payloadType":"t","payload":"","signatures":[1,{}]})", keys).error().code,
              "crypto.untrusted");
    EXPECT_EQ(open(std::string(envelope_bytes_max + 1, ' '), keys).error().code,
              "crypto.envelope_too_large");
}

} // namespace

} // namespace crypto
