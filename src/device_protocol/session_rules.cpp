#include "device_protocol/session_rules.hpp"

#include <algorithm>

namespace device_protocol {

Incarnation compare_incarnation(std::int64_t known, std::int64_t told) {
    if (told == known) {
        return Incarnation::current;
    }
    return told > known ? Incarnation::newer : Incarnation::older;
}

base::Instant lease_until(base::Instant heard_at, std::int32_t heartbeat_s) {
    return heard_at + base::Millis(std::int64_t{heartbeat_s} * 1500);
}

EventIntake take_events(EventPosition known, std::int64_t epoch, std::int64_t first_kept,
                        const std::vector<std::int64_t>& numbers) {
    EventIntake intake{known, {}, 0, false};
    if (epoch < known.epoch) {
        return intake;
    }
    if (epoch > known.epoch) {
        intake.position = {epoch, 0};
    }
    std::int64_t& stored = intake.position.n;
    if (first_kept > stored + 1) {
        intake.lost = first_kept - 1 - stored;
        stored = first_kept - 1;
    }
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        if (numbers[i] <= stored) {
            continue;
        }
        if (numbers[i] != stored + 1) {
            intake.ask_again = true;
            break;
        }
        intake.fresh.push_back(i);
        stored = numbers[i];
    }
    return intake;
}

namespace {

base::Millis part_of(base::Millis span, std::uint64_t random) {
    const auto whole = static_cast<std::uint64_t>(span.count());
    return base::Millis(static_cast<std::int64_t>(random % (whole + 1)));
}

} // namespace

base::Millis reconnect_wait(ConnectEnd end, std::int32_t failures, std::int32_t retry_s,
                            std::uint64_t random) {
    using std::chrono::seconds;
    constexpr base::Millis first_window = seconds(30);
    constexpr base::Millis longest_window = seconds(300);
    if (end == ConnectEnd::first) {
        return part_of(first_window, random);
    }
    if (end == ConnectEnd::told_to_wait) {
        const base::Millis told = seconds(std::clamp(retry_s, 1, 86'400));
        return told + part_of(told / 2, random);
    }
    base::Millis window = std::chrono::milliseconds(1000);
    for (std::int32_t i = 0; i < failures && window < longest_window; ++i) {
        window *= 2;
    }
    const base::Millis jitter = part_of(std::min(window, longest_window), random);
    if (end == ConnectEnd::unavailable) {
        return seconds(60) + jitter;
    }
    if (end == ConnectEnd::not_allowed) {
        return longest_window + jitter;
    }
    return jitter;
}

base::Millis hello_wait(std::int32_t said, std::uint64_t random) {
    using std::chrono::seconds;
    const base::Millis span =
        std::min<base::Millis>(seconds(10) * (1 << std::clamp(said - 1, 0, 3)), seconds(60));
    return span / 2 + part_of(span / 2, random);
}

} // namespace device_protocol
