#include "mqtt/mosquitto_client.hpp"

#include "base/ensure.hpp"

#include <mosquitto.h>
#include <poll.h>
#include <spdlog/spdlog.h>
#include <sys/ioctl.h>

#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace mqtt {

namespace {

using Clock = std::chrono::steady_clock;

struct MosquittoFree {
    void operator()(mosquitto* handle) const { mosquitto_destroy(handle); }
};
using Handle = std::unique_ptr<mosquitto, MosquittoFree>;

/// libmosquitto keeps global state; it is set up once and given back at the end of the program by
/// the system.
void ensure_library_ready() {
    static const int outcome = mosquitto_lib_init();
    ENSURE(outcome == MOSQ_ERR_SUCCESS);
}

base::Failure not_connected() {
    return base::fail(base::Fault::unavailable, "mqtt.not_connected",
                      "Chưa có kết nối tới máy chủ thiết bị (MQTT).",
                      "There is no connection to the device broker (MQTT) now.");
}

End end_of_connack(int code) {
    switch (code) {
    case 3:
        return End::unavailable;
    case 2:
    case 4:
    case 5:
        return End::not_allowed;
    default:
        return End::lost;
    }
}

class MosquittoClient final : public Client {
public:
    explicit MosquittoClient(MosquittoOptions options) : options_(options) {
        ensure_library_ready();
    }
    ~MosquittoClient() override { stop(); }

    void start(Listener& listener) override {
        ENSURE(listener_ == nullptr);
        listener_ = &listener;
        thread_ = std::thread([this] { run(); });
    }

    void stop() override {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        wake_.notify_all();
        if (thread_.joinable()) {
            thread_.join();
        }
    }

    base::Result<int> publish(const Message& message) override {
        const std::lock_guard lock(mutex_);
        if (!up_) {
            return not_connected();
        }
        if (waiting_.load() >= options_.unacknowledged_max) {
            return base::fail(base::Fault::unavailable, "mqtt.queue_full",
                              "Đường truyền tới thiết bị đang nghẽn; hãy thử lại sau.",
                              "Too many messages wait for the device broker; try again shortly.");
        }
        int number = 0;
        ++waiting_;
        const int outcome =
            mosquitto_publish(connection_.get(), &number, message.topic.c_str(),
                              static_cast<int>(message.payload.size()), message.payload.data(),
                              static_cast<int>(message.qos), message.retained);
        if (outcome != MOSQ_ERR_SUCCESS) {
            --waiting_;
            return not_connected();
        }
        return number;
    }

    base::Result<void> subscribe(const std::vector<Subscription>& subscriptions) override {
        const std::lock_guard lock(mutex_);
        for (const Subscription& wanted : subscriptions) {
            if (!up_ || mosquitto_subscribe(connection_.get(), nullptr, wanted.filter.c_str(),
                                            static_cast<int>(wanted.qos)) != MOSQ_ERR_SUCCESS) {
                return not_connected();
            }
        }
        return {};
    }

    void disconnect() override {
        const std::lock_guard lock(mutex_);
        asked_ = connection_ != nullptr;
    }

private:
    void run() {
        End last = End::none;
        while (!stopping()) {
            const Attempt attempt = listener_->next_attempt(last);
            if (!pause(attempt.wait)) {
                return;
            }
            last = live(attempt.options);
        }
    }

    /// One connection from the first packet to the last.
    End live(const ConnectOptions& to) {
        Handle handle = make_handle(to);
        if (to.tls && !set_tls(handle.get(), *to.tls)) {
            return End::lost; // never in the clear instead
        }
        const int outcome = mosquitto_connect_async(handle.get(), to.host.c_str(), to.port,
                                                    static_cast<int>(to.keepalive.count()));
        if (outcome != MOSQ_ERR_SUCCESS && outcome != MOSQ_ERR_CONN_PENDING) {
            spdlog::info("mqtt: {}:{} not reached: {}", to.host, to.port,
                         mosquitto_strerror(outcome));
            return End::lost;
        }
        adopt(std::move(handle));
        const auto give_up = Clock::now() + options_.connect_deadline;
        std::optional<Clock::time_point> goodbye_until;
        bool announced = false;
        while (true) {
            int code = mosquitto_loop(connection_.get(), loop_ms, 1);
            if (code == MOSQ_ERR_SUCCESS && up_) {
                code = read_on();
            }
            if (up_ && !announced) {
                announced = true;
                listener_->connected();
            }
            if (code != MOSQ_ERR_SUCCESS || refused_ ||
                (!announced && (leaving() || is_cut_off() || Clock::now() > give_up))) {
                break;
            }
            if (leaving() && !goodbye_until) {
                goodbye_until = Clock::now() + goodbye_deadline;
            }
            if (goodbye_until && (waiting_ == 0 || Clock::now() > *goodbye_until)) {
                say_goodbye();
                break;
            }
        }
        const End end = release();
        if (announced) {
            listener_->disconnected(end);
        }
        return end;
    }

    /// Written at once by this thread, between two turns of the loop: the library takes an answer
    /// of the broker that comes after the goodbye was asked for and before it was written for a
    /// fault, and then closes without it.
    void say_goodbye() {
        const std::lock_guard lock(mutex_);
        mosquitto_threaded_set(connection_.get(), false);
        mosquitto_disconnect(connection_.get());
    }

    /// A turn of libmosquitto reads one packet of QoS 0, after asking the kernel whom to wait for.
    /// More are read here until there was nothing to read, which errno tells: to ask before each
    /// packet whether there is one was a fifth of all system calls.
    [[nodiscard]] int read_on() {
        for (int more = reads_per_turn; more > 0; --more) {
            errno = 0;
            const int code = mosquitto_loop_read(connection_.get(), 1);
            if (code != MOSQ_ERR_SUCCESS || errno == EAGAIN) {
                return code;
            }
        }
        return MOSQ_ERR_SUCCESS;
    }

