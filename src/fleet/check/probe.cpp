#include "fleet/check/probe.hpp"

namespace fleet::check {

class Probe::Line final : public MqttLine {
public:
    explicit Line(Probe& owner) : MqttLine(owner.loop_), owner_(owner) {}

private:
    void connack(std::uint8_t code) override { tell(code); }
    void delivered(const PublishPacket& packet) override {
        const std::lock_guard lock(owner_.mutex_);
        owner_.heard_.push_back(packet.message);
        owner_.changed_.notify_all();
    }
    void lost() override { tell(-1); }
    void tell(int code) {
        const std::lock_guard lock(owner_.mutex_);
        if (!owner_.code_) {
            owner_.code_ = code;
        }
        owner_.changed_.notify_all();
    }

    Probe& owner_;
};

Probe::Probe() : line_(std::make_unique<Line>(*this)), thread_([this] { loop_.run(); }) {}

Probe::~Probe() {
    loop_.post([this] { loop_.stop(); });
    thread_.join();
}

std::optional<int> Probe::connect(const Address& broker, const TlsContext* tls,
                                  ConnectPacket packet) {
    {
        const std::lock_guard lock(mutex_);
        opened_ = false;
    }
    loop_.post([=, this] {
        {
            // Here, after the end of the line before was told: it must not pass for this one's.
            const std::lock_guard lock(mutex_);
            code_.reset();
            opened_ = true;
        }
        line_->open_line(broker, tls, packet);
    });
    std::unique_lock lock(mutex_);
    const bool told = changed_.wait_for(lock, std::chrono::seconds(10),
                                        [&] { return opened_ && code_.has_value(); });
    return told ? code_ : std::nullopt;
}

void Probe::subscribe(const std::vector<std::string>& filters) {
    std::vector<mqtt::Subscription> subscriptions;
    for (const std::string& filter : filters) {
        subscriptions.push_back({filter, mqtt::Qos::at_least_once});
    }
    loop_.post([=, this] { line_->subscribe(subscriptions); });
}

void Probe::say(const std::string& topic, const std::string& payload) {
    loop_.post([=, this] { line_->publish({topic, payload, mqtt::Qos::at_least_once}); });
}

void Probe::cut() {
    loop_.post([this] { line_->cut(); });
}

std::optional<mqtt::Message> Probe::wait(std::chrono::milliseconds longest, std::size_t begin,
                                         const std::string& ending) const {
    std::unique_lock lock(mutex_);
    const auto until = Steady::now() + longest;
    for (std::size_t i = begin;;) {
        for (; i < heard_.size(); ++i) {
            if (heard_[i].topic.ends_with(ending)) {
                return heard_[i];
            }
        }
        if (changed_.wait_until(lock, until) == std::cv_status::timeout && i >= heard_.size()) {
            return std::nullopt;
        }
    }
}

std::vector<mqtt::Message> Probe::all() const {
    const std::lock_guard lock(mutex_);
    return heard_;
}

std::size_t Probe::count() const {
    const std::lock_guard lock(mutex_);
    return heard_.size();
}

} // namespace fleet::check
