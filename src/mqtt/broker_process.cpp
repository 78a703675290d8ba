#include "mqtt/broker_process.hpp"

#include "base/scope_exit.hpp"
#include "base/try.hpp"
#include "mqtt/broker_files.hpp"
#include "mqtt/child_process.hpp"
#include "mqtt/listen_backlog.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <spdlog/spdlog.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace mqtt {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using SteadyTime = std::chrono::steady_clock::time_point;

constexpr milliseconds first_wait{200};
constexpr milliseconds longest_wait{10'000};
/// A process that ran this long was well; the back-off begins anew.
constexpr seconds well_after{60};
/// A broker that still works on its lists when its time is over gets as much again, this often. It
/// reads ten thousand accounts in two seconds of a free processor, and in a minute of a busy one.
constexpr int more_time_max = 9;
/// Working is to have used this share of the time.
constexpr int working_share = 20;
/// Connections that may wait to be accepted; the system's own bound holds too.
constexpr int backlog = 4096;
/// Readable by the broker alone, which runs as our own user.
constexpr mode_t private_mode = 0600;

sockaddr_in socket_address(const std::string& address, std::uint16_t port) {
    sockaddr_in out{};
    out.sin_family = AF_INET;
    out.sin_port = htons(port);
    if (::inet_pton(AF_INET, address.c_str(), &out.sin_addr) != 1) {
        out.sin_addr.s_addr = htonl(INADDR_ANY);
    }
    return out;
}

base::Result<std::uint16_t> free_port(const std::string& address) {
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const base::ScopeExit close([&] { ::close(descriptor); });
    sockaddr_in wanted = socket_address(address, 0);
    socklen_t length = sizeof(wanted);
    if (descriptor < 0 ||
        ::bind(descriptor, reinterpret_cast<sockaddr*>(&wanted), sizeof(wanted)) != 0 ||
        ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&wanted), &length) != 0) {
        return base::fail(base::Fault::unavailable, "mqtt.no_free_port",
                          "Không tìm được cổng mạng trống cho máy chủ tin nhắn.",
                          "Found no free port for the broker.");
    }
    return ntohs(wanted.sin_port);
}

bool accepts(const std::string& listen_address, std::uint16_t port) {
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const base::ScopeExit close([&] { ::close(descriptor); });
    sockaddr_in address = socket_address(listen_address, port);
    if (address.sin_addr.s_addr == htonl(INADDR_ANY)) {
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    }
    return descriptor >= 0 &&
           ::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
}

/// Whether the process has a handler for SIGHUP yet; before that the signal would end it.
bool reloads_on_hangup(std::int64_t process) {
    std::ifstream status("/proc/" + std::to_string(process) + "/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("SigCgt:")) {
            const auto caught = std::strtoull(line.c_str() + 7, nullptr, 16);
            return (caught & (1ULL << (SIGHUP - 1))) != 0;
        }
    }
    return false;
}

/// Processor time that the process has used so far.
milliseconds time_used(std::int64_t process) {
    std::ifstream file("/proc/" + std::to_string(process) + "/schedstat");
    std::int64_t nanoseconds = 0;
    file >> nanoseconds;
    return std::chrono::duration_cast<milliseconds>(std::chrono::nanoseconds(nanoseconds));
}

