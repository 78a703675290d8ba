#pragma once

#include "broadcast/delivery_record.hpp"
#include "devices/device.hpp"
#include "rights/actor.hpp"

#include <vector>

/// An emergency is ended by who may end it, never by an ordinary stop of somebody else.
namespace broadcast {

/// `stop_everything` or `raise_emergency` over all that it was raised for.
[[nodiscard]] bool may_end_emergency(const rights::Actor& actor, const area::AreaPath& area);

[[nodiscard]] base::Failure refuse_to_end_emergency();

/// Takes the devices away on which an emergency sounds, or is about to, that the actor may not
/// end. Gives how many. Reads in the caller's transaction.
[[nodiscard]] std::size_t spare_emergencies(storage::Connection& connection,
                                            const rights::Actor& actor,
                                            std::vector<devices::Device>& targets,
                                            base::Instant now);

} // namespace broadcast
