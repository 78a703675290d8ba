#pragma once

#include <algorithm>
#include <chrono>

namespace http {

/// When the connections of one I/O thread must be looked at next: no later than the soonest of
/// their deadlines. One that has moved away costs a look in vain; ten thousand listeners without
/// any cost nothing, where a look at each of them twenty times a second was a sixth of all work.
class NextDeadline {
public:
    using Time = std::chrono::steady_clock::time_point;

    void bring_forward(Time to) { at_ = std::min(at_, to); }
    /// True when it is time; then each connection brings it forward to its own deadline again.
    [[nodiscard]] bool take(Time now) {
        if (now < at_) {
            return false;
        }
        at_ = Time::max();
        return true;
    }

private:
    Time at_ = Time::max();
};

} // namespace http
