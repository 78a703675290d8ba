#include "broadcast/test_tone.hpp"

#include "base/try.hpp"
#include "broadcast/command_draft.hpp"
#include "broadcast/order_sound.hpp"
#include "broadcast/play_guard.hpp"
#include "broadcast/standing_sound.hpp"
#include "devices/device_list.hpp"
#include "rights/policy.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace broadcast {

namespace {

constexpr std::array tones_hz{440.0, 1'000.0, 2'500.0};
constexpr double tone_seconds = 0.7;
constexpr double gap_seconds = 0.3;
constexpr double fade_seconds = 0.03; // a tone that begins at once would click
constexpr double level = 10'000.0;

base::Result<devices::Device> find_in_use(storage::Connection& connection, const DeviceId& id) {
    auto found = devices::select_targets(connection, {.devices = {id}});
    if (found.empty()) {
        return base::fail(base::Fault::invalid, "broadcast.no_targets",
                          "Cụm loa này chưa nối máy hoặc đã ngừng dùng.",
                          "This cluster is not connected yet or not in use any more.");
    }
    return std::move(found.front());
}

base::Result<device_protocol::ManifestItem> find_tone(storage::Connection& connection) {
    auto tone = find_standing_sound(connection, test_tone_sound);
    if (!tone) {
        return base::fail(
            base::Fault::unavailable, "broadcast.no_test_tone",
            "Máy chủ vừa khởi động, tiếng thử chưa sẵn sàng. Hãy thử lại sau một phút.",
            "The server has just started and the test tone is not ready yet. Try "
            "again in a minute.");
    }
    return std::move(*tone);
}

} // namespace

std::vector<std::int16_t> test_tone_samples() {
    constexpr auto step = static_cast<std::size_t>((tone_seconds + gap_seconds) * test_tone_rate);
    constexpr auto sounding = static_cast<std::size_t>(tone_seconds * test_tone_rate);
    std::vector<std::int16_t> samples(step * tones_hz.size(), 0);
    for (std::size_t tone = 0; tone < tones_hz.size(); ++tone) {
        for (std::size_t i = 0; i < sounding; ++i) {
            const double at = static_cast<double>(i) / test_tone_rate;
            const double edge =
                std::min({1.0, at / fade_seconds, (tone_seconds - at) / fade_seconds});
            samples[tone * step + i] = static_cast<std::int16_t>(
                level * edge * std::sin(2 * std::numbers::pi * tones_hz.at(tone) * at));
        }
    }
    return samples;
}

base::Result<Ordered> order_test_tone(BroadcastDesk& desk, const rights::Actor& actor,
                                      const TestToneOrder& order) {
    TRY(check_percent(order.volume_percent));
    Ordered ordered;
    auto stored = desk.database.write([&](storage::Transaction& transaction) -> base::Result<void> {
        TRY_ASSIGN(const devices::Device device, find_in_use(transaction, order.device));
        TRY(rights::require(actor, rights::Permission::operate_devices, device.details.area));
        TRY_ASSIGN(auto tone, find_tone(transaction));
        const base::Instant at = desk.clock.now() + lead_time;
        TRY(desk.guard.may_sound(device.details.area, BroadcastClass::ordinary, at,
                                 tone.duration_ms));
        TRY_ASSIGN(ordered, store_sound(desk, transaction, actor,
                                        {.title = std::string(test_tone_title),
                                         .items = {std::move(tone)},
                                         .at = at,
                                         .expires_at = at + test_tone_life,
                                         .devices = {order.device},
                                         .volume_percent = order.volume_percent}));
        return {};
    });
    TRY(std::move(stored));
    announce_order(desk, ordered);
    return ordered;
}

} // namespace broadcast
