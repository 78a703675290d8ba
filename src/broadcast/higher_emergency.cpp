#include "broadcast/higher_emergency.hpp"

#include "rights/policy.hpp"

#include <set>

namespace broadcast {

namespace {

using rights::Permission;

/// The longest emergency, with the words that were begun at its end.
constexpr base::Millis emergency_max = std::chrono::hours(13);

} // namespace

bool may_end_emergency(const rights::Actor& actor, const area::AreaPath& area) {
    return rights::allows(actor, Permission::stop_everything, area) ||
           rights::allows(actor, Permission::raise_emergency, area);
}

base::Failure refuse_to_end_emergency() {
    return base::fail(
        base::Fault::forbidden, "broadcast.emergency_sounds",
        "Đang phát khẩn cấp, và bạn không được dừng lệnh khẩn cấp này. Hãy gọi đơn vị "
        "đã phát lệnh.",
        "An emergency sounds that you may not end. Call the unit that raised it.");
}

std::size_t spare_emergencies(storage::Connection& connection, const rights::Actor& actor,
                              std::vector<devices::Device>& targets, base::Instant now) {
    std::set<DeviceId> spared;
    for (const auto& row : connection.query(
             "select x.device, r.area from run r join delivery x on x.subject = r.command "
             "where r.class = 'emergency' and r.command <> '' and r.at > $2 and "
             "r.at + r.duration_ms > $1 and x.ended_at is null and "
             "x.state in ('planned', 'sent', 'received', 'playing', 'silent')",
             {now, now - emergency_max})) {
        const auto area = area::AreaPath::parse(row.text("area")).value_or(area::AreaPath());
        if (!may_end_emergency(actor, area)) {
            spared.insert(row.id<DeviceId>("device"));
        }
    }
    return std::erase_if(targets,
                         [&](const devices::Device& device) { return spared.contains(device.id); });
}

} // namespace broadcast
