#include "player/live_receiver.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <random>

namespace player {

namespace {

/// The server shows that it is alive every two seconds.
constexpr std::chrono::seconds silence_max{6};
constexpr std::chrono::milliseconds longest_pause{3'000};

} // namespace

LiveReceiver::LiveReceiver(HttpServer server, std::string path, LivePackets& packets)
    : server_(std::move(server)), path_(std::move(path)), packets_(packets),
      thread_([this] { run(); }) {}

LiveReceiver::~LiveReceiver() {
    stopping_ = true;
    thread_.join();
}

void LiveReceiver::run() {
    while (!stopping_ && listen()) {
        if (packets_.end()) {
            return;
        }
        pause();
    }
}

bool LiveReceiver::listen() {
    const auto after = packets_.newest();
    const std::string path = after ? path_ + "?after=" + std::to_string(*after) : path_;
    device_protocol::LiveFrameReader reader;
    const auto take = [&](std::string_view bytes) {
        auto frames = reader.put(bytes);
        if (!frames) {
            spdlog::warn("live: {}", frames.error().message.en);
            return false;
        }
        failures_ = 0;
        for (device_protocol::LiveFrame& frame : *frames) {
            packets_.put(std::move(frame));
        }
        return true;
    };
    const auto status = http_follow(server_, path, take, silence_max, stopping_);
    if (!status) {
        spdlog::info("live: {}", status.error().message.en);
        return true;
    }
    if (*status == 404 || *status == 401) {
        // It is over, was never for this device, or nothing is any more.
        packets_.finish();
        return false;
    }
    return true;
}

/// Short at first, because every second is heard; with chance, because all devices of a commune
/// lose the line in one instant.
void LiveReceiver::pause() {
    const auto window =
        std::min(std::chrono::milliseconds(200) * (1 << std::min(failures_++, 4)), longest_pause);
    thread_local std::minstd_rand chance{std::random_device{}()};
    std::uniform_int_distribution<std::int64_t> part(window.count() / 4, window.count());
    const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(part(chance));
    while (!stopping_ && std::chrono::steady_clock::now() < until) {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
}

} // namespace player
