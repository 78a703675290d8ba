#include "crypto/secret_box.hpp"

#include "base/hash.hpp"
#include "base/text.hpp"
#include "crypto/sodium_ready.hpp"

#include <algorithm>
#include <span>

#include <sodium.h>

namespace crypto {

namespace {

constexpr std::size_t nonce_bytes = crypto_secretbox_NONCEBYTES;
constexpr std::size_t mac_bytes = crypto_secretbox_MACBYTES;

base::Failure not_sealed() {
    return base::fail(base::Fault::invalid, "crypto.not_sealed_by_this_key",
                      "Không mở được bằng khóa chủ này.",
                      "This master key does not open it, or it was altered.");
}

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

} // namespace

base::Result<MasterKey> MasterKey::parse(std::string_view text) {
    ensure_sodium_ready();
    auto bytes = base::from_base64(base::trim(text));
    MasterKey key;
    if (!bytes || bytes->size() != key.bytes_.size()) {
        return base::fail(base::Fault::invalid, "crypto.bad_master_key",
                          "Khóa chủ phải là 32 byte viết bằng base64. Hãy tạo bằng: openssl rand "
                          "-base64 32",
                          "A master key is 32 bytes in base64. Make one with: openssl rand -base64 "
                          "32");
    }
    std::ranges::copy(*bytes, reinterpret_cast<char*>(key.bytes_.data()));
    sodium_memzero(bytes->data(), bytes->size());
    return key;
}

MasterKey::~MasterKey() {
    sodium_memzero(bytes_.data(), bytes_.size());
}

std::string MasterKey::seal(std::string_view secret, base::Random& random) const {
    std::string out(nonce_bytes + mac_bytes + secret.size(), '\0');
    random.fill(std::as_writable_bytes(std::span(out)).first(nonce_bytes));
    auto* start = reinterpret_cast<unsigned char*>(out.data());
    crypto_secretbox_easy(start + nonce_bytes, bytes_of(secret), secret.size(), start,
                          bytes_.data());
    return base::to_base64(out);
}

base::Result<std::string> MasterKey::open(std::string_view sealed) const {
    const auto bytes = base::from_base64(sealed);
    if (!bytes || bytes->size() < nonce_bytes + mac_bytes) {
        return not_sealed();
    }
    std::string out(bytes->size() - nonce_bytes - mac_bytes, '\0');
    if (crypto_secretbox_open_easy(reinterpret_cast<unsigned char*>(out.data()),
                                   bytes_of(*bytes) + nonce_bytes, bytes->size() - nonce_bytes,
                                   bytes_of(*bytes), bytes_.data()) != 0) {
        return not_sealed();
    }
    return out;
}

} // namespace crypto
