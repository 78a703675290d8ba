#include "broadcast/dispatcher.hpp"

#include "broadcast/excess_record.hpp"
#include "broadcast/intake.hpp"
#include "broadcast/refresh_programmes.hpp"
#include "broadcast/send_commands.hpp"
#include "broadcast/take_messages.hpp"
#include "broadcast/watch_devices.hpp"
#include "mqtt/mosquitto_client.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include <spdlog/spdlog.h>

namespace broadcast {

namespace {

using std::chrono::milliseconds;

/// Messages that may wait for the database. Heartbeats are dropped first; at the bound everything
/// is: devices repeat what was not acknowledged.
constexpr std::size_t inbox_max = 200'000;
constexpr std::size_t inbox_busy = 25'000;
constexpr milliseconds step_every{1'000};
constexpr milliseconds retry_after{500};
constexpr milliseconds busy_wait{5};
/// A commit waits for the disk as long for one message as for a thousand, 2 to 8 ms: the first of a
/// burst waits a moment for the others. Measured with 5,000 heartbeats in one instant: 500 commits
/// without it.
constexpr milliseconds gathering{15};
constexpr std::size_t worth_a_commit = 256;

/// A failing step is tried again and told once, not once a second.
class Complaint {
public:
    explicit Complaint(std::string what) : what_(std::move(what)) {}
    template <class T>
    bool check(const base::Result<T>& result) {
        if (result) {
            if (failing_) {
                spdlog::info("{}: works again", what_);
            }
            failing_ = false;
            return true;
        }
        if (!std::exchange(failing_, true)) {
            spdlog::error("{}: {}", what_, result.error().message.en);
        }
        return false;
    }

private:
    std::string what_;
    bool failing_ = false;
};

} // namespace

struct Dispatcher::Inside final : mqtt::Listener {
    Inside(BroadcastDesk& the_desk, schedule::PlannedRunQueries& the_plan,
           DispatcherOptions the_options)
        : desk(the_desk), plan(the_plan), options(std::move(the_options)),
          client(mqtt::make_mosquitto_client({.unacknowledged_max = 5'000})) {}

    BroadcastDesk& desk;
    schedule::PlannedRunQueries& plan;
    const DispatcherOptions options;
    const std::unique_ptr<mqtt::Client> client;

    std::atomic<bool> is_connected{false};
    std::atomic<bool> ask_reports{false};
    std::mutex mutex;
    std::condition_variable arrived; ///< for the taker
    std::condition_variable changed; ///< for the stepper
    struct Arrived {
        base::Instant at;
        DeviceMessage message;
    };
    std::deque<Arrived> inbox;
    std::optional<base::Instant> in_hand; ///< arrival of the first that the taker works on
    std::size_t dropped = 0;
    Intake intake;
    bool stopping = false;
    bool woken = false;
    std::thread taker;
    std::thread stepper;

    // --- the connection; called from the client's thread
    mqtt::Attempt next_attempt(mqtt::End last) override {
        const bool first = last == mqtt::End::none;
        return {.wait = first ? base::Millis{0} : base::Millis{300},
                .options = {.host = options.broker_host,
                            .port = options.broker_port,
                            .client_id = options.client_id,
                            .user = options.user,
                            .password = options.password,
                            .tls = options.tls,
                            .keepalive = std::chrono::seconds(20)}};
    }
    void connected() override {
        if (const auto subscribed = client->subscribe(server_subscriptions()); !subscribed) {
            spdlog::error("subscribing failed: {}", subscribed.error().message.en);
            client->disconnect();
            return;
        }
        is_connected = true;
        spdlog::info("connected to the broker");
        ask_reports = true;
        wake();
    }
    void disconnected(mqtt::End end) override {
        is_connected = false;
        if (end == mqtt::End::asked) {
            return;
        }
        spdlog::warn("the connection to the broker is lost; it is tried again");
    }
    void received(const mqtt::Message& message) override {
        // The broker lets nobody else say anything.
        if (const auto origin = origin_of(message.topic); origin && is_let_in(*origin, message)) {
            take_in(*origin, message.payload);
        }
    }
    void handed_over(int) override {}

    [[nodiscard]] bool is_let_in(const Origin& origin, const mqtt::Message& message) {
        const std::lock_guard lock(mutex);
        return intake.admit(origin, message.payload, desk.clock.now()) && has_room(message.qos);
    }

    /// Under the lock.
    [[nodiscard]] bool has_room(mqtt::Qos qos) {
        const bool may_be_dropped = qos == mqtt::Qos::at_most_once;
        if (inbox.size() < (may_be_dropped ? inbox_busy : inbox_max)) {
            return true;
        }
        if (++dropped % 1000 == 1) {
            spdlog::warn("{} messages of devices dropped: the database is too slow", dropped);
        }
        return false;
    }

    void take_in(const Origin& origin, const std::string& payload) {
        auto heard = read_device_message(origin, payload);
        const base::Instant now = desk.clock.now();
        const std::lock_guard lock(mutex);
        if (!heard) {
            if (const auto untold = intake.note_unreadable(origin.device, now)) {
                spdlog::warn("{} messages of {} cannot be read; the last, {}: {}", *untold,
                             base::to_text(origin.device), to_text(origin.channel),
                             heard.error().message.en);
            }
            return;
        }
        inbox.push_back({now, std::move(*heard)});
        if (inbox.size() == 1 || inbox.size() == worth_a_commit) {
            arrived.notify_one(); // who is at work looks again by itself
        }
    }

    // --- the threads
    void wake() {
        const std::lock_guard lock(mutex);
        woken = true;
        changed.notify_all();
    }

    [[nodiscard]] std::vector<DeviceMessage> next_batch() {
        std::unique_lock lock(mutex);
        arrived.wait(lock, [&] { return stopping || !inbox.empty(); });
        arrived.wait_for(lock, gathering,
                         [&] { return stopping || inbox.size() >= worth_a_commit; });
        const auto count = std::min(inbox.size(), messages_per_batch);
        const auto end = inbox.begin() + static_cast<std::ptrdiff_t>(count);
        std::vector<DeviceMessage> batch;
        batch.reserve(count);
        for (auto each = inbox.begin(); each != end; ++each) {
            batch.push_back(std::move(each->message));
        }
        in_hand = count == 0 ? std::nullopt : std::optional(inbox.front().at);
        inbox.erase(inbox.begin(), end);
        return batch;
    }

    void put_down() {
        const std::lock_guard lock(mutex);
        in_hand.reset();
    }

    /// All that came before this is stored.
    [[nodiscard]] base::Instant heard_until() {
        const std::lock_guard lock(mutex);
        if (in_hand) {
            return *in_hand;
        }
        return inbox.empty() ? desk.clock.now() : inbox.front().at;
    }

    [[nodiscard]] bool must_stop() {
        const std::lock_guard lock(mutex);
        return stopping;
    }

    void pause(milliseconds span) {
        std::unique_lock lock(mutex);
        arrived.wait_for(lock, span, [&] { return stopping; });
    }

    void take_all() {
        Complaint complaint("taking messages of devices");
        while (!must_stop()) {
            const std::vector<DeviceMessage> batch = next_batch();
            auto answers = take_messages(desk, batch);
            while (!complaint.check(answers) && !must_stop()) {
                pause(retry_after);
                answers = take_messages(desk, batch);
            }
            if (!answers) {
                return;
            }
            put_down();
            for (const mqtt::Message& answer : *answers) {
                if (!publish_answer(answer)) {
                    break; // the devices connect again with the broker, and say hello again
                }
            }
        }
    }

    /// Waits while the broker is busy: thousands may have said hello in one instant.
    [[nodiscard]] bool publish_answer(const mqtt::Message& answer) {
        auto given = client->publish(answer);
        while (!given && given.error().code == "mqtt.queue_full" && !must_stop()) {
            pause(busy_wait);
            given = client->publish(answer);
        }
        return given.has_value();
    }

    /// What had to wait is read, and who sends too much is told to people: once in the log, and as
    /// a row for the alarms.
    [[nodiscard]] base::Result<void> watch_intake() {
        std::vector<Intake::Kept> kept;
        Intake::News news;
        {
            const base::Instant now = desk.clock.now();
            const std::lock_guard lock(mutex);
            kept = intake.take_kept(now);
            news = intake.take_news(now);
        }
        for (const Intake::Kept& message : kept) {
            take_in(message.origin, message.payload);
        }
        for (const DeviceId& device : news.begun) {
            spdlog::warn("{} sends more than is read of one device; the rest is left unread",
                         base::to_text(device));
        }
        for (const Excess& excess : news.over) {
            spdlog::info("{} keeps to what is read of one device again; {} messages were beyond it",
                         base::to_text(excess.device), excess.messages);
        }
        if (news.grown.empty()) {
            return {};
        }
        return desk.database.write([&](storage::Transaction& transaction) -> base::Result<void> {
            put_excesses(transaction, news.grown);
            return {};
        });
    }

    void wait_for_work() {
        std::unique_lock lock(mutex);
        changed.wait_for(lock, step_every, [&] { return stopping || woken; });
        woken = false;
    }

    void step_all() {
        Complaint asking("asking devices for reports");
        Complaint sending_groups("sending commands to groups");
        Complaint sending("sending commands");
        Complaint refreshing("making programmes");
        Complaint announcing("announcing programmes");
        Complaint passing("closing old deliveries");
        Complaint watching("watching devices");
        Complaint limiting("noting who sends too much");
        base::Instant watched = desk.clock.now();
        while (!must_stop()) {
            if (is_connected && ask_reports.exchange(false)) {
                (void)asking.check(ask_for_reports(desk, *client));
            }
            if (is_connected) {
                (void)repeat(sending_groups, commands_per_step,
                             [&] { return send_to_groups(desk, *client); });
                (void)repeat(sending, commands_per_step,
                             [&] { return send_commands(desk, *client, heard_until()); });
            }
            (void)repeat(refreshing, programmes_per_step,
                         [&] { return refresh_programmes(desk, plan); });
            if (is_connected) {
                (void)announcing.check(announce_programmes(desk, *client));
            }
            (void)passing.check(let_time_pass(desk));
            (void)limiting.check(watch_intake());
            if (const auto until = tell_silent_devices(desk, watched); watching.check(until)) {
                watched = *until;
            }
            wait_for_work();
        }
    }

    /// Goes on while full batches come, so that a thousand targets do not wait a second each batch.
    template <class Step>
    bool repeat(Complaint& complaint, std::size_t full, Step step) {
        while (!must_stop()) {
            const base::Result<std::size_t> done = step();
            if (!complaint.check(done) || *done < full) {
                return done.has_value();
            }
        }
        return false;
    }
};

Dispatcher::Dispatcher(BroadcastDesk& desk, schedule::PlannedRunQueries& plan,
                       DispatcherOptions options)
    : inside_(std::make_unique<Inside>(desk, plan, std::move(options))) {
    desk.wake = [inside = inside_.get()] { inside->wake(); };
}

Dispatcher::~Dispatcher() {
    stop();
    inside_->desk.wake = [] {};
}

void Dispatcher::start() {
    if (const auto forgotten = forget_presences(inside_->desk); !forgotten) {
        spdlog::error("presences could not be reset: {}", forgotten.error().message.en);
    }
    inside_->taker = std::thread([this] { inside_->take_all(); });
    inside_->stepper = std::thread([this] { inside_->step_all(); });
    inside_->client->start(*inside_);
}

void Dispatcher::stop() {
    if (!inside_->taker.joinable()) {
        return;
    }
    inside_->client->stop();
    {
        const std::lock_guard lock(inside_->mutex);
        inside_->stopping = true;
    }
    inside_->arrived.notify_all();
    inside_->changed.notify_all();
    inside_->taker.join();
    inside_->stepper.join();
    inside_->is_connected = false;
}

bool Dispatcher::connected() const {
    return inside_->is_connected;
}

} // namespace broadcast
