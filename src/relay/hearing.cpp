#include "relay/hearing.hpp"

namespace relay {

void Hearing::take(double level_db, base::Instant at) {
    // A hole in what comes is a silence too.
    const bool hole = came_at_ && at - *came_at_ > rules_.pause_max;
    came_at_ = at;
    if (hole) {
        loud_ = false;
        loud_windows_ = 0;
    }
    if (level_db >= rules_.sound_above_db) {
        loud_ = true;
    } else if (level_db < rules_.silent_below_db) {
        loud_ = false;
    }
    loud_windows_ = loud_ ? loud_windows_ + 1 : 0;
    if (loud_windows_ * window < rules_.noise_min) {
        return;
    }
    if (!heard_at_ || at - *heard_at_ > rules_.pause_max) {
        since_ = at;
    }
    heard_at_ = at;
}

std::optional<base::Instant> Hearing::sounding_since(base::Instant now) const {
    if (!heard_at_ || now - *heard_at_ > rules_.pause_max) {
        return std::nullopt;
    }
    return since_;
}

} // namespace relay
