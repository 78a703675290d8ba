#pragma once

#include "devices/device_list.hpp"
#include "devices/manage_devices.hpp"

#include <string>
#include <vector>

namespace devices {

/// The details as an officer sends them.
[[nodiscard]] base::Result<DeviceDetails> read_details_request(std::string_view body);
[[nodiscard]] base::Result<std::vector<GroupId>> read_groups_request(std::string_view body);

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
/// `{"code","expires_at"}`, the code in groups of five.
[[nodiscard]] std::string code_json(const DeviceWithCode& device);
/// The device with its code as `claim`.
[[nodiscard]] std::string with_code_json(const DeviceWithCode& device, const rights::Actor& actor,
                                         base::Instant now);
[[nodiscard]] std::string group_json(const DeviceGroup& group);

} // namespace devices
