#include "player/capture.hpp"

#include "player/opus_pages.hpp"
#include "player/sound_output.hpp"

#include <spdlog/spdlog.h>

#include <array>
#include <utility>

namespace player {

namespace {

constexpr std::chrono::milliseconds pause_after_failure{1'000};

base::Instant now() {
    return {system_microseconds() / 1'000};
}

} // namespace

Capture::Capture(std::unique_ptr<SoundInput> input) : input_(std::move(input)) {
    if (input_) {
        thread_ = std::thread([this] { run(); });
    }
}

Capture::~Capture() {
    {
        const std::lock_guard lock(mutex_);
        quitting_ = true;
        cancel_ = true;
    }
    changed_.notify_one();
    if (thread_.joinable()) {
        thread_.join();
    }
}

void Capture::begin(HttpServer server, const std::string& session, base::Instant until) {
    {
        const std::lock_guard lock(mutex_);
        next_ = Wanted{std::move(server), "/device/v1/live/" + session + "/sound", until};
        cancel_ = true;
    }
    changed_.notify_one();
}

void Capture::run() {
    while (true) {
        std::optional<Wanted> wanted;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [this] { return next_ || quitting_; });
            if (quitting_) {
                return;
            }
            wanted = std::exchange(next_, std::nullopt);
            cancel_ = false;
        }
        while (!cancel_ && now() < wanted->until && send(*wanted)) {
            pause();
        }
    }
}

void Capture::pause() {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, pause_after_failure, [this] { return next_ || quitting_; });
}

bool Capture::send(const Wanted& wanted) {
    if (const auto opened = input_->open(); !opened) {
        spdlog::warn("{}", opened.error().message.en);
        return true;
    }
    OpusPages pages;
    std::string head = pages.head();
    const auto next = [&]() -> std::optional<std::string> {
        if (!head.empty()) {
            return std::exchange(head, {});
        }
        std::array<std::int16_t, capture_frames> frames{};
        while (!cancel_ && now() < wanted.until) {
            if (const auto captured = input_->read(frames); !captured) {
                spdlog::warn("{}", captured.error().message.en);
                return std::nullopt;
            }
            if (auto page = pages.add(frames)) {
                return page;
            }
        }
        return std::nullopt;
    };
    const auto status = http_send(wanted.server, wanted.path, "audio/ogg", next, cancel_);
    input_->close();
    if (!status) {
        spdlog::info("capture: {}", status.error().message.en);
        return true;
    }
    // The session is over, or was never for this device.
    return *status < 400 || *status >= 500;
}

} // namespace player
