#include "crypto/certificate_authority.hpp"

#include "base/ensure.hpp"
#include "base/try.hpp"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace crypto {

namespace {

template <auto free_function>
struct Freer {
    template <class T>
    void operator()(T* object) const {
        free_function(object);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freer<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freer<X509_EXTENSION_free>>;
using Memory = std::unique_ptr<BIO, Freer<BIO_free_all>>;

constexpr std::size_t name_length_max = 253;
constexpr std::size_t common_name_length_max = 64; // RFC 5280, upper bound ub-common-name

base::Failure bad_certificate() {
    ERR_clear_error();
    return base::fail(base::Fault::invalid, "crypto.bad_certificate",
                      "Chứng thư hoặc khóa không đọc được, hoặc không thuộc về nhau.",
                      "The certificate or key cannot be read, or they do not belong together.");
}

Memory memory_of(std::string_view text) {
    Memory memory(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
    ENSURE(memory != nullptr);
    return memory;
}

template <class Write>
std::string pem_text(Write write) {
    const Memory memory(BIO_new(BIO_s_mem()));
    ENSURE(memory != nullptr && write(memory.get()) == 1);
    char* start = nullptr;
    const long size = BIO_get_mem_data(memory.get(), &start);
    return {start, static_cast<std::size_t>(size)};
}

std::string to_pem(X509* certificate) {
    return pem_text([&](BIO* out) { return PEM_write_bio_X509(out, certificate); });
}

std::string to_pem(EVP_PKEY* key) {
    return pem_text([&](BIO* out) {
        return PEM_write_bio_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr);
    });
}

bool is_address(const std::string& name) {
    ASN1_OCTET_STRING* address = a2i_IPADDRESS(name.c_str());
    ERR_clear_error();
    const bool found = address != nullptr;
    ASN1_OCTET_STRING_free(address);
    return found;
}

bool is_dns_name(std::string_view name) {
    return !name.empty() && name.size() <= name_length_max && name.front() != '-' &&
           name.front() != '.' && std::ranges::all_of(name, [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                      c == '-' || c == '.';
           });
}

base::Result<std::string> alternative_names(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) {
        text += text.empty() ? "" : ",";
        if (is_address(name)) {
            text += "IP:" + name;
        } else if (is_dns_name(name)) {
            text += "DNS:" + name;
        } else {
            return base::fail(base::Fault::invalid, "crypto.bad_certificate_name",
                              "Tên máy chủ “" + name + "” không phải tên miền hay địa chỉ IP.",
                              "The server name “" + name +
                                  "” is neither a host name nor an IP address.");
        }
    }
    if (text.empty()) {
        return base::fail(base::Fault::invalid, "crypto.bad_certificate_name",
                          "Cần ít nhất một tên miền hoặc địa chỉ IP cho chứng thư.",
                          "A certificate needs at least one host name or IP address.");
    }
    return text;
}

void add_extension(X509* certificate, X509* issuer, int kind, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
    ENSURE(extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1);
}

/// 127 random bits: positive and never zero (RFC 5280 4.1.2.2).
void set_serial(X509* certificate) {
    std::array<unsigned char, 16> bytes{};
    ENSURE(RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) == 1);
    bytes[0] = static_cast<unsigned char>((bytes[0] & 0x3FU) | 0x40U);
    BIGNUM* number = BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr);
    ENSURE(number != nullptr);
    ENSURE(BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nullptr);
    BN_free(number);
}

void set_time(ASN1_TIME* field, base::Instant at) {
    ENSURE(ASN1_TIME_adj(field, static_cast<time_t>(at.ms / 1000), 0, 0) != nullptr);
}

struct Subject {
    std::string common_name;
    base::Instant not_before;
    base::Millis lifetime;
};

Certificate begin_certificate(const Subject& subject, EVP_PKEY* key) {
    Certificate certificate(X509_new());
    ENSURE(certificate != nullptr && X509_set_version(certificate.get(), X509_VERSION_3) == 1);
    set_serial(certificate.get());
    set_time(X509_getm_notBefore(certificate.get()), subject.not_before);
    set_time(X509_getm_notAfter(certificate.get()), subject.not_before + subject.lifetime);
    const auto* name = reinterpret_cast<const unsigned char*>(subject.common_name.data());
    ENSURE(X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                                      name, static_cast<int>(subject.common_name.size()), -1,
                                      0) == 1);
    ENSURE(X509_set_pubkey(certificate.get(), key) == 1);
    return certificate;
}

