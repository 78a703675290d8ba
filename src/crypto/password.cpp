#include "crypto/password.hpp"

#include "crypto/sodium_ready.hpp"

#include <sodium.h>

#include <array>

namespace crypto {

base::Result<std::string> hash_password(std::string_view password, PasswordCost cost) {
    ensure_sodium_ready();
    std::array<char, crypto_pwhash_STRBYTES> hash{};
    if (crypto_pwhash_str_alg(hash.data(), password.data(), password.size(), cost.passes,
                              cost.memory_kib * 1024, crypto_pwhash_ALG_ARGON2ID13) != 0) {
        return base::fail(
            base::Fault::unavailable, "crypto.out_of_memory",
            "Máy chủ đang thiếu bộ nhớ để kiểm tra mật khẩu. Hãy thử lại sau ít phút.",
            "The server is short of memory to hash a password. Try again shortly.");
    }
    return std::string(hash.data());
}

bool verify_password(std::string_view hash, std::string_view password) {
    ensure_sodium_ready();
    if (hash.size() >= crypto_pwhash_STRBYTES) {
        return false;
    }
    const std::string text(hash);
    return crypto_pwhash_str_verify(text.c_str(), password.data(), password.size()) == 0;
}

bool needs_rehash(std::string_view hash, PasswordCost cost) {
    ensure_sodium_ready();
    const std::string text(hash);
    return text.size() >= crypto_pwhash_STRBYTES ||
           crypto_pwhash_str_needs_rehash(text.c_str(), cost.passes, cost.memory_kib * 1024) != 0;
}

} // namespace crypto
