#pragma once

#include "devices/device_list.hpp"
#include "devices/manage_devices.hpp"

#include <string>
#include <vector>

namespace devices {

/// The details as an officer sends them; `version` is that of the device as it was read (0 for a
/// new one).
struct DetailsRequest {
    DeviceDetails details;
    std::int64_t version = 0;
};
[[nodiscard]] base::Result<DetailsRequest> read_details_request(std::string_view body);

struct VolumeRequest {
    DesiredVolume volume;
    std::int64_t version = 0;
};
[[nodiscard]] base::Result<VolumeRequest> read_volume_request(std::string_view body);

struct GroupsRequest {
    std::vector<GroupId> groups;
    std::int64_t version = 0;
};
[[nodiscard]] base::Result<GroupsRequest> read_groups_request(std::string_view body);

struct GroupRequest {
    std::string name;
    area::AreaPath area;
};
[[nodiscard]] base::Result<GroupRequest> read_group_request(std::string_view body);

/// The stored facts alone, in a fixed order: for the audit log's hashes.
[[nodiscard]] std::string canonical_json(const Device& device);
/// A device as people see it, with its state and what this actor may do.
[[nodiscard]] std::string listed_json(const ListedDevice& listed, const rights::Actor& actor,
                                      base::Instant now);
[[nodiscard]] std::string with_code_json(const DeviceWithCode& device);
[[nodiscard]] std::string group_json(const DeviceGroup& group);

} // namespace devices
