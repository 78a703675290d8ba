#include "base/clock.hpp"

namespace base {

Instant SystemClock::now() const {
    const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
    return Instant{std::chrono::duration_cast<Millis>(since_epoch).count()};
}

} // namespace base