std::string config_text(const BrokerSettings& settings, std::uint16_t device_port,
                        std::uint16_t local_port,
                        const std::optional<BrokerCertificate>& certificate) {
    const auto in = [&](const char* name) { return (settings.directory / name).string(); };
    std::string text = "# Written by nguon at each start; changes are lost.\n"
                       "per_listener_settings false\n"
                       "allow_anonymous false\n";
    text += "password_file " + in("passwords") + "\nacl_file " + in("access") + "\n";
    if (::geteuid() == 0) {
        // Started by root it would become another user, who cannot look into our private folders.
        // The packaged service runs as a user of its own, and so does its broker.
        text += "user root\n";
    }
    text += "persistence false\n"
            "max_packet_size 65536\n"
            // The server itself is the client that is meant: what does not fit into its queue is
            // thrown away, and an acknowledgement is said once. Ten thousand devices whose
            // emergency is cancelled say a hundred thousand things in three seconds (measured:
            // 50,000 is not enough). With fewer on their way at a time it waits for our answers
            // while the broker, a single thread, hears all devices first: at 10,000
            // acknowledgements of one emergency half a second.
            "max_inflight_messages 20000\n"
            "max_queued_messages 200000\n"
            "set_tcp_nodelay true\n"
            "log_dest stderr\nlog_timestamp false\n"
            "log_type error\nlog_type warning\nlog_type notice\n"
            "connection_messages false\n";
    text += "listener " + std::to_string(local_port) + " 127.0.0.1\n";
    text += "listener " + std::to_string(device_port) + " " + settings.listen_address + "\n";
    if (certificate) {
        text += "certfile " + certificate->certificate.string() + "\n";
        text += "keyfile " + certificate->private_key.string() + "\n";
        text += "tls_version tlsv1.2\n";
    }
    return text;
}

} // namespace

struct BrokerProcess::Inside {
    BrokerSettings settings;
    Tell tell;

    mutable std::mutex mutex;
    std::condition_variable changed;
    BrokerState state = BrokerState::stopped;
    std::uint16_t device_port = 0;
    std::uint16_t local_port = 0;
    std::optional<std::int64_t> process_id;
    bool stopping = false;
    bool gave_up = false; ///< it has not listened in the time of the first start
    bool reload = false;
    int wake = -1;
    std::thread supervisor;

    // Of the supervising thread alone.
    std::optional<ChildProcess> child;
    std::string unfinished_line;
    milliseconds wait = first_wait;
    SteadyTime started_at;

    [[nodiscard]] base::Result<void> prepare_folder() const {
        std::error_code error;
        std::filesystem::create_directories(settings.directory, error);
        if (error || ::chmod(settings.directory.c_str(), 0700) != 0) {
            return cannot_write_broker_file(settings.directory);
        }
        return {};
    }

    /// Its own copies, so that a half-renewed pair is never read.
    [[nodiscard]] base::Result<BrokerCertificate>
    own_copy(const BrokerCertificate& certificate) const {
        const BrokerCertificate copy{.certificate = settings.directory / "certificate.pem",
                                     .private_key = settings.directory / "private_key.pem"};
        for (const auto& [from, to] : {std::pair{certificate.certificate, copy.certificate},
                                       std::pair{certificate.private_key, copy.private_key}}) {
            std::ifstream file(from, std::ios::binary);
            if (!file) {
                return cannot_write_broker_file(from);
            }
            const std::string text{std::istreambuf_iterator<char>(file), {}};
            TRY(write_whole(to, text, private_mode));
        }
        return copy;
    }

    [[nodiscard]] base::Result<void> launch() {
        std::optional<BrokerCertificate> certificate;
        if (settings.issue_certificate) {
            TRY_ASSIGN(const BrokerCertificate issued, settings.issue_certificate());
            TRY_ASSIGN(certificate, own_copy(issued));
        }
        const auto config = settings.directory / "mosquitto.conf";
        TRY(write_whole(config, config_text(settings, device_port, local_port, certificate),
                        private_mode));
        TRY_ASSIGN(auto started, ChildProcess::start(settings.program, {"-c", config.string()}));
        child.emplace(std::move(started));
        started_at = std::chrono::steady_clock::now();
        return {};
    }

    void become_state(BrokerState next, const base::Message& message) {
        {
            const std::lock_guard lock(mutex);
            state = next;
            process_id = child ? std::optional<std::int64_t>(child->process_id()) : std::nullopt;
        }
        changed.notify_all();
        tell(next, message);
    }

