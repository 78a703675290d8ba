#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace http {

/// Live changes to browsers. `publish` never blocks: each listener has a bounded buffer; one that
/// is too slow is cut off and reads the present state again when it reconnects (events are hints,
/// the API is the truth). Safe to call from any thread. Must outlive the server.
class EventHub {
public:
    virtual ~EventHub() = default;
    /// `event` is a name such as `device.changed`; `payload` is one line of JSON.
    virtual void publish(std::string_view channel, std::string_view event,
                         std::string_view payload) = 0;
};

} // namespace http
