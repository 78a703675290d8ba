#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace broadcast {

/// One message from a device, as the broker gave it.
struct DeviceMessage {
    std::string topic;
    std::string payload;
    bool retained = false;
};

/// The way to devices. Safe to call from any thread; never blocks for the network.
class DeviceLink {
public:
    virtual ~DeviceLink() = default;
    /// Hands the message to the broker: success says no more than that it will be sent unless the
    /// connection breaks. `broadcast.broker_away` (unavailable) while there is no connection.
    [[nodiscard]] virtual base::Result<void> publish(std::string_view topic,
                                                     std::string_view payload, bool retain) = 0;
    [[nodiscard]] virtual bool connected() const = 0;
};

} // namespace broadcast
