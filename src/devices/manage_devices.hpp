#pragma once

#include "base/clock.hpp"
#include "devices/broker_accounts.hpp"
#include "devices/device_record.hpp"
#include "rights/actor.hpp"

namespace http {
class EventHub;
}

namespace devices {

/// What the use cases of the register need. All must outlive every call.
struct DeviceDesk {
    storage::Database& database;
    base::Clock& clock;
    base::Random& random;
    http::EventHub& events;
    RenewBrokerAccess renew_broker_access;
    /// Ends what is streamed to and from a device whose token was just made invalid.
    std::function<void(DeviceId)> end_streams = [](DeviceId) {};
};

/// The code is shown once and stored only as a derived key.
struct DeviceWithCode {
    Device device;
    std::string code; ///< ten characters, ungrouped
    base::Instant expires_at;
};

/// Needs write_devices at the device's area, as all below.
[[nodiscard]] base::Result<DeviceWithCode> add_device(DeviceDesk& desk, const rights::Actor& actor,
                                                      DeviceDetails details);
[[nodiscard]] base::Result<DeviceWithCode>
renew_claim_code(DeviceDesk& desk, const rights::Actor& actor, DeviceId id);
[[nodiscard]] base::Result<Device> edit_device(DeviceDesk& desk, const rights::Actor& actor,
                                               DeviceId id, std::int64_t version,
                                               DeviceDetails details);
/// Its token is dead when this returns: the broker cuts it off, HTTPS refuses it, and what was
/// streamed to it ends.
[[nodiscard]] base::Result<Device> revoke_device(DeviceDesk& desk, const rights::Actor& actor,
                                                 DeviceId id, std::string_view reason);
[[nodiscard]] base::Result<DeviceWithCode>
reinstate_device(DeviceDesk& desk, const rights::Actor& actor, DeviceId id);
[[nodiscard]] base::Result<Device> change_volume(DeviceDesk& desk, const rights::Actor& actor,
                                                 DeviceId id, std::int64_t version,
                                                 DesiredVolume volume);
[[nodiscard]] base::Result<Device> change_groups(DeviceDesk& desk, const rights::Actor& actor,
                                                 DeviceId id, std::int64_t version,
                                                 std::vector<GroupId> groups);

[[nodiscard]] base::Result<DeviceGroup> add_group(DeviceDesk& desk, const rights::Actor& actor,
                                                  std::string name, area::AreaPath area);
[[nodiscard]] base::Result<DeviceGroup> rename_group(DeviceDesk& desk, const rights::Actor& actor,
                                                     GroupId id, std::string name);
[[nodiscard]] base::Result<void> remove_group(DeviceDesk& desk, const rights::Actor& actor,
                                              GroupId id);

} // namespace devices
