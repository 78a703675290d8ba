#include "live/talk_backs.hpp"

#include "base/try.hpp"

#include <utility>

namespace live {

namespace {

/// A public place: what is heard there is not kept.
OnAirOptions unrecorded(OnAirOptions options) {
    options.recordings.clear();
    return options;
}

} // namespace

void MonitorMeter::take(const Level& level, base::Instant now) {
    const std::lock_guard lock(mutex_);
    level_ = level;
    hearing_.take(level.rms_db, now);
}

MonitorMeter::Reading MonitorMeter::read(base::Instant now) const {
    constexpr base::Millis fresh{1'000};
    const std::lock_guard lock(mutex_);
    const auto came = hearing_.came_at();
    return {.level = came && now - *came < fresh ? level_ : Level(),
            .sounding = hearing_.sounding_since(now).has_value(),
            .heard_at = hearing_.heard_at()};
}

TalkBacks::TalkBacks(OnAir::Parts parts, OnAirOptions options)
    : parts_(std::move(parts)), options_(unrecorded(std::move(options))) {}

TalkBacks::Running TalkBacks::make(const TalkBack& talk_back) const {
    auto meter = std::make_shared<MonitorMeter>();
    OnAir::Parts parts = parts_;
    parts.on_level = [meter, &clock = parts_.clock, tell = parts_.on_level](const SessionId& id,
                                                                            const Level& level) {
        meter->take(level, clock.now());
        tell(id, level);
    };
    auto on_air =
        std::make_shared<OnAir>(talk_back.id, std::vector<DeviceId>(), std::move(parts), options_);
    return {talk_back, std::move(on_air), std::move(meter)};
}

base::Result<void> TalkBacks::open(const TalkBack& talk_back) {
    const std::lock_guard lock(mutex_);
    std::vector<TalkBack> others;
    for (const auto& [_, other] : talk_backs_) {
        others.push_back(other.talk_back);
    }
    TRY(admit(others, talk_back));
    const auto found = talk_backs_.find(talk_back.id);
    if (found == talk_backs_.end()) {
        talk_backs_.emplace(talk_back.id, make(talk_back));
    } else {
        found->second.talk_back = talk_back; // the transaction around it was begun again
    }
    return {};
}

void TalkBacks::drop(const SessionId& id) {
    std::map<SessionId, Running>::node_type dropped; // gone after the lock
    const std::lock_guard lock(mutex_);
    dropped = talk_backs_.extract(id);
}

void TalkBacks::keep(const SessionId& id, base::Instant now) {
    const std::lock_guard lock(mutex_);
    const auto found = talk_backs_.find(id);
    if (found != talk_backs_.end()) {
        found->second.talk_back.kept_at = now;
    }
}

std::optional<TalkBacks::Running> TalkBacks::end(const SessionId& id, TalkBackEnd reason,
                                                 base::Instant now) {
    const std::lock_guard lock(mutex_);
    const auto found = talk_backs_.find(id);
    if (found == talk_backs_.end() || found->second.talk_back.ended_at) {
        return std::nullopt;
    }
    Running& one = found->second;
    one.talk_back.ended_at = now;
    one.talk_back.end_reason = reason;
    return Running{one.talk_back, std::exchange(one.on_air, nullptr), one.meter};
}

std::optional<TalkBacks::Running> TalkBacks::find(const SessionId& id) const {
    const std::lock_guard lock(mutex_);
    const auto found = talk_backs_.find(id);
    return found == talk_backs_.end() ? std::nullopt : std::optional(found->second);
}

std::vector<TalkBacks::Running> TalkBacks::running() const {
    const std::lock_guard lock(mutex_);
    std::vector<Running> found;
    for (const auto& [_, one] : talk_backs_) {
        if (!one.talk_back.ended_at) {
            found.push_back(one);
        }
    }
    return found;
}

void TalkBacks::forget(base::Instant now) {
    const std::lock_guard lock(mutex_);
    std::erase_if(talk_backs_, [&](const auto& entry) {
        const auto& ended = entry.second.talk_back.ended_at;
        return ended && now - *ended >= talk_back_remembered;
    });
}

void TalkBacks::tick() {
    for (const Running& one : running()) {
        one.on_air->tick();
    }
}

} // namespace live
