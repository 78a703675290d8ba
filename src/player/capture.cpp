#include "player/capture.hpp"

#include "player/opus_pages.hpp"
#include "player/sound_output.hpp"

#include <spdlog/spdlog.h>

#include <array>

namespace player {

namespace {

constexpr std::chrono::milliseconds pause_after_failure{1'000};
constexpr std::chrono::milliseconds look_every{20};

base::Instant now() {
    return {system_microseconds() / 1'000};
}

} // namespace

void Capture::begin(HttpServer server, const std::string& session, base::Instant until) {
    stop();
    stopping_ = false;
    thread_ = std::thread([this, server = std::move(server),
                           path = "/device/v1/live/" + session + "/sound",
                           until] { run(server, path, until); });
}

void Capture::stop() {
    stopping_ = true;
    if (thread_.joinable()) {
        thread_.join();
    }
}

void Capture::run(const HttpServer& server, const std::string& path, base::Instant until) {
    while (!stopping_ && now() < until && send(server, path, until)) {
        const auto again = std::chrono::steady_clock::now() + pause_after_failure;
        while (!stopping_ && std::chrono::steady_clock::now() < again) {
            std::this_thread::sleep_for(look_every);
        }
    }
}

bool Capture::send(const HttpServer& server, const std::string& path, base::Instant until) {
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
        while (!stopping_ && now() < until) {
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
    const auto status = http_send(server, path, "audio/ogg", next, stopping_);
    input_->close();
    if (!status) {
        spdlog::info("capture: {}", status.error().message.en);
        return true;
    }
    // The session is over, or was never for this device.
    return *status < 400 || *status >= 500;
}

} // namespace player
