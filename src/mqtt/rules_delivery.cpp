#include "mqtt/rules_delivery.hpp"

#include "base/try.hpp"
#include "mqtt/broker_files.hpp"
#include "mqtt/child_process.hpp"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <mutex>
#include <thread>

#include <poll.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

namespace mqtt {

namespace {

using std::chrono::milliseconds;
using Steady = std::chrono::steady_clock;

constexpr milliseconds longest_wait{60'000};
constexpr milliseconds look_at_stop{100};
constexpr std::size_t output_max = 2'000;
/// Readable by the broker's group, which the folder gives.
constexpr mode_t rules_mode = 0640;

void append_output(const ChildProcess& child, std::string& output) {
    std::array<char, 512> buffer{};
    ssize_t count = 0;
    while ((count = ::read(child.output_descriptor(), buffer.data(), buffer.size())) > 0) {
        output.append(buffer.data(), static_cast<std::size_t>(count));
        output.resize(std::min(output.size(), output_max));
    }
}

} // namespace

struct RulesDelivery::Inside {
    RulesDeliverySettings settings;
    mutable std::mutex mutex;
    mutable std::condition_variable changed;
    std::uint64_t written = 0;   ///< how often the files were written
    std::uint64_t delivered = 0; ///< of these, how many the broker has seen
    std::string failure;
    bool stopping = false;
    std::thread worker;

    [[nodiscard]] bool must_stop() const {
        const std::lock_guard lock(mutex);
        return stopping;
    }

    /// What went wrong, or nothing.
    [[nodiscard]] std::string run_command() {
        const std::vector<std::string> arguments(settings.command.begin() + 1,
                                                 settings.command.end());
        auto child = ChildProcess::start(settings.command.front(), arguments);
        if (!child) {
            return child.error().message.en;
        }
        std::string output;
        const auto deadline = Steady::now() + settings.command_time_max;
        while (!must_stop() && Steady::now() < deadline) {
            pollfd ended{.fd = child->ended_descriptor(), .events = POLLIN, .revents = 0};
            ::poll(&ended, 1, static_cast<int>(look_at_stop.count()));
            append_output(*child, output);
            if (const auto how = child->try_reap()) {
                append_output(*child, output);
                return *how == "exit 0" ? std::string() : *how + " " + output;
            }
        }
        return "not ended in time " + output;
    }

    void note_outcome(std::uint64_t version, const std::string& problem) {
        const std::lock_guard lock(mutex);
        if (problem.empty()) {
            delivered = version;
            if (!failure.empty()) {
                spdlog::info("broker: the access list is delivered again");
            }
        } else if (failure.empty() && !stopping) {
            spdlog::error("broker: the access list is not delivered, a revoked device may still "
                          "be connected: {}",
                          problem);
        }
        failure = problem;
        changed.notify_all();
    }

    void work() {
        milliseconds wait = settings.first_wait;
        while (true) {
            std::uint64_t version = 0;
            {
                std::unique_lock lock(mutex);
                changed.wait(lock, [&] { return stopping || written > delivered; });
                if (stopping) {
                    return;
                }
                version = written;
            }
            const std::string problem = run_command();
            note_outcome(version, problem);
            if (problem.empty()) {
                wait = settings.first_wait;
                continue;
            }
            std::unique_lock lock(mutex);
            changed.wait_for(lock, wait, [&] { return stopping; });
            wait = std::min(wait * 2, longest_wait);
        }
    }
};

RulesDelivery::RulesDelivery(RulesDeliverySettings settings) : inside_(std::make_unique<Inside>()) {
    inside_->settings = std::move(settings);
    inside_->worker = std::thread([inside = inside_.get()] { inside->work(); });
}

RulesDelivery::~RulesDelivery() {
    stop();
}

base::Result<void> RulesDelivery::apply(const AccessRules& rules) {
    std::error_code error;
    std::filesystem::create_directories(inside_->settings.folder, error);
    {
        // Under the lock, so that of two calls the later rules are also written later.
        const std::lock_guard lock(inside_->mutex);
        TRY(write_rules(inside_->settings.folder, rules, rules_mode));
        ++inside_->written;
    }
    inside_->changed.notify_all();
    return {};
}

void RulesDelivery::stop() {
    {
        const std::lock_guard lock(inside_->mutex);
        inside_->stopping = true;
    }
    inside_->changed.notify_all();
    if (inside_->worker.joinable()) {
        inside_->worker.join();
    }
}

base::Result<void> RulesDelivery::delivered(milliseconds patience) const {
    std::unique_lock lock(inside_->mutex);
    const std::uint64_t wanted = inside_->written;
    if (inside_->changed.wait_for(lock, patience, [&] { return inside_->delivered >= wanted; })) {
        return {};
    }
    return base::fail(
        base::Fault::unavailable, "mqtt.rules_not_delivered",
        "Danh sách thiết bị được phép chưa tới được máy chủ tin nhắn: thiết bị vừa bị "
        "thu hồi có thể vẫn còn kết nối. " +
            inside_->failure,
        "The access list has not reached the broker: a device that was just revoked "
        "may still be connected. " +
            inside_->failure);
}

} // namespace mqtt
