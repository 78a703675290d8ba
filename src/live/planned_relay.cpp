#include "live/planned_relay.hpp"

#include "broadcast/why_words.hpp"
#include "schedule/planned_runs.hpp"

#include <algorithm>
#include <iterator>
#include <map>

namespace live {

using broadcast::WhyCode;

namespace {

bool may_begin(base::Instant until, base::Instant now) {
    return until - now >= schedule::relay_least;
}

bool broke_off(const Session& session, base::Instant now) {
    if (session.state != SessionState::ended || !session.plan || !session.ended_at) {
        return false;
    }
    return session.end_reason == EndReason::server_restarted ||
           (session.end_reason == EndReason::source_lost &&
            now - *session.ended_at >= station_again_after);
}

} // namespace

RelayStep next_step(const broadcast::WaitingRelay& waiting, bool is_cancelled, base::Instant now) {
    std::map<base::Instant, RelayStart> starts;
    std::map<WhyCode, std::vector<DeviceId>> misses;
    for (const broadcast::WaitingDevice& device : waiting.devices) {
        if (now < device.at) {
            continue;
        }
        if (is_cancelled) {
            misses[WhyCode::programme_cancelled].push_back(device.id);
        } else if (may_begin(device.until, now)) {
            RelayStart& start =
                starts.try_emplace(device.until, RelayStart{{}, device.at, device.until})
                    .first->second;
            start.at = std::min(start.at, device.at);
            start.devices.push_back(device.id);
        } else {
            misses[broadcast::why_code(device.code).value_or(WhyCode::server_down)].push_back(
                device.id);
        }
    }
    RelayStep step;
    for (auto& [_, start] : starts) {
        step.starts.push_back(std::move(start));
    }
    for (auto& [code, devices] : misses) {
        step.misses.push_back({code, std::move(devices)});
    }
    return step;
}

std::vector<TakeUp> to_take_up(const std::vector<Session>& sessions, base::Instant now) {
    std::vector<TakeUp> found;
    for (auto one = sessions.begin(); one != sessions.end(); ++one) {
        if (!broke_off(*one, now) || !may_begin(one->ends_by, now)) {
            continue;
        }
        std::vector<DeviceId> left = one->devices;
        for (auto later = std::next(one); later != sessions.end(); ++later) {
            if (later->plan && later->plan->run == one->plan->run) {
                std::vector<DeviceId> rest;
                std::ranges::set_difference(left, later->devices, std::back_inserter(rest));
                left = std::move(rest);
            }
        }
        if (!left.empty()) {
            found.push_back({one->id, std::move(left)});
        }
    }
    return found;
}

} // namespace live
