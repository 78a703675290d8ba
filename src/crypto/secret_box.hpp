#pragma once

#include "base/random.hpp"
#include "base/result.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace crypto {

/// 256 bits that seal other secrets at rest; kept apart from what they seal. Wiped when the object
/// dies.
class MasterKey {
public:
    /// Base64 of 32 bytes (`openssl rand -base64 32`), spaces around it ignored:
    /// `crypto.bad_master_key`.
    [[nodiscard]] static base::Result<MasterKey> parse(std::string_view text);
    MasterKey(const MasterKey&) = default;
    MasterKey& operator=(const MasterKey&) = default;
    ~MasterKey();

    /// Base64 of a random nonce and the encrypted, authenticated text (XSalsa20-Poly1305).
    [[nodiscard]] std::string seal(std::string_view secret, base::Random& random) const;
    /// `crypto.not_sealed_by_this_key` for an altered text and for another key alike.
    [[nodiscard]] base::Result<std::string> open(std::string_view sealed) const;

private:
    MasterKey() = default;
    std::array<std::uint8_t, 32> bytes_{};
};

} // namespace crypto
