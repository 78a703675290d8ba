#pragma once

#include "base/instant.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mqtt {

enum class Qos : std::uint8_t { at_most_once = 0, at_least_once = 1 };

struct Message {
    std::string topic;
    std::string payload;
    Qos qos = Qos::at_most_once;
    bool retained = false;
};

struct Subscription {
    std::string filter; ///< may hold + and #
    Qos qos = Qos::at_most_once;
};

struct TlsOptions {
    std::string ca_file; ///< PEM; empty: the certificates that the system trusts
};

struct ConnectOptions {
    std::string host;
    std::uint16_t port = 1883;
    std::string client_id;
    std::string user; ///< empty: none
    std::string password;
    std::optional<TlsOptions> tls;
    std::chrono::seconds keepalive{60};
    bool clean_session = true;
    std::optional<Message> will;
};

/// How the last connection, or the last try, ended.
enum class End : std::uint8_t {
    none,        ///< there was none yet
    lost,        ///< not reached, or broken off
    unavailable, ///< refused: server unavailable (CONNACK 3)
    not_allowed, ///< refused: identifier or credential (CONNACK 2, 4, 5)
    asked,       ///< by Client::disconnect
};

/// The next try, decided by the owner: how long to wait first and as whom to come.
struct Attempt {
    base::Millis wait{0};
    ConnectOptions options;
};

/// The owner of a connection. All calls come from the client's one thread, never two at a time;
/// they may call the client, except start and stop.
class Listener {
public:
    virtual ~Listener() = default;
    virtual Attempt next_attempt(End last) = 0;
    virtual void connected() = 0;
    /// A connection that was reported connected is over.
    virtual void disconnected(End end) = 0;
    virtual void received(const Message& message) = 0;
    /// The broker has the message that `publish` gave this number (QoS 1), or it was written out
    /// (QoS 0). It says nothing about whoever it is meant for.
    virtual void handed_over(int number) = 0;
};

/// One connection to one broker, kept up for ever. Safe to call from any thread between start and
/// stop.
class Client {
public:
    virtual ~Client() = default;
    /// Once. The listener must outlive the client or the call of stop.
    virtual void start(Listener& listener) = 0;
    /// Says goodbye properly (no will is sent) and waits for the thread. No call of the listener
    /// afterwards.
    virtual void stop() = 0;
    /// Gives the message's number in this connection. Refuses `mqtt.not_connected` and, when too
    /// many messages wait for the broker, `mqtt.queue_full` (both unavailable). Nothing is kept for
    /// a later connection.
    virtual base::Result<int> publish(const Message& message) = 0;
    /// Refuses `mqtt.not_connected`.
    virtual base::Result<void> subscribe(const std::vector<Subscription>& subscriptions) = 0;
    /// Ends the present connection properly; next_attempt(End::asked) follows.
    virtual void disconnect() = 0;
};

/// MQTT 3.1.1 section 4.7: does the filter select the topic? Topics that begin with $ are not
/// selected by a leading wildcard.
[[nodiscard]] bool matches(std::string_view filter, std::string_view topic);

} // namespace mqtt
