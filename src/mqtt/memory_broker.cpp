#include "mqtt/memory_broker.hpp"

#include "base/ensure.hpp"

#include <algorithm>

namespace mqtt {

class MemoryBroker::MemoryClient final : public Client {
public:
    explicit MemoryClient(MemoryBroker& broker) : broker_(broker) {
        broker_.clients_.push_back(this);
    }
    ~MemoryClient() override {
        stop();
        std::erase(broker_.clients_, this);
    }

    void start(Listener& listener) override {
        ENSURE(listener_ == nullptr);
        listener_ = &listener;
    }
    void stop() override {
        listener_ = nullptr;
        up_ = false;
        inbox_.clear();
    }

    base::Result<int> publish(const Message& message) override {
        if (!up_) {
            return not_connected();
        }
        const int number = next_number_++;
        outbox_.push_back({number, message});
        return number;
    }

    base::Result<void> subscribe(const std::vector<Subscription>& subscriptions) override {
        if (!up_) {
            return not_connected();
        }
        for (const Subscription& wanted : subscriptions) {
            subscriptions_.push_back(wanted);
            broker_.send_retained(*this, wanted);
        }
        return {};
    }

    void disconnect() override { asked_ = up_; }

    /// True when something was done.
    bool turn() {
        if (listener_ == nullptr) {
            return false;
        }
        if (!up_ && !tried_) {
            return try_to_connect();
        }
        if (asked_) {
            drop(End::asked, false);
            return true;
        }
        if (!outbox_.empty()) {
            const auto [number, message] = outbox_.front();
            outbox_.pop_front();
            broker_.route(message);
            listener_->handed_over(number);
            return true;
        }
        if (!inbox_.empty()) {
            const Message message = inbox_.front();
            inbox_.pop_front();
            listener_->received(message);
            return true;
        }
        return false;
    }

    void drop(End end, bool with_will) {
        if (!up_) {
            return;
        }
        up_ = false;
        asked_ = false;
        last_ = end;
        inbox_.clear();
        outbox_.clear();
        subscriptions_.clear();
        if (with_will && options_.will) {
            broker_.route(*options_.will);
        }
        listener_->disconnected(end);
    }

    void offer(const Message& message) {
        const bool wanted = std::ranges::any_of(subscriptions_, [&](const Subscription& s) {
            return matches(s.filter, message.topic);
        });
        if (wanted) {
            inbox_.push_back(message);
        }
    }

    void put(const Message& message) { inbox_.push_back(message); }
    /// One refused try per run of the broker: a refusal would otherwise be tried for ever.
    void may_try_again() { tried_ = false; }

private:
    static base::Failure not_connected() {
        return base::fail(base::Fault::unavailable, "mqtt.not_connected",
                          "Chưa có kết nối tới máy chủ thiết bị (MQTT).",
                          "There is no connection to the device broker (MQTT) now.");
    }

    bool try_to_connect() {
        options_ = listener_->next_attempt(last_).options;
        if (broker_.refuse_) {
            last_ = *broker_.refuse_;
            tried_ = true;
            return true;
        }
        up_ = true;
        listener_->connected();
        return true;
    }

    MemoryBroker& broker_;
    Listener* listener_ = nullptr;
    ConnectOptions options_;
    std::vector<Subscription> subscriptions_;
    std::deque<Message> inbox_;
    std::deque<std::pair<int, Message>> outbox_;
    End last_ = End::none;
    int next_number_ = 1;
    bool up_ = false;
    bool asked_ = false;
    bool tried_ = false;
};

MemoryBroker::MemoryBroker() = default;
MemoryBroker::~MemoryBroker() = default;

std::unique_ptr<Client> MemoryBroker::make_client() {
    return std::make_unique<MemoryClient>(*this);
}

void MemoryBroker::run() {
    for (MemoryClient* client : clients_) {
        client->may_try_again();
    }
    bool busy = true;
    while (busy) {
        busy = false;
        for (std::size_t i = 0; i < clients_.size(); ++i) {
            busy = clients_[i]->turn() || busy;
        }
    }
}

void MemoryBroker::break_connections() {
    for (std::size_t i = 0; i < clients_.size(); ++i) {
        clients_[i]->drop(End::lost, true);
    }
}

void MemoryBroker::route(const Message& message) {
    seen_.push_back(message);
    if (message.retained) {
        if (message.payload.empty()) {
            retained_.erase(message.topic);
        } else {
            retained_[message.topic] = message;
        }
    }
    Message live = message;
    live.retained = false; // MQTT 3.1.1, 3.3.1.3: set only when sent because of a new subscription
    for (MemoryClient* client : clients_) {
        client->offer(live);
    }
}

void MemoryBroker::send_retained(MemoryClient& to, const Subscription& subscription) {
    for (const auto& [topic, message] : retained_) {
        if (matches(subscription.filter, topic)) {
            to.put(message);
        }
    }
}

} // namespace mqtt