    void pass_on_output() {
        std::array<char, 4096> buffer{};
        while (child) {
            const ssize_t count = ::read(child->output_descriptor(), buffer.data(), buffer.size());
            if (count <= 0) {
                return;
            }
            unfinished_line.append(buffer.data(), static_cast<std::size_t>(count));
            for (std::size_t end = 0; (end = unfinished_line.find('\n')) != std::string::npos;) {
                spdlog::info("broker: {}", unfinished_line.substr(0, end));
                unfinished_line.erase(0, end + 1);
            }
        }
    }

    /// Sleeps until something happens or `time_max` is over.
    void wait_for_events(milliseconds time_max) {
        std::array<pollfd, 3> events{{{.fd = wake, .events = POLLIN, .revents = 0},
                                      {.fd = -1, .events = POLLIN, .revents = 0},
                                      {.fd = -1, .events = POLLIN, .revents = 0}}};
        if (child) {
            events[1].fd = child->ended_descriptor();
            events[2].fd = child->output_descriptor();
        }
        ::poll(events.data(), events.size(), static_cast<int>(time_max.count()));
        if ((events[0].revents & POLLIN) != 0) {
            std::uint64_t count = 0;
            (void)!::read(wake, &count, sizeof(count));
        }
        pass_on_output();
    }

    [[nodiscard]] bool take_reload() {
        const std::lock_guard lock(mutex);
        return std::exchange(reload, false);
    }

    [[nodiscard]] bool must_stop() const {
        const std::lock_guard lock(mutex);
        return stopping;
    }

    /// Waits until both listeners accept; false when it ended before, or does nothing.
    [[nodiscard]] bool wait_until_it_listens() {
        auto deadline = std::chrono::steady_clock::now() + settings.start_time_max;
        milliseconds used{0};
        int more_time = 0;
        while (!must_stop()) {
            if (child->try_reap()) {
                return false;
            }
            if (accepts("127.0.0.1", local_port) && accepts(settings.listen_address, device_port) &&
                reloads_on_hangup(child->process_id())) {
                return true;
            }
            if (std::chrono::steady_clock::now() >= deadline) {
                const milliseconds before = std::exchange(used, time_used(child->process_id()));
                const bool works = used - before >= settings.start_time_max / working_share;
                if (!works || ++more_time > more_time_max) {
                    return false;
                }
                deadline += settings.start_time_max;
            }
            wait_for_events(milliseconds(10));
        }
        return false;
    }

