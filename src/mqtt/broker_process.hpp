#pragma once

#include "base/result.hpp"
#include "mqtt/broker_access.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace mqtt {

/// PEM files of the devices' listener.
struct BrokerCertificate {
    std::filesystem::path certificate; ///< with its chain
    std::filesystem::path private_key;
};

struct BrokerSettings {
    std::filesystem::path program = "/usr/sbin/mosquitto";
    /// For its configuration, password file and access list; made when missing, readable by nobody
    /// else.
    std::filesystem::path directory;
    std::string listen_address = "0.0.0.0";
    std::uint16_t device_port = 0; ///< 0: a free one, kept over restarts of the broker
    std::uint16_t local_port = 0;  ///< for the server itself, plain, on 127.0.0.1 only; 0: free
    /// Asked before each start of the process, so that a restart takes a renewed certificate.
    /// Empty: the devices' listener is plain (tests, or TLS ended by a proxy).
    std::function<base::Result<BrokerCertificate>()> issue_certificate;
    /// A broker that is still reading its lists then is waited for, up to ten times as long.
    std::chrono::milliseconds start_time_max{10'000};
};

enum class BrokerState : std::uint8_t {
    stopped,
    running,
    restarting, ///< it died; the next start waits, at most 10 s
};

/// Our own Mosquitto as a child process: started, watched, restarted when it dies, killed with us.
/// It keeps nothing on disk: commands and presence live in the database, the broker is only a wire.
/// Thread-safe. The destructor stops it. One thread of its own supervises.
class BrokerProcess {
public:
    /// `tell` is called from the supervising thread at each change of state, with a sentence for
    /// the operators' log.
    using Tell = std::function<void(BrokerState, const base::Message&)>;
    BrokerProcess(BrokerSettings settings, Tell tell);
    ~BrokerProcess();
    BrokerProcess(const BrokerProcess&) = delete;
    BrokerProcess& operator=(const BrokerProcess&) = delete;

    /// Returns when it accepts connections: `mqtt.broker_not_started` (unavailable) when it does
    /// not after `start_time_max` and its next end. The rules given are in force from the first
    /// connection on.
    [[nodiscard]] base::Result<void> start(const AccessRules& rules);
    void stop();
    /// New rules take effect at once: whoever lost the account is cut off.
    [[nodiscard]] base::Result<void> apply(const AccessRules& rules);

    [[nodiscard]] BrokerState state() const;
    [[nodiscard]] std::uint16_t device_port() const;
    [[nodiscard]] std::uint16_t local_port() const;
    /// Of the running process, for tests and the health page.
    [[nodiscard]] std::optional<std::int64_t> process_id() const;

private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

} // namespace mqtt
