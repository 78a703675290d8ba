#pragma once

#include "base/random.hpp"

#include <string>
#include <string_view>
#include <vector>

/// Who may use our broker and for what: Mosquitto's password file and access list. Measured against
/// its dynamic-security plugin on Debian 12 with 10,000 accounts (docs/decisions): 13 MB instead of
/// 88 to 195 MB, a change applied in 0.1 s either way, a removed account is cut off by both.
namespace mqtt {

/// One user of the broker. Topics are filters beyond those of AccessRules::patterns.
struct BrokerAccount {
    std::string user;
    std::string password_hash; ///< by hash_broker_password
    std::vector<std::string> may_read;
    std::vector<std::string> may_write;
};

/// The whole access list. What is not named is denied, for receiving too: a subscription to `#` is
/// answered, but nothing comes of it.
struct AccessRules {
    std::vector<BrokerAccount> accounts;
    /// For every account, with `%u` as its user name.
    std::vector<std::string> patterns_read;
    std::vector<std::string> patterns_write;
};

/// Mosquitto's `$7$` form (PBKDF2 with SHA-512). One round only: the passwords are random tokens of
/// 256 bits, and the broker checks every connected client again at each reload.
[[nodiscard]] std::string hash_broker_password(std::string_view password, base::Random& random);

/// User names and topics with line breaks or spaces are left out: they could forge further lines.
[[nodiscard]] std::string password_file_text(const AccessRules& rules);
[[nodiscard]] std::string access_file_text(const AccessRules& rules);

} // namespace mqtt