    /// One life of the process; returns why it ended, or nothing when we are to stop.
    [[nodiscard]] std::optional<std::string> live() {
        if (auto launched = launch(); !launched) {
            return launched.error().message.en;
        }
        if (!wait_until_it_listens()) {
            pass_on_output();
            return must_stop() ? std::nullopt : std::optional<std::string>("never listened");
        }
        if (take_reload()) {
            child->signal(SIGHUP); // written after its first reading
        }
        if (widen_listen_backlog(child->process_id(), backlog) == 0) {
            spdlog::info(
                "broker: a hundred connections may wait at once, the system allows no more");
        }
        become_state(BrokerState::running, {"Máy chủ tin nhắn đã chạy.", "The broker runs."});
        while (!must_stop()) {
            wait_for_events(milliseconds(60'000));
            if (take_reload()) {
                child->signal(SIGHUP);
            }
            if (auto ended = child->try_reap()) {
                pass_on_output();
                return ended;
            }
        }
        return std::nullopt;
    }

    void end_child() {
        if (!child) {
            return;
        }
        child->signal(SIGTERM);
        const auto deadline = std::chrono::steady_clock::now() + seconds(3);
        while (child->process_id() > 0 && !child->try_reap() &&
               std::chrono::steady_clock::now() < deadline) {
            wait_for_events(milliseconds(50));
        }
        child.reset();
    }

    void supervise() {
        const auto begun_at = std::chrono::steady_clock::now();
        while (!must_stop()) {
            const auto why = live();
            end_child();
            if (std::chrono::steady_clock::now() - begun_at >= settings.start_time_max) {
                const std::lock_guard lock(mutex);
                gave_up = true; // means nothing once the start has returned
            }
            if (!why) {
                break;
            }
            if (std::chrono::steady_clock::now() - started_at > well_after) {
                wait = first_wait;
            }
            become_state(BrokerState::restarting,
                         {"Máy chủ tin nhắn đã dừng (" + *why + "), sẽ khởi động lại.",
                          "The broker ended (" + *why + ") and will be started again."});
            const auto until = std::chrono::steady_clock::now() + wait;
            while (!must_stop() && std::chrono::steady_clock::now() < until) {
                wait_for_events(std::chrono::duration_cast<milliseconds>(
                                    until - std::chrono::steady_clock::now()) +
                                milliseconds(1));
            }
            wait = std::min(wait * 2, longest_wait);
        }
        become_state(BrokerState::stopped, {"Máy chủ tin nhắn đã tắt.", "The broker is stopped."});
    }

    void nudge() const {
        const std::uint64_t one = 1;
        (void)!::write(wake, &one, sizeof(one));
    }
};

BrokerProcess::BrokerProcess(BrokerSettings settings, Tell tell)
    : inside_(std::make_unique<Inside>()) {
    inside_->settings = std::move(settings);
    inside_->tell = std::move(tell);
    inside_->wake = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}

BrokerProcess::~BrokerProcess() {
    stop();
    ::close(inside_->wake);
}

base::Result<void> BrokerProcess::start(const AccessRules& rules) {
    Inside& inside = *inside_;
    TRY(inside.prepare_folder());
    TRY(write_rules(inside.settings.directory, rules, private_mode));
    inside.device_port = inside.settings.device_port;
    inside.local_port = inside.settings.local_port;
    if (inside.device_port == 0) {
        TRY_ASSIGN(inside.device_port, free_port(inside.settings.listen_address));
    }
    if (inside.local_port == 0) {
        TRY_ASSIGN(inside.local_port, free_port("127.0.0.1"));
    }
    inside.stopping = false;
    inside.gave_up = false;
    // The supervising thread starts the child: the kernel ties the child's life to that thread's.
    inside.supervisor = std::thread([&inside] { inside.supervise(); });
    std::unique_lock lock(inside.mutex);
    inside.changed.wait(lock,
                        [&] { return inside.state == BrokerState::running || inside.gave_up; });
    if (inside.state != BrokerState::running) {
        lock.unlock();
        stop();
        return base::fail(base::Fault::unavailable, "mqtt.broker_not_started",
                          "Máy chủ tin nhắn (mosquitto) không khởi động được. Hãy xem nhật ký, "
                          "các dòng bắt đầu bằng \"broker:\".",
                          "The broker (mosquitto) did not start. See the log lines that begin with "
                          "\"broker:\".");
    }
    return {};
}

void BrokerProcess::stop() {
    {
        const std::lock_guard lock(inside_->mutex);
        inside_->stopping = true;
    }
    inside_->nudge();
    if (inside_->supervisor.joinable()) {
        inside_->supervisor.join();
    }
}

base::Result<void> BrokerProcess::apply(const AccessRules& rules) {
    {
        // Under the lock, so that of two calls the later rules are also written later.
        const std::lock_guard lock(inside_->mutex);
        TRY(write_rules(inside_->settings.directory, rules, private_mode));
        inside_->reload = true;
    }
    inside_->nudge();
    return {};
}

BrokerState BrokerProcess::state() const {
    const std::lock_guard lock(inside_->mutex);
    return inside_->state;
}

std::uint16_t BrokerProcess::device_port() const {
    return inside_->device_port;
}

std::uint16_t BrokerProcess::local_port() const {
    return inside_->local_port;
}

std::optional<std::int64_t> BrokerProcess::process_id() const {
    const std::lock_guard lock(inside_->mutex);
    return inside_->process_id;
}

} // namespace mqtt
