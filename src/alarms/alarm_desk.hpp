#pragma once

#include "alarms/alarm_store.hpp"
#include "base/clock.hpp"
#include "base/random.hpp"

namespace http {
class EventHub;
}

namespace alarms {

/// What the use cases of alarms work with. All must outlive it.
struct AlarmDesk {
    AlarmUnitOfWork& work;
    AlarmStore& store;
    const base::Clock& clock;
    base::Random& random;
    http::EventHub& events;
};

/// What an operator sets.
struct AlarmRules {
    base::Millis escalate_after = std::chrono::minutes(30);
    bool mail_is_set_up = false;
    /// Web hooks may go to private addresses and by http://, for a system in the same house.
    bool private_web_hooks = false;
};

} // namespace alarms
