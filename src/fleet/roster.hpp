#pragma once

#include "device_protocol/claim.hpp"

#include <filesystem>

namespace fleet {

struct Member {
    std::string device;
    std::string token;
    std::string serial;
};

/// A claimed fleet of one server, as it is kept in a file that only its owner can read.
struct Roster {
    std::string server; ///< https://…
    std::vector<device_protocol::BrokerAddress> brokers;
    std::string ca_certificate;
    std::vector<device_protocol::TrustedIssuer> issuers;
    std::optional<std::int64_t> key_set; ///< version of the set that `issuers` are; none: 0
    std::vector<Member> devices;
};

/// One device that an officer has registered.
struct OpenClaim {
    std::string serial;
    std::string code;
};

[[nodiscard]] base::Result<Roster> load_roster(const std::filesystem::path& file);
[[nodiscard]] base::Result<void> save_roster(const std::filesystem::path& file,
                                             const Roster& roster);
/// `{"claims":[{"serial","code"} …]}`
[[nodiscard]] base::Result<std::vector<OpenClaim>> load_claims(const std::filesystem::path& file);

} // namespace fleet
