#pragma once

#include "fleet/mqtt_line.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace fleet::check {

/// One MQTT connection that remembers what it hears; for a checking thread, which waits.
class Probe {
public:
    Probe();
    ~Probe();
    Probe(const Probe&) = delete;
    Probe& operator=(const Probe&) = delete;

    /// The code of CONNACK; nothing when there was none within ten seconds.
    std::optional<int> connect(const Address& broker, const TlsContext* tls, ConnectPacket packet);
    void subscribe(const std::vector<std::string>& filters);
    void say(const std::string& topic, const std::string& payload);
    void cut();
    /// The first message from `begin` on whose topic ends like this.
    [[nodiscard]] std::optional<mqtt::Message>
    wait(std::chrono::milliseconds longest, std::size_t begin, const std::string& ending) const;
    [[nodiscard]] std::vector<mqtt::Message> all() const;
    [[nodiscard]] std::size_t count() const;

private:
    class Line;

    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    std::vector<mqtt::Message> heard_;
    bool opened_ = false; ///< the line for which code_ is waited
    std::optional<int> code_;
    Loop loop_;
    std::unique_ptr<Line> line_;
    std::thread thread_;
};

} // namespace fleet::check
