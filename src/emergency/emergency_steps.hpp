#pragma once

#include "broadcast/order_sound.hpp"
#include "emergency/emergency_desk.hpp"
#include "emergency/emergency_record.hpp"

#include <functional>
#include <string_view>
#include <vector>

/// What use cases of people and the job have in common: one step of one emergency is one
/// transaction with its commands, its audit row and its new version.
namespace emergency {

/// What became durable, to be told after the commit.
struct StepOutcome {
    Emergency emergency;
    std::vector<broadcast::Ordered> orders;
};

using Decide =
    std::function<base::Result<StepOutcome>(storage::Transaction&, const Emergency& before)>;

/// Loads (`emergency.not_found`), decides, saves, records; then wakes and tells. Nothing is written
/// when the decision left it as it was.
[[nodiscard]] base::Result<Emergency> take_step(EmergencyDesk& desk, const rights::Actor& actor,
                                                const EmergencyId& id, std::string_view action,
                                                const Decide& decide);
/// `emergency.not_found`: also for those who may not see it.
[[nodiscard]] base::Failure refuse_unknown();
void tell(EmergencyDesk& desk, const StepOutcome& outcome);

/// It has just gone on the air: the siren's run on the devices. Nothing without a siren.
[[nodiscard]] base::Result<void> order_siren(EmergencyDesk& desk, storage::Transaction& transaction,
                                             const rights::Actor& actor,
                                             const std::vector<broadcast::DeviceId>& devices,
                                             StepOutcome& outcome);
/// It has just ended: its runs end wherever they sound.
[[nodiscard]] base::Result<void> order_stops(EmergencyDesk& desk, storage::Transaction& transaction,
                                             const rights::Actor& actor, const std::string& reason,
                                             StepOutcome& outcome);
/// The present devices of its targets, but none that came from outside the area over which it was
/// raised: nobody had to hold a right there.
[[nodiscard]] base::Result<std::vector<devices::Device>> targets_of(storage::Connection& connection,
                                                                    const Emergency& emergency);

/// The wire's class: an exercise has no right to break into an emergency or into quiet hours.
[[nodiscard]] device_protocol::BroadcastClass wire_class(const Emergency& emergency);
[[nodiscard]] broadcast::RunKind run_kind(const Emergency& emergency);

} // namespace emergency
