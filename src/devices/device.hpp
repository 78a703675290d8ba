#pragma once

#include "area/area_path.hpp"
#include "area/point.hpp"
#include "base/local_time.hpp"
#include "base/result.hpp"
#include "device_protocol/device_id.hpp"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace devices {

/// Also the device's user name at the broker, its MQTT client id and its place in topics.
using device_protocol::DeviceId;
using GroupId = device_protocol::DeviceGroupId;

enum class DeviceKind : std::uint8_t {
    cluster,         ///< cụm loa: a controller with amplifier and speakers
    integration_box, ///< bộ tích hợp: makes an FM or wired station smart
    board,           ///< bảng tin điện tử
};

enum class DeviceState : std::uint8_t {
    registered, ///< known to the register; waits for the claim with its one-time code
    claimed,    ///< holds a token and the trust keys
    revoked,    ///< lost, sold or broken: its token is dead and nothing is sent to it
};

enum class PowerSource : std::uint8_t { grid, solar, battery };

/// What people enter and may correct (R34).
struct DeviceDetails {
    std::string name;
    DeviceKind kind = DeviceKind::cluster;
    std::string serial; ///< unique; what the technician reads on the case
    std::string vendor;
    std::string model;
    std::string place; ///< "Nhà văn hóa ấp Vĩnh Đông 1"
    area::AreaPath area;
    std::optional<area::Point> position;
    std::int32_t speakers = 0;
    std::int32_t watt = 0; ///< of all speakers together
    PowerSource power = PowerSource::grid;
    std::string sim_number;
    std::string sim_operator;
    std::optional<base::LocalDate> sim_expires_on;
    std::optional<base::LocalDate> installed_on;
    std::optional<base::LocalDate> warranty_until;
    std::string funding; ///< source of money
    std::string note;

    friend bool operator==(const DeviceDetails&, const DeviceDetails&) = default;
};

/// From this time of day on, until the next step; the last step of the day lasts past midnight.
struct VolumeStep {
    base::LocalTime from;
    std::int32_t percent = 0;

    friend bool operator==(const VolumeStep&, const VolumeStep&) = default;
};

/// How loud the device is to be. Emergencies sound with at least `emergency_percent_min`.
struct DesiredVolume {
    std::vector<VolumeStep> steps{{.from = {}, .percent = 70}};
    std::int32_t emergency_percent_min = 80;

    friend bool operator==(const DesiredVolume&, const DesiredVolume&) = default;
};

/// That a device may not be used any more.
struct Revocation {
    base::Instant at;
    std::string by; ///< display name, kept as it was then; empty for those of older versions
    std::string why;

    friend bool operator==(const Revocation&, const Revocation&) = default;
};

struct Device {
    DeviceId id;
    DeviceDetails details;
    DeviceState state = DeviceState::registered;
    std::vector<GroupId> groups; ///< ascending, no doubles
    DesiredVolume volume;
    base::Instant created_at;
    std::optional<base::Instant> claimed_at;
    std::optional<Revocation> revocation; ///< while it is revoked
    std::int64_t version = 1;             ///< raised by every change

    friend bool operator==(const Device&, const Device&) = default;
};

/// A named set of devices of one area, such as "ấp ven sông"; a target and a topic.
struct DeviceGroup {
    GroupId id;
    std::string name;
    area::AreaPath area;
    base::Instant created_at;

    friend bool operator==(const DeviceGroup&, const DeviceGroup&) = default;
};

inline constexpr std::size_t groups_per_device_max = 32;
inline constexpr std::size_t volume_steps_max = 24;

/// Checks lengths, numbers and the serial; the result is in NFC without outer spaces. Refuses
/// `devices.wrong_details` with every wrong member named.
[[nodiscard]] base::Result<DeviceDetails> check_details(DeviceDetails details);
/// Steps ascending from 00:00, each 0 to 100: `devices.wrong_volume`.
[[nodiscard]] base::Result<void> check_volume(const DesiredVolume& volume);

/// A new entry of the register.
[[nodiscard]] base::Result<Device> register_device(DeviceId id, DeviceDetails details,
                                                   base::Instant now);
/// New details; the serial of a claimed device stays (`devices.serial_is_fixed`).
[[nodiscard]] base::Result<Device> edit(Device device, DeviceDetails details);
[[nodiscard]] base::Result<Device> set_volume(Device device, DesiredVolume volume);
[[nodiscard]] base::Result<Device> set_groups(Device device, std::vector<GroupId> groups);
/// A device may be claimed again after a repair that wiped it: the new token replaces the old one.
/// `devices.revoked`.
[[nodiscard]] base::Result<Device> claim(Device device, base::Instant now);
/// It leaves its groups too. Revoking twice is a success that changes nothing.
[[nodiscard]] Device revoke(Device device, Revocation revocation);
/// A revoked device that came back: it must be claimed anew. `devices.not_revoked`.
[[nodiscard]] base::Result<Device> reinstate(Device device);

/// The volume in force at this local time.
[[nodiscard]] std::int32_t volume_at(const DesiredVolume& volume, base::LocalTime time);

} // namespace devices
