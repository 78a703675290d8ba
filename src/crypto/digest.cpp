#include "crypto/digest.hpp"

#include "base/ensure.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

#include <array>
#include <cstdio>

namespace crypto {

namespace {

/// Fetched once: EVP_sha256() looks the provider up again at every use.
const EVP_MD* sha256_algorithm() {
    static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    ENSURE(algorithm != nullptr);
    return algorithm;
}

std::string_view as_text(const base::Sha256& hash) {
    return {reinterpret_cast<const char*>(hash.bytes.data()), hash.bytes.size()};
}

struct FileCloser {
    void operator()(std::FILE* file) const { std::fclose(file); }
};

} // namespace

struct Sha256Stream::State {
    struct ContextFree {
        void operator()(EVP_MD_CTX* dead) const { EVP_MD_CTX_free(dead); }
    };
    std::unique_ptr<EVP_MD_CTX, ContextFree> context{EVP_MD_CTX_new()};
};

Sha256Stream::Sha256Stream() : state_(std::make_unique<State>()) {
    ENSURE(state_->context != nullptr);
    ENSURE(EVP_DigestInit_ex2(state_->context.get(), sha256_algorithm(), nullptr) == 1);
}

Sha256Stream::~Sha256Stream() = default;
Sha256Stream::Sha256Stream(Sha256Stream&&) noexcept = default;
Sha256Stream& Sha256Stream::operator=(Sha256Stream&&) noexcept = default;

void Sha256Stream::update(std::string_view bytes) {
    ENSURE(EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()) == 1);
}

base::Sha256 Sha256Stream::finish() {
    base::Sha256 hash;
    ENSURE(EVP_DigestFinal_ex(state_->context.get(), hash.bytes.data(), nullptr) == 1);
    return hash;
}

base::Sha256 sha256(std::string_view bytes) {
    base::Sha256 hash;
    ENSURE(EVP_Digest(bytes.data(), bytes.size(), hash.bytes.data(), nullptr, sha256_algorithm(),
                      nullptr) == 1);
    return hash;
}

base::Result<base::Sha256> sha256_file(const std::filesystem::path& path) {
    const std::unique_ptr<std::FILE, FileCloser> file(std::fopen(path.c_str(), "rbe"));
    Sha256Stream stream;
    std::array<char, 65536> piece;
    while (file != nullptr) {
        const std::size_t size = std::fread(piece.data(), 1, piece.size(), file.get());
        stream.update({piece.data(), size});
        if (size < piece.size()) {
            break;
        }
    }
    if (file == nullptr || std::ferror(file.get()) != 0) {
        return base::fail(
            base::Fault::unavailable, "crypto.file_unreadable",
            "Không đọc được tệp " + path.string() + ". Hãy kiểm tra ổ đĩa và quyền đọc.",
            "The file " + path.string() + " cannot be read. Check the disk and the permissions.");
    }
    return stream.finish();
}

base::Sha256 hmac_sha256(std::string_view key, std::string_view message) {
    base::Sha256 code;
    std::size_t size = 0;
    ENSURE(EVP_Q_mac(nullptr, "HMAC", nullptr, "SHA256", nullptr, key.data(), key.size(),
                     reinterpret_cast<const unsigned char*>(message.data()), message.size(),
                     code.bytes.data(), code.bytes.size(), &size) != nullptr);
    ENSURE(size == code.bytes.size());
    return code;
}

base::Sha256 stretch(std::string_view secret, std::string_view salt, int rounds) {
    base::Sha256 key;
    ENSURE(PKCS5_PBKDF2_HMAC(secret.data(), static_cast<int>(secret.size()),
                             reinterpret_cast<const unsigned char*>(salt.data()),
                             static_cast<int>(salt.size()), rounds, sha256_algorithm(),
                             static_cast<int>(key.bytes.size()), key.bytes.data()) == 1);
    return key;
}

bool equal_constant_time(std::string_view a, std::string_view b) {
    return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

bool equal_constant_time(const base::Sha256& a, const base::Sha256& b) {
    return equal_constant_time(as_text(a), as_text(b));
}

} // namespace crypto
