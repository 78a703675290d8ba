#pragma once

#include "app/foundation.hpp"
#include "app/own_certificates.hpp"
#include "broadcast/dispatcher.hpp"
#include "device_protocol/claim.hpp"
#include "mqtt/broker_access.hpp"

#include <memory>
#include <string>
#include <vector>

namespace app {

/// The broker between us and the devices, whoever runs it. Thread-safe.
class DeviceBroker {
public:
    virtual ~DeviceBroker() = default;
    /// The rules are written before anybody is let in.
    [[nodiscard]] virtual base::Result<void> start(const mqtt::AccessRules& rules) = 0;
    virtual void stop() = 0;
    [[nodiscard]] virtual base::Result<void> apply(const mqtt::AccessRules& rules) = 0;
    /// How the dispatcher reaches it. After `start`.
    [[nodiscard]] virtual broadcast::DispatcherOptions line() const = 0;
    /// What devices are told at their claim.
    [[nodiscard]] virtual device_protocol::BrokerAddress address() const = 0;
    /// PEM of the authority behind it that devices must trust besides ours; may be empty.
    [[nodiscard]] virtual base::Result<std::string> authority() const = 0;
    [[nodiscard]] virtual base::Result<void> ready() const = 0;
};

/// The Mosquitto of the configuration, or else one of our own as a child process. Refuses
/// `app.bad_broker` when the configuration of the external one is not whole.
[[nodiscard]] base::Result<std::unique_ptr<DeviceBroker>>
open_device_broker(Foundation& foundation, const CertificateFiles& certificates);

} // namespace app
