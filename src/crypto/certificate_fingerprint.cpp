#include "crypto/certificate_fingerprint.hpp"

#include "crypto/digest.hpp"

#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

namespace crypto {

namespace {

struct BioFree {
    void operator()(BIO* bio) const { BIO_free(bio); }
};
struct X509Free {
    void operator()(X509* certificate) const { X509_free(certificate); }
};

/// DER bytes by the usual two calls of OpenSSL's i2d functions.
template <class Encode>
std::string der_of(Encode encode) {
    std::string der(static_cast<std::size_t>(encode(nullptr)), '\0');
    auto* out = reinterpret_cast<unsigned char*>(der.data());
    encode(&out);
    return der;
}

} // namespace

base::Result<CertificateFingerprint> certificate_fingerprint(std::string_view pem) {
    const std::unique_ptr<BIO, BioFree> bio(
        BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    const std::unique_ptr<X509, X509Free> certificate(
        PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
    if (certificate == nullptr) {
        return base::fail(base::Fault::invalid, "crypto.bad_certificate",
                          "Chứng thư không đọc được.", "The certificate cannot be read.");
    }
    X509* raw = certificate.get();
    return CertificateFingerprint{
        sha256(der_of([raw](unsigned char** out) { return i2d_X509(raw, out); })),
        sha256(der_of([raw](unsigned char** out) {
            return i2d_X509_PUBKEY(X509_get_X509_PUBKEY(raw), out);
        }))};
}

} // namespace crypto
