#include "crypto/certificate_authority.hpp"
#include "crypto/certificate_fingerprint.hpp"

#include <gtest/gtest.h>

#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <filesystem>
#include <fstream>
#include <memory>

namespace crypto {

namespace {

constexpr base::Instant june{1'780'272'000'000};
constexpr base::Millis year{std::chrono::hours{24 * 365}};

X509* read(const std::string& pem) {
    BIO* memory = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
    X509* certificate = PEM_read_bio_X509(memory, nullptr, nullptr, nullptr);
    BIO_free(memory);
    return certificate;
}

CertificateRequest server_request() {
    return {.common_name = "nguon",
            .names = {"localhost", "127.0.0.1", "::1"},
            .not_before = june,
            .lifetime = year};
}

TEST(CertificateAuthority, a_server_certificate_is_trusted_by_its_authority_for_its_names) {
    const auto authority = make_authority("Nguồn CA", june, year);
    ASSERT_TRUE(authority.has_value());
    const auto server = issue_server_certificate(*authority, server_request());
    ASSERT_TRUE(server.has_value());

    X509* root = read(authority->certificate_pem);
    X509* leaf = read(server->certificate_pem);
    EXPECT_EQ(X509_verify(leaf, X509_get0_pubkey(root)), 1);
    EXPECT_EQ(X509_check_issued(root, leaf), X509_V_OK);
    EXPECT_EQ(X509_check_host(leaf, "localhost", 0, 0, nullptr), 1);
    EXPECT_EQ(X509_check_ip_asc(leaf, "127.0.0.1", 0), 1);
    EXPECT_EQ(X509_check_ip_asc(leaf, "::1", 0), 1);
    EXPECT_EQ(X509_check_host(leaf, "example.vn", 0, 0, nullptr), 0);
    X509_free(leaf);
    X509_free(root);
}

TEST(CertificateAuthority, a_certificate_ends_when_it_was_asked_to) {
    const auto authority = make_authority("Nguồn CA", june, year);
    ASSERT_TRUE(authority.has_value());
    EXPECT_EQ(certificate_expiry(authority->certificate_pem).value(), june + year);
    EXPECT_EQ(certificate_expiry("no certificate").error().code, "crypto.bad_certificate");
}

TEST(CertificateAuthority, a_name_that_nobody_can_dial_is_refused) {
    const auto authority = make_authority("Nguồn CA", june, year);
    ASSERT_TRUE(authority.has_value());
    for (const char* name : {"", "a b", "x,IP:10.0.0.1", "-x", "máy"}) {
        CertificateRequest request = server_request();
        request.names = {name};
        const auto answer = issue_server_certificate(*authority, request);
        ASSERT_FALSE(answer.has_value()) << name;
        EXPECT_EQ(answer.error().code, "crypto.bad_certificate_name");
    }
}

TEST(CertificateAuthority, a_key_of_another_authority_is_refused) {
    const auto one = make_authority("one", june, year);
    const auto two = make_authority("two", june, year);
    const Credential mixed{one->certificate_pem, two->private_key_pem};
    EXPECT_EQ(issue_server_certificate(mixed, server_request()).error().code,
              "crypto.bad_certificate");
    EXPECT_EQ(issue_server_certificate({}, server_request()).error().code,
              "crypto.bad_certificate");
}

TEST(CertificateAuthority, a_private_file_is_readable_by_its_owner_only) {
    const auto path = std::filesystem::path(testing::TempDir()) / "certificate_authority_test.key";
    ASSERT_TRUE(write_private_file(path, "one").has_value());
    ASSERT_TRUE(write_private_file(path, "two").has_value());
    std::ifstream in(path);
    std::string text;
    in >> text;
    EXPECT_EQ(text, "two");
    EXPECT_EQ(std::filesystem::status(path).permissions(), std::filesystem::perms(0600));
    EXPECT_EQ(write_private_file("/nowhere/at/all", "x").error().code, "crypto.file_unwritable");
    std::filesystem::remove(path);
}

TEST(CertificateFingerprint, names_the_certificate_and_its_key_apart) {
    const auto authority = make_authority("Nguồn CA", june, year).value();
    const auto first = issue_server_certificate(authority, server_request()).value();
    const auto second = issue_server_certificate(authority, server_request()).value();
    const auto a = certificate_fingerprint(first.certificate_pem).value();
    const auto b = certificate_fingerprint(second.certificate_pem).value();
    EXPECT_EQ(certificate_fingerprint(first.certificate_pem).value().certificate, a.certificate);
    EXPECT_NE(a.certificate, a.public_key);
    EXPECT_NE(a.certificate, b.certificate);
    EXPECT_NE(a.public_key, b.public_key);
    EXPECT_EQ(certificate_fingerprint("none").error().code, "crypto.bad_certificate");
}

} // namespace

} // namespace crypto
