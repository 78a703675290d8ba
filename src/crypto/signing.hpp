#pragma once

#include "base/random.hpp"
#include "base/result.hpp"

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace crypto {

/// An Ed25519 public key (RFC 8032). Text form: base64 of the 32 bytes.
struct PublicKey {
    std::array<std::uint8_t, 32> bytes{};

    friend constexpr auto operator<=>(const PublicKey&, const PublicKey&) = default;
};

struct Signature {
    std::array<std::uint8_t, 64> bytes{};

    friend constexpr auto operator<=>(const Signature&, const Signature&) = default;
};

/// An Ed25519 key pair. The secret half is wiped from memory when the object dies; it cannot be
/// copied.
class KeyPair {
public:
    [[nodiscard]] static KeyPair generate(base::Random& random);
    /// From the 32 secret bytes that `seed` returned earlier. Another length is `crypto.bad_key`.
    [[nodiscard]] static base::Result<KeyPair> from_seed(std::string_view seed);
    ~KeyPair();
    KeyPair(const KeyPair&) = delete;
    KeyPair& operator=(const KeyPair&) = delete;
    KeyPair(KeyPair&& other) noexcept;
    KeyPair& operator=(KeyPair&& other) noexcept;

    [[nodiscard]] const PublicKey& public_key() const { return public_key_; }
    /// The 32 secret bytes, to be stored where only this program can read.
    [[nodiscard]] std::string seed() const;
    [[nodiscard]] Signature sign(std::string_view message) const;

private:
    KeyPair() = default;
    void take_seed(const std::uint8_t* seed);

    PublicKey public_key_;
    std::array<std::uint8_t, 64> secret_{};
};

[[nodiscard]] bool verify(const PublicKey& key, std::string_view message,
                          const Signature& signature);

/// The short name of a key: the first 16 hexadecimal digits of SHA-256 over its 32 bytes.
[[nodiscard]] std::string key_id(const PublicKey& key);
[[nodiscard]] std::string to_text(const PublicKey& key);
/// Refuses what is not base64 of 32 bytes (`crypto.bad_key`).
[[nodiscard]] base::Result<PublicKey> parse_public_key(std::string_view text);

} // namespace crypto
