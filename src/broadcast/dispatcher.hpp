#pragma once

#include "broadcast/desk.hpp"
#include "mqtt/client.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace schedule {
class PlannedRunQueries;
}

namespace broadcast {

/// The threads that carry rows to devices and devices' words into rows. Everything it knows is in
/// the database: it may be killed at any point and goes on from there. Its steps are the functions
/// of send_commands.hpp, take_messages.hpp, refresh_programmes.hpp and watch_devices.hpp, which
/// tests call one by one.
struct DispatcherOptions {
    std::string broker_host = "127.0.0.1";
    std::uint16_t broker_port = 0;
    std::string user = "server";
    std::string password;
    std::optional<mqtt::TlsOptions> tls;
    std::string client_id = "nguon-server"; ///< one per server process
};

class Dispatcher {
public:
    /// `desk.wake` is set by the constructor. References must outlive this object.
    Dispatcher(BroadcastDesk& desk, schedule::PlannedRunQueries& plan, DispatcherOptions options);
    ~Dispatcher();
    Dispatcher(const Dispatcher&) = delete;
    Dispatcher& operator=(const Dispatcher&) = delete;

    /// Marks every presence unknown, connects, asks devices to report. The broker may be away.
    void start();
    void stop();
    /// The connection to the broker, for the health page.
    [[nodiscard]] bool connected() const;

private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

} // namespace broadcast
