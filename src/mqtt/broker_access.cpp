#include "mqtt/broker_access.hpp"

#include "base/ensure.hpp"
#include "base/hash.hpp"

#include <algorithm>
#include <array>

#include <openssl/evp.h>

namespace mqtt {

namespace {

/// Mosquitto's files are lines of words; a name with a separator in it would be two words.
bool is_plain(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char character) {
        const auto byte = static_cast<unsigned char>(character);
        return byte > 0x20 && byte != 0x7F;
    });
}

bool is_plain_user(std::string_view user) {
    return is_plain(user) && user.find(':') == std::string_view::npos && user.front() != '#';
}

void add_topics(std::string& text, std::string_view kind, std::string_view right,
                const std::vector<std::string>& topics) {
    for (const std::string& topic : topics) {
        if (is_plain(topic)) {
            text.append(kind).append(" ").append(right).append(" ").append(topic).append("\n");
        }
    }
}

} // namespace

std::string hash_broker_password(std::string_view password, base::Random& random) {
    std::array<std::byte, 12> salt{};
    random.fill(salt);
    const auto* salt_bytes = reinterpret_cast<const unsigned char*>(salt.data());
    std::array<unsigned char, 64> digest{};
    const int outcome =
        PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()), salt_bytes,
                          static_cast<int>(salt.size()), 1, EVP_sha512(),
                          static_cast<int>(digest.size()), digest.data());
    ENSURE(outcome == 1);
    const std::string_view salt_text(reinterpret_cast<const char*>(salt.data()), salt.size());
    const std::string_view digest_text(reinterpret_cast<const char*>(digest.data()), digest.size());
    return "$7$1$" + base::to_base64(salt_text) + "$" + base::to_base64(digest_text);
}

std::string password_file_text(const AccessRules& rules) {
    std::string text;
    for (const BrokerAccount& account : rules.accounts) {
        if (is_plain_user(account.user) && is_plain(account.password_hash)) {
            text.append(account.user).append(":").append(account.password_hash).append("\n");
        }
    }
    return text;
}

std::string access_file_text(const AccessRules& rules) {
    std::string text;
    add_topics(text, "pattern", "read", rules.patterns_read);
    add_topics(text, "pattern", "write", rules.patterns_write);
    for (const BrokerAccount& account : rules.accounts) {
        if (!is_plain_user(account.user) ||
            (account.may_read.empty() && account.may_write.empty())) {
            continue;
        }
        text.append("user ").append(account.user).append("\n");
        add_topics(text, "topic", "read", account.may_read);
        add_topics(text, "topic", "write", account.may_write);
    }
    return text;
}

} // namespace mqtt
