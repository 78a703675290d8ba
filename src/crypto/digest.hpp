#pragma once

#include "base/hash.hpp"

#include <filesystem>
#include <memory>
#include <string_view>

namespace crypto {

/// SHA-256 (FIPS 180-4) of bytes that are all at hand.
[[nodiscard]] base::Sha256 sha256(std::string_view bytes);

/// SHA-256 of bytes that arrive in pieces. Not thread-safe; `finish` may be called once.
class Sha256Stream {
public:
    Sha256Stream();
    ~Sha256Stream();
    Sha256Stream(Sha256Stream&&) noexcept;
    Sha256Stream& operator=(Sha256Stream&&) noexcept;

    void update(std::string_view bytes);
    [[nodiscard]] base::Sha256 finish();

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// The hash of a file's content, read in pieces. A file that cannot be read is
/// `crypto.file_unreadable` (unavailable).
[[nodiscard]] base::Result<base::Sha256> sha256_file(const std::filesystem::path& path);

/// HMAC-SHA-256 (RFC 2104, FIPS 198-1).
[[nodiscard]] base::Sha256 hmac_sha256(std::string_view key, std::string_view message);

/// PBKDF2-HMAC-SHA-256 (RFC 8018 5.2) with 32 bytes of output: makes each guess at a short code
/// cost `rounds` hashes.
[[nodiscard]] base::Sha256 stretch(std::string_view secret, std::string_view salt, int rounds);

/// Compares secrets in a time that depends on the length only.
[[nodiscard]] bool equal_constant_time(std::string_view a, std::string_view b);
[[nodiscard]] bool equal_constant_time(const base::Sha256& a, const base::Sha256& b);

} // namespace crypto