    [[nodiscard]] bool has_bytes() {
        int count = 0;
        const int descriptor = mosquitto_socket(connection_.get());
        return descriptor >= 0 && ::ioctl(descriptor, FIONREAD, &count) == 0 && count > 0;
    }

    /// The kernel could not connect. Under TLS the library does not see that, and would turn
    /// without a pause until the deadline.
    [[nodiscard]] bool is_cut_off() {
        pollfd asked{.fd = mosquitto_socket(connection_.get()), .events = POLLOUT, .revents = 0};
        return asked.fd >= 0 && ::poll(&asked, 1, 0) == 1 && (asked.revents & POLLHUP) != 0 &&
               !has_bytes();
    }

    Handle make_handle(const ConnectOptions& to) {
        Handle handle(mosquitto_new(to.client_id.c_str(), to.clean_session, this));
        ENSURE(handle != nullptr);
        mosquitto_threaded_set(handle.get(), true); // publish from another thread wakes the loop
        // The library sends twenty and then waits for the broker to acknowledge them: a hundred
        // such rounds for the answers to two thousand devices that come back in one instant.
        mosquitto_max_inflight_messages_set(handle.get(),
                                            static_cast<unsigned>(options_.unacknowledged_max));
        if (!to.user.empty()) {
            mosquitto_username_pw_set(handle.get(), to.user.c_str(), to.password.c_str());
        }
        if (to.will) {
            mosquitto_will_set(handle.get(), to.will->topic.c_str(),
                               static_cast<int>(to.will->payload.size()), to.will->payload.data(),
                               static_cast<int>(to.will->qos), to.will->retained);
        }
        mosquitto_connect_callback_set(handle.get(), on_connect);
        mosquitto_message_callback_set(handle.get(), on_message);
        mosquitto_publish_callback_set(handle.get(), on_publish);
        mosquitto_subscribe_callback_set(handle.get(), on_subscribe);
        return handle;
    }

    static bool set_tls(mosquitto* handle, const TlsOptions& tls) {
        const int outcome = tls.ca_file.empty()
                                ? mosquitto_int_option(handle, MOSQ_OPT_TLS_USE_OS_CERTS, 1)
                                : mosquitto_tls_set(handle, tls.ca_file.c_str(), nullptr, nullptr,
                                                    nullptr, nullptr);
        if (outcome != MOSQ_ERR_SUCCESS) {
            spdlog::error("mqtt: CA file {} unusable: {}", tls.ca_file,
                          mosquitto_strerror(outcome));
        }
        return outcome == MOSQ_ERR_SUCCESS;
    }

    void adopt(Handle handle) {
        const std::lock_guard lock(mutex_);
        connection_ = std::move(handle);
        up_ = false;
        asked_ = false;
        refused_.reset();
        waiting_ = 0;
    }

    End release() {
        const std::lock_guard lock(mutex_);
        up_ = false;
        connection_.reset();
        if (refused_) {
            return *refused_;
        }
        return asked_ ? End::asked : End::lost;
    }

    bool stopping() {
        const std::lock_guard lock(mutex_);
        return stopping_;
    }

    /// What was published before is waited for, then the goodbye is said.
    bool leaving() {
        const std::lock_guard lock(mutex_);
        return stopping_ || asked_;
    }

    /// False when told to stop meanwhile.
    bool pause(base::Millis wait) {
        std::unique_lock lock(mutex_);
        return !wake_.wait_for(lock, wait, [this] { return stopping_; });
    }

    static void on_connect(mosquitto*, void* self, int code) {
        auto& client = *static_cast<MosquittoClient*>(self);
        if (code == 0) {
            client.up_ = true;
        } else {
            client.refused_ = end_of_connack(code);
        }
    }

    static void on_message(mosquitto*, void* self, const mosquitto_message* message) {
        Message received;
        received.topic = message->topic;
        received.payload.assign(static_cast<const char*>(message->payload),
                                static_cast<std::size_t>(message->payloadlen));
        received.qos = message->qos == 0 ? Qos::at_most_once : Qos::at_least_once;
        received.retained = message->retain;
        static_cast<MosquittoClient*>(self)->listener_->received(received);
    }

    static void on_publish(mosquitto*, void* self, int number) {
        auto& client = *static_cast<MosquittoClient*>(self);
        --client.waiting_;
        client.listener_->handed_over(number);
    }

    static void on_subscribe(mosquitto*, void*, int, int count, const int* granted) {
        for (int i = 0; i < count; ++i) {
            if (granted[i] >= 0x80) {
                spdlog::warn("mqtt: the broker refused a subscription");
            }
        }
    }

    /// How long one turn waits for the network; also the longest delay of a goodbye.
    static constexpr int loop_ms = 200;
    /// How long the broker may take to acknowledge the last words.
    static constexpr std::chrono::seconds goodbye_deadline{2};
    /// So many packets at most before it writes and looks at the time again.
    static constexpr int reads_per_turn = 64;

    const MosquittoOptions options_;
    Listener* listener_ = nullptr;
    std::thread thread_;
    std::mutex mutex_; ///< guards the handle's life, asked_ and stopping_
    std::condition_variable wake_;
    Handle connection_;
    std::atomic<bool> up_ = false;
    bool asked_ = false;
    bool stopping_ = false;
    std::optional<End> refused_; ///< client thread only, except under the lock while no loop runs
    std::atomic<int> waiting_ = 0;
};

} // namespace

std::unique_ptr<Client> make_mosquitto_client(MosquittoOptions options) {
    return std::make_unique<MosquittoClient>(options);
}

} // namespace mqtt
