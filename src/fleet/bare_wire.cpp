#include "fleet/bare_wire.hpp"

#include "base/try.hpp"
#include "fleet/mqtt_line.hpp"
#include "fleet/tally.hpp"

#include <fmt/format.h>

namespace fleet {

namespace {

constexpr std::string_view all_topic = "all/cmd";
constexpr std::uint32_t source_ipv4 = 0x7F000002; ///< 127.0.0.2

std::string topic_of(std::size_t client, std::string_view channel) {
    return fmt::format("d/{}/{}", client, channel);
}

struct Common {
    const BareWireOptions& options;
    Loop& loop;
    Address broker;
    Spans connecting{};
    std::size_t up = 0;
    std::size_t lost = 0;
};

class Client final : public MqttLine {
public:
    Client(Common& common, std::size_t number)
        : MqttLine(common.loop), common_(common), number_(number) {}

    void begin() {
        tried_at_ = Steady::now();
        ConnectPacket packet;
        packet.client_id = fmt::format("client-{}", number_);
        Address broker = common_.broker;
        broker.source_ipv4 = source_ipv4;
        open_line(broker, nullptr, std::move(packet));
    }

private:
    void connack(std::uint8_t) override {
        common_.connecting.add(
            std::chrono::duration_cast<std::chrono::microseconds>(Steady::now() - tried_at_)
                .count());
        ++common_.up;
        subscribe({{topic_of(number_, "cmd"), mqtt::Qos::at_least_once},
                   {std::string(all_topic), mqtt::Qos::at_least_once}});
        // A broker works in order: when the centre has this, the subscription stands.
        publish({topic_of(number_, "ready"), "", mqtt::Qos::at_least_once, false});
    }
    void delivered(const PublishPacket&) override {
        publish(
            {topic_of(number_, "ack"), common_.options.answer, mqtt::Qos::at_least_once, false});
    }
    void lost() override {
        ++common_.lost;
        common_.loop.after(std::chrono::milliseconds(100), [this] { begin(); });
    }

    Common& common_;
    std::size_t number_;
    Steady::time_point tried_at_;
};

class Centre final : public MqttLine {
public:
    Centre(Common& common, std::vector<std::unique_ptr<Client>>& clients)
        : MqttLine(common.loop), common_(common), clients_(clients),
          answers_(common.options.clients) {}

    void begin() {
        ConnectPacket packet;
        packet.client_id = "centre";
        open_line(common_.broker, nullptr, std::move(packet));
    }
    [[nodiscard]] std::string result() const {
        std::size_t answered = 0;
        std::size_t doubled = 0;
        for (const int count : answers_) {
            answered += count > 0 ? 1 : 0;
            doubled += count > 1 ? 1 : 0;
        }
        return fmt::format(
            R"({{"clients":{},"answered":{},"doubled":{},"ms":{:.3f},"connecting":{},"lost":{}}})",
            answers_.size(), answered, doubled,
            std::chrono::duration<double, std::milli>(last_at_ - began_at_).count(),
            common_.connecting.to_json(), common_.lost);
    }

private:
    void connack(std::uint8_t) override {
        subscribe({{"d/+/ready", mqtt::Qos::at_least_once}, {"d/+/ack", mqtt::Qos::at_least_once}});
        for (const auto& client : clients_) {
            client->begin();
        }
    }
    void delivered(const PublishPacket& packet) override {
        const std::string& topic = packet.message.topic;
        if (topic.ends_with("/ready")) {
            if (++ready_ == answers_.size()) {
                send_all();
            }
            return;
        }
        const auto client = static_cast<std::size_t>(std::atoll(topic.c_str() + 2));
        last_at_ = Steady::now();
        if (++answers_[client] == 1 && ++answered_ == answers_.size()) {
            // Anything that comes twice comes soon.
            common_.loop.after(std::chrono::milliseconds(300), [this] { common_.loop.stop(); });
        }
    }
    void lost() override { common_.loop.stop(); }

    void send_all() {
        began_at_ = Steady::now();
        if (common_.options.one_publish) {
            publish(
                {std::string(all_topic), common_.options.message, mqtt::Qos::at_least_once, false});
            return;
        }
        for (std::size_t i = 0; i < answers_.size(); ++i) {
            publish({topic_of(i, "cmd"), common_.options.message, mqtt::Qos::at_least_once, false});
        }
    }

    Common& common_;
    std::vector<std::unique_ptr<Client>>& clients_;
    std::vector<int> answers_;
    std::size_t ready_ = 0;
    std::size_t answered_ = 0;
    Steady::time_point began_at_;
    Steady::time_point last_at_;
};

} // namespace

base::Result<std::string> measure_bare_wire(const BareWireOptions& options) {
    TRY_ASSIGN(const Address broker, resolve(options.broker_host, options.broker_port));
    raise_limit_of_files(options.clients + 100);
    Loop loop;
    Common common{options, loop, broker};
    std::vector<std::unique_ptr<Client>> clients;
    for (std::size_t i = 0; i < options.clients; ++i) {
        clients.push_back(std::make_unique<Client>(common, i));
    }
    Centre centre(common, clients);
    centre.begin();
    loop.after(options.longest, [&] { loop.stop(); });
    loop.run();
    return centre.result();
}

} // namespace fleet
