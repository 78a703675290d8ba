#include "emergency/raise_emergency.hpp"

#include "audit/audit.hpp"
#include "base/try.hpp"
#include "broadcast/play_guard.hpp"
#include "broadcast/target_preview.hpp"
#include "emergency/emergency_json.hpp"
#include "emergency/emergency_steps.hpp"
#include "rights/policy.hpp"

#include <algorithm>

namespace emergency {

namespace {

using broadcast::DeviceId;
using rights::Permission;

constexpr std::string_view usual_all_clear =
    "Thông báo. Tình huống khẩn cấp đã kết thúc. Bà con có thể trở lại sinh hoạt bình thường và "
    "tiếp tục theo dõi thông tin trên loa. Xin cảm ơn.";

area::AreaPath common_area(const std::vector<devices::Device>& devices) {
    std::vector<area::AreaCode> common = devices.front().details.area.codes();
    for (const devices::Device& device : devices) {
        const auto& codes = device.details.area.codes();
        const auto [end, _] = std::ranges::mismatch(common, codes);
        common.erase(end, common.end());
    }
    return area::AreaPath(std::move(common));
}

std::vector<DeviceId> ids_of(const std::vector<devices::Device>& devices) {
    std::vector<DeviceId> ids;
    for (const devices::Device& device : devices) {
        ids.push_back(device.id);
    }
    return ids;
}

base::Failure refuse_no_targets() {
    return base::fail(base::Fault::invalid, "emergency.no_targets",
                      "Không có thiết bị nào đang dùng trong phạm vi đã chọn.",
                      "There is no device in use within the chosen targets.");
}

base::Result<void> require_raise(const rights::Actor& actor,
                                 const std::vector<devices::Device>& devices) {
    if (devices.empty()) {
        return refuse_no_targets();
    }
    for (const devices::Device& device : devices) {
        TRY(rights::require(actor, Permission::raise_emergency, device.details.area));
    }
    return {};
}

/// Seen by whoever may see runs there; for others it does not exist.
base::Result<void> require_any(const rights::Actor& actor, const area::AreaPath& area,
                               std::initializer_list<Permission> permissions) {
    if (!rights::allows(actor, Permission::read_schedule, area)) {
        return refuse_unknown();
    }
    for (const Permission permission : permissions) {
        if (rights::allows(actor, permission, area)) {
            return {};
        }
    }
    return rights::require(actor, *permissions.begin(), area);
}

/// Devices as they are now, if it has just gone on the air.
base::Result<void> begin_sounding(EmergencyDesk& desk, storage::Transaction& transaction,
                                  const rights::Actor& actor, const Emergency& before,
                                  StepOutcome& outcome) {
    if (outcome.emergency.stage != Stage::on_air || before.stage == Stage::on_air) {
        return {};
    }
    TRY_ASSIGN(const auto devices, targets_of(transaction, outcome.emergency));
    if (devices.empty()) {
        return refuse_no_targets();
    }
    outcome.emergency.devices = static_cast<std::int64_t>(devices.size());
    return order_siren(desk, transaction, actor, ids_of(devices), outcome);
}

base::Result<void> require_end(const rights::Actor& actor, const Emergency& emergency,
                               Ending ending) {
    switch (ending) {
    case Ending::refused:
        return require_any(actor, emergency.area,
                           {Permission::raise_emergency, Permission::approve_bulletins});
    case Ending::all_clear:
        return require_any(actor, emergency.area, {Permission::raise_emergency});
    case Ending::cancelled:
    case Ending::expired:
    case Ending::unconfirmed:
        break;
    }
    return require_any(actor, emergency.area,
                       {Permission::raise_emergency, Permission::stop_everything});
}

} // namespace

base::Result<Emergency> raise_emergency(EmergencyDesk& desk, const rights::Actor& actor,
                                        RaiseRequest request) {
    broadcast::BroadcastDesk& wire = desk.broadcast;
    const base::Instant now = wire.clock.now();
    TRY_ASSIGN(request, check_request(std::move(request)));
    const EmergencyId id = EmergencyId::make(now, wire.random);
    using Devices = std::vector<devices::Device>;
    TRY_ASSIGN(const Devices devices,
               wire.database.read([&](storage::Connection& connection) -> base::Result<Devices> {
                   return broadcast::resolve_targets(connection, request.targets);
               }));
    TRY(require_raise(actor, devices));
    const area::AreaPath area = common_area(devices);
    TRY_ASSIGN(const content::ApprovalRule rule, desk.rules.approval_rule(area));
    if (request.mode == Mode::exercise) {
        TRY(wire.guard.may_sound(area, device_protocol::BroadcastClass::priority, now + lead,
                                 std::int64_t{request.minutes} * 60'000));
    }
    TRY_ASSIGN(const Emergency raised,
               raise(id, std::move(request), area, static_cast<std::int64_t>(devices.size()), actor,
                     rule, now));
    StepOutcome outcome;
    TRY(wire.database.write([&](storage::Transaction& transaction) -> base::Result<void> {
        outcome = {.emergency = raised};
        if (raised.stage == Stage::on_air) {
            TRY(order_siren(desk, transaction, actor, ids_of(devices), outcome));
        }
        TRY(save_emergency(transaction, outcome.emergency, now));
        audit::append(transaction, actor,
                      {.action = "emergency.raise",
                       .entity = "emergency/" + base::to_text(id),
                       .area = area,
                       .after = to_json(outcome.emergency)},
                      now);
        return {};
    }));
    tell(desk, outcome);
    return std::move(outcome.emergency);
}

base::Result<Emergency> confirm_emergency(EmergencyDesk& desk, const rights::Actor& actor,
                                          const EmergencyId& id) {
    return take_step(
        desk, actor, id, "emergency.confirm",
        [&](storage::Transaction& transaction,
            const Emergency& before) -> base::Result<StepOutcome> {
            TRY(require_any(actor, before.area,
                            {Permission::raise_emergency, Permission::approve_bulletins}));
            StepOutcome outcome;
            TRY_ASSIGN(outcome.emergency, confirm(before, actor, desk.broadcast.clock.now()));
            TRY(begin_sounding(desk, transaction, actor, before, outcome));
            return outcome;
        });
}

base::Result<Emergency> end_emergency(EmergencyDesk& desk, const rights::Actor& actor,
                                      const EmergencyId& id, Ending ending,
                                      const std::string& reason, const std::string& words) {
    return take_step(desk, actor, id, "emergency.end",
                     [&](storage::Transaction& transaction,
                         const Emergency& before) -> base::Result<StepOutcome> {
                         TRY(require_end(actor, before, ending));
                         StepOutcome outcome;
                         TRY_ASSIGN(outcome.emergency,
                                    end(before, ending, reason, actor, desk.broadcast.clock.now()));
                         if (ending == Ending::all_clear) {
                             outcome.emergency.closing = Spoken{
                                 .text = words.empty() ? std::string(usual_all_clear) : words};
                         }
                         TRY(order_stops(desk, transaction, actor, shown_title(before), outcome));
                         return outcome;
                     });
}

base::Result<StoppedEverything> stop_everything(EmergencyDesk& desk, const rights::Actor& actor,
                                                const area::AreaPath& area,
                                                const std::string& reason) {
    TRY(rights::require(actor, Permission::stop_everything, area));
    using Open = std::vector<Emergency>;
    TRY_ASSIGN(const Open open, desk.broadcast.database.read(
                                    [&](storage::Connection& connection) -> base::Result<Open> {
                                        return unfinished_emergencies(connection);
                                    }));
    StoppedEverything stopped;
    const std::string why = reason.empty() ? "Dừng tất cả" : reason;
    for (const Emergency& emergency : open) {
        if (emergency.stage == Stage::over || !area.covers(emergency.area)) {
            continue;
        }
        const auto ended = end_emergency(desk, actor, emergency.id, Ending::cancelled, why);
        if (!ended && ended.error().code != "emergency.over") {
            return base::fail(ended.error());
        }
        stopped.emergencies += 1;
    }
    TRY_ASSIGN(stopped.live, desk.end_live(actor, area));
    auto stop =
        broadcast::order_stop(desk.broadcast, actor, {.targets = {.areas = {area}}, .reason = why});
    if (!stop) {
        const bool nothing_left = stop.error().code == "broadcast.no_targets" ||
                                  stop.error().code == "broadcast.emergency_sounds";
        const bool done = stopped.emergencies + stopped.live > 0;
        return nothing_left && done ? base::Result<StoppedEverything>(stopped)
                                    : base::fail(stop.error());
    }
    stopped.devices = static_cast<std::int64_t>(stop->targets);
    stopped.spared = static_cast<std::int64_t>(stop->spared);
    return stopped;
}

} // namespace emergency