base::Result<void> check_common_name(const std::string& name) {
    if (name.empty() || name.size() > common_name_length_max) {
        return base::fail(base::Fault::invalid, "crypto.bad_certificate_name",
                          "Tên trên chứng thư phải dài từ 1 đến 64 byte.",
                          "The common name of a certificate has 1 to 64 bytes.");
    }
    return {};
}

Key make_key() {
    Key key(EVP_EC_gen("P-256"));
    ENSURE(key != nullptr);
    return key;
}

base::Failure unwritable(const std::filesystem::path& path) {
    const std::string reason = std::strerror(errno);
    return base::fail(base::Fault::unavailable, "crypto.file_unwritable",
                      "Không ghi được tệp " + path.string() + " (" + reason +
                          "). Hãy kiểm tra ổ đĩa và quyền ghi.",
                      "The file " + path.string() + " cannot be written (" + reason +
                          "). Check the disk and the permissions.");
}

bool write_all(int file, std::string_view content) {
    while (!content.empty()) {
        const ssize_t written = ::write(file, content.data(), content.size());
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return false;
        }
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    return ::fsync(file) == 0;
}

} // namespace

base::Result<Credential> make_authority(const std::string& common_name, base::Instant not_before,
                                        base::Millis lifetime) {
    TRY(check_common_name(common_name));
    const Key key = make_key();
    const Certificate certificate =
        begin_certificate({common_name, not_before, lifetime}, key.get());
    X509* self = certificate.get();
    ENSURE(X509_set_issuer_name(self, X509_get_subject_name(self)) == 1);
    add_extension(self, self, NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
    add_extension(self, self, NID_key_usage, "critical,keyCertSign,cRLSign");
    add_extension(self, self, NID_subject_key_identifier, "hash");
    ENSURE(X509_sign(self, key.get(), EVP_sha256()) > 0);
    return Credential{to_pem(self), to_pem(key.get())};
}

base::Result<Credential> issue_server_certificate(const Credential& authority,
                                                  const CertificateRequest& request) {
    TRY(check_common_name(request.common_name));
    TRY_ASSIGN(const std::string names, alternative_names(request.names));
    const Certificate issuer(
        PEM_read_bio_X509(memory_of(authority.certificate_pem).get(), nullptr, nullptr, nullptr));
    const Key issuer_key(PEM_read_bio_PrivateKey(memory_of(authority.private_key_pem).get(),
                                                 nullptr, nullptr, nullptr));
    if (issuer == nullptr || issuer_key == nullptr ||
        X509_check_private_key(issuer.get(), issuer_key.get()) != 1) {
        return bad_certificate();
    }
    const Key key = make_key();
    const Certificate certificate =
        begin_certificate({request.common_name, request.not_before, request.lifetime}, key.get());
    X509* leaf = certificate.get();
    ENSURE(X509_set_issuer_name(leaf, X509_get_subject_name(issuer.get())) == 1);
    add_extension(leaf, issuer.get(), NID_basic_constraints, "critical,CA:FALSE");
    add_extension(leaf, issuer.get(), NID_key_usage, "critical,digitalSignature");
    add_extension(leaf, issuer.get(), NID_ext_key_usage, "serverAuth");
    add_extension(leaf, issuer.get(), NID_subject_key_identifier, "hash");
    add_extension(leaf, issuer.get(), NID_authority_key_identifier, "keyid");
    add_extension(leaf, issuer.get(), NID_subject_alt_name, names);
    ENSURE(X509_sign(leaf, issuer_key.get(), EVP_sha256()) > 0);
    return Credential{to_pem(leaf), to_pem(key.get())};
}

base::Result<base::Instant> certificate_expiry(std::string_view certificate_pem) {
    const Certificate certificate(
        PEM_read_bio_X509(memory_of(certificate_pem).get(), nullptr, nullptr, nullptr));
    std::tm time{};
    if (certificate == nullptr ||
        ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &time) != 1) {
        return bad_certificate();
    }
    return base::Instant{std::int64_t{::timegm(&time)} * 1000};
}

base::Result<void> write_private_file(const std::filesystem::path& path, std::string_view content) {
    std::filesystem::path temporary = path;
    temporary += ".new";
    const int file = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) {
        return unwritable(path);
    }
    const bool written = ::fchmod(file, 0600) == 0 && write_all(file, content);
    if (!written) {
        const base::Failure failure = unwritable(path);
        ::close(file);
        ::unlink(temporary.c_str());
        return failure;
    }
    if (::close(file) != 0 || ::rename(temporary.c_str(), path.c_str()) != 0) {
        return unwritable(path);
    }
    return {};
}

} // namespace crypto
