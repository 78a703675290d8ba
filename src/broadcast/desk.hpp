#pragma once

#include "base/clock.hpp"
#include "base/random.hpp"
#include "keys/signers.hpp"
#include "storage/database.hpp"

#include <functional>
#include <string>

namespace http {
class EventHub;
}

namespace broadcast {

class PlayGuard;

/// What the use cases and the dispatcher's steps need. All must outlive every call.
struct BroadcastDesk {
    storage::Database& database;
    base::Clock& clock;
    base::Random& random;
    http::EventHub& events;
    PlayGuard& guard;
    const keys::Signers& signers;
    std::string node; ///< id of this server, in what it signs
    /// Wakes the dispatcher after a commit; it would also find the rows by itself within a second.
    std::function<void()> wake = [] {};
};

} // namespace broadcast
