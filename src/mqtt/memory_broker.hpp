#pragma once

#include "mqtt/client.hpp"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>

namespace mqtt {

/// A broker inside the test program, and its clients. Nothing happens by itself: `run` does what is
/// due, on the caller's thread, so a test decides every interleaving. It keeps no message for
/// absent clients (clean sessions only).
class MemoryBroker {
public:
    MemoryBroker();
    ~MemoryBroker();

    /// Must not outlive the broker.
    [[nodiscard]] std::unique_ptr<Client> make_client();
    /// Connects whoever waits (waiting times are taken as over), then delivers until nothing is
    /// left.
    void run();
    /// Every connection breaks without goodbye: wills are sent.
    void break_connections();
    /// While set, a try to connect ends like this.
    void refuse_connections(std::optional<End> end) { refuse_ = end; }
    /// What passed through, in order.
    [[nodiscard]] const std::vector<Message>& seen() const { return seen_; }

private:
    class MemoryClient;

    void route(const Message& message);
    void send_retained(MemoryClient& to, const Subscription& subscription);

    std::vector<MemoryClient*> clients_;
    std::map<std::string, Message> retained_;
    std::vector<Message> seen_;
    std::optional<End> refuse_;
};

} // namespace mqtt
