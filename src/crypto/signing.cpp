#include "crypto/signing.hpp"

#include "base/ensure.hpp"
#include "base/hash.hpp"
#include "crypto/digest.hpp"
#include "crypto/sodium_ready.hpp"

#include <sodium.h>

#include <algorithm>
#include <span>

namespace crypto {

namespace {

base::Failure bad_key() {
    return base::fail(base::Fault::invalid, "crypto.bad_key",
                      "Khóa không đúng dạng Ed25519 (32 byte).",
                      "This is not an Ed25519 key (32 bytes).");
}

const unsigned char* as_bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

} // namespace

void KeyPair::take_seed(const std::uint8_t* seed) {
    ensure_sodium_ready();
    ENSURE(crypto_sign_seed_keypair(public_key_.bytes.data(), secret_.data(), seed) == 0);
}

KeyPair KeyPair::generate(base::Random& random) {
    std::array<std::uint8_t, crypto_sign_SEEDBYTES> seed{};
    random.fill(std::as_writable_bytes(std::span(seed)));
    KeyPair pair;
    pair.take_seed(seed.data());
    sodium_memzero(seed.data(), seed.size());
    return pair;
}

base::Result<KeyPair> KeyPair::from_seed(std::string_view seed) {
    if (seed.size() != crypto_sign_SEEDBYTES) {
        return bad_key();
    }
    KeyPair pair;
    pair.take_seed(as_bytes(seed));
    return pair;
}

KeyPair::~KeyPair() {
    sodium_memzero(secret_.data(), secret_.size());
}

KeyPair::KeyPair(KeyPair&& other) noexcept
    : public_key_(other.public_key_), secret_(other.secret_) {
    sodium_memzero(other.secret_.data(), other.secret_.size());
}

KeyPair& KeyPair::operator=(KeyPair&& other) noexcept {
    if (this != &other) {
        public_key_ = other.public_key_;
        secret_ = other.secret_;
        sodium_memzero(other.secret_.data(), other.secret_.size());
    }
    return *this;
}

std::string KeyPair::seed() const {
    std::string seed(crypto_sign_SEEDBYTES, '\0');
    ENSURE(crypto_sign_ed25519_sk_to_seed(reinterpret_cast<unsigned char*>(seed.data()),
                                          secret_.data()) == 0);
    return seed;
}

Signature KeyPair::sign(std::string_view message) const {
    Signature signature;
    ENSURE(crypto_sign_detached(signature.bytes.data(), nullptr, as_bytes(message), message.size(),
                                secret_.data()) == 0);
    return signature;
}

bool verify(const PublicKey& key, std::string_view message, const Signature& signature) {
    ensure_sodium_ready();
    return crypto_sign_verify_detached(signature.bytes.data(), as_bytes(message), message.size(),
                                       key.bytes.data()) == 0;
}

std::string key_id(const PublicKey& key) {
    const std::string_view bytes(reinterpret_cast<const char*>(key.bytes.data()), key.bytes.size());
    return base::to_text(sha256(bytes)).substr(0, 16);
}

std::string to_text(const PublicKey& key) {
    return base::to_base64({reinterpret_cast<const char*>(key.bytes.data()), key.bytes.size()});
}

base::Result<PublicKey> parse_public_key(std::string_view text) {
    const auto bytes = base::from_base64(text);
    PublicKey key;
    if (!bytes || bytes->size() != key.bytes.size()) {
        return bad_key();
    }
    std::ranges::copy(*bytes, key.bytes.begin());
    return key;
}

} // namespace crypto
