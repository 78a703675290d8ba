#pragma once

#include "alarms/given_up.hpp"
#include "rights/actor.hpp"

#include <functional>

namespace alarms {

/// Newest first, made before `after`.
struct GivenUpFilter {
    std::vector<area::AreaPath> visible; ///< alarms within one of these; none lists nothing
    std::optional<NoticeId> after;
    unsigned limit = 50;
};

/// Messages that were given up. Safe to call from any worker thread; every method may fail with
/// Fault::unavailable.
class GivenUpNotices {
public:
    virtual ~GivenUpNotices() = default;
    [[nodiscard]] virtual base::Result<std::vector<GivenUpNotice>>
    list(const GivenUpFilter& filter) = 0;
    /// Reads it, asks `decide`, and writes what that says with its audit entry, all in one
    /// transaction. `alarms.no_such_notice` when it is not given up, or no more. `decide` may run
    /// more than once, so it has no other effects; its refusal changes nothing.
    [[nodiscard]] virtual base::Result<void>
    settle(const NoticeId& id, const rights::Actor& actor,
           const std::function<base::Result<Settling>(const GivenUpNotice&)>& decide) = 0;
};

} // namespace alarms
