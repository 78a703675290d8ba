#include "fleet/claim_fleet.hpp"

#include "player/claim_device.hpp"

#include <fmt/format.h>

#include <atomic>
#include <functional>
#include <mutex>
#include <thread>

namespace fleet {

namespace {

bool is_loopback(const std::string& server) {
    return server.find("//localhost") != std::string::npos ||
           server.find("//127.") != std::string::npos;
}

/// A server takes twenty claims a minute from one address; codes are random, so each has one of its
/// own among fifteen million, also when fleets are claimed one after another.
std::string source_of(const std::string& server, const std::string& code) {
    if (!is_loopback(server)) {
        return "";
    }
    const std::size_t address = std::hash<std::string>()(code);
    return fmt::format("127.{}.{}.{}", 1 + address / 62'500 % 250, address / 250 % 250,
                       2 + address % 250);
}

void join(Roster& roster, const player::Identity& identity) {
    const device_protocol::ClaimGrant& grant = identity.grant;
    roster.brokers = grant.brokers;
    roster.ca_certificate = grant.ca_certificate;
    roster.issuers = grant.issuers;
    roster.key_set = grant.key_set;
    roster.devices.push_back({grant.device, grant.token, identity.serial});
}

} // namespace

base::Result<Roster> claim_fleet(const ClaimFleetOptions& options,
                                 const std::vector<OpenClaim>& claims) {
    Roster roster;
    roster.server = options.server;
    std::optional<base::Error> failure;
    std::mutex mutex;
    std::atomic<std::size_t> next{0};
    const auto work = [&] {
        base::SystemRandom random;
        for (std::size_t i = next++; i < claims.size(); i = next++) {
            player::ClaimOptions claim;
            claim.server = options.server;
            claim.code = claims[i].code;
            claim.serial = claims[i].serial;
            claim.model = "nguon-fleet";
            claim.plain_allowed = true;
            claim.from = source_of(options.server, claims[i].code);
            const auto identity = player::claim_device(claim, random);
            const std::lock_guard lock(mutex);
            if (!identity) {
                failure = identity.error();
                next = claims.size();
                return;
            }
            join(roster, *identity);
        }
    };
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < options.threads; ++i) {
        threads.emplace_back(work);
    }
    threads.clear();
    if (failure) {
        return base::fail(*failure);
    }
    return roster;
}

} // namespace fleet
