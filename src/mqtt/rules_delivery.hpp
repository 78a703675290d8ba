#pragma once

#include "base/result.hpp"
#include "mqtt/broker_access.hpp"

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace mqtt {

struct RulesDeliverySettings {
    /// For `passwords` and `access`. Made when missing. The files get mode 0640 and, in a folder
    /// with the set-group-id bit, its group: that of a broker on the same machine.
    std::filesystem::path folder;
    /// Program (absolute path) and arguments that bring the files to the broker and make it read
    /// them again. No shell.
    std::vector<std::string> command;
    std::chrono::milliseconds command_time_max{30'000};
    std::chrono::milliseconds first_wait{1'000}; ///< after a failure; doubles to 60 s
};

/// Brings the access list to a Mosquitto that somebody else runs, perhaps on another machine.
/// Changes that come while the command runs are brought by one more run. A command that fails is
/// repeated for ever: until it has worked, a revoked device may still be connected, and `delivered`
/// says so. Thread-safe; one thread of its own runs the command.
class RulesDelivery {
public:
    explicit RulesDelivery(RulesDeliverySettings settings);
    ~RulesDelivery();
    RulesDelivery(const RulesDelivery&) = delete;
    RulesDelivery& operator=(const RulesDelivery&) = delete;

    /// Writes the files, and lets the command run soon. `mqtt.broker_files`.
    [[nodiscard]] base::Result<void> apply(const AccessRules& rules);
    /// Ends a command that runs. Nothing is brought afterwards.
    void stop();
    /// `mqtt.rules_not_delivered` while the broker may work with older rules; waits so long for it
    /// to have those of the last `apply`.
    [[nodiscard]] base::Result<void>
    delivered(std::chrono::milliseconds patience = std::chrono::milliseconds{0}) const;

private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

} // namespace mqtt
