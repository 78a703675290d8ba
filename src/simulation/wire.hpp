#pragma once

#include "mqtt/client.hpp"
#include "simulation/world.hpp"

#include <set>

namespace simulation {

/// How bad the line is.
struct Weather {
    std::int64_t longest_delay_ms = 400;
    std::int64_t lost_one_in = 50;       ///< of QoS 0
    std::int64_t doubled_one_in = 50;    ///< of QoS 1
    std::int64_t stalled_one_in = 1'000; ///< a lost packet holds up all that follow it
    /// Of acknowledgements after `received`: the broker has one, and dies before it handed it on.
    std::int64_t answers_lost_one_in = 10;
};

/// Who hangs on the wire: a device or the server.
class Party {
public:
    virtual ~Party() = default;
    virtual void connected() = 0;
    virtual void disconnected() = 0;
    virtual void received(const mqtt::Message& message) = 0;
};

/// A broker between the server and its devices, as Mosquitto behaves without persistence: order
/// holds within one connection, QoS 1 may come twice, QoS 0 may vanish, nothing waits for the
/// absent (nothing is sent retained), and the will comes when the loss is noticed, which may be
/// after the next birth.
class Wire {
public:
    Wire(World& world, Weather weather) : world_(world), weather_(weather) {}

    /// Comes (again) under this name, with the topics it listens to and its will. False while the
    /// broker is away or the name is cut off.
    bool connect(const std::string& name, Party& party, std::vector<std::string> filters,
                 std::optional<mqtt::Message> will);
    /// Listens to more.
    void listen(const std::string& name, const std::string& filter);
    /// Ends without a word; the will follows when the broker notices.
    void drop(const std::string& name);
    bool publish(const std::string& name, const mqtt::Message& message);
    [[nodiscard]] bool is_up(const std::string& name) const { return links_.contains(name); }

    void break_broker();
    void mend_broker() { broker_up_ = true; }
    [[nodiscard]] bool broker_up() const { return broker_up_; }
    void cut(const std::string& name);
    void mend(const std::string& name) { cut_.erase(name); }
    [[nodiscard]] bool is_cut(const std::string& name) const { return cut_.contains(name); }
    [[nodiscard]] bool loses_answer() { return world_.one_in(weather_.answers_lost_one_in); }
    void calm() { weather_ = {50, never, never, never, never}; }

private:
    static constexpr std::int64_t never = 1'000'000'000'000;
    struct Link {
        Party* party = nullptr;
        std::uint64_t generation = 0;
        std::vector<std::string> filters;
        std::optional<mqtt::Message> will;
        base::Instant last_delivery; ///< order within the connection
    };
    void spread(const mqtt::Message& message);
    void deliver(const std::string& name, Link& link, const mqtt::Message& message);
    void deliver_once(const std::string& name, Link& link, const mqtt::Message& message);

    World& world_;
    Weather weather_;
    bool broker_up_ = true;
    std::uint64_t generations_ = 0;
    std::map<std::string, Link> links_;
    std::set<std::string> cut_;
};

} // namespace simulation
