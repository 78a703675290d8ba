#pragma once

#include "device_protocol/desired_state.hpp"
#include "device_protocol/manifest.hpp"
#include "devices/device.hpp"
#include "schedule/planned_runs.hpp"

#include <optional>
#include <string>
#include <vector>

/// Pure: what a device is to have, from what is planned and from its row in the register.
namespace broadcast {

/// How far ahead a device can play alone.
inline constexpr base::Millis programme_span = std::chrono::hours(24 * 7);
/// So much may be used up before the same runs are signed again with a later end.
inline constexpr base::Millis programme_renewal = std::chrono::hours(12);
/// A run that began less than this ago stays in the programme: a device that restarts goes on.
inline constexpr base::Millis programme_past = std::chrono::hours(2);

/// Without relays.
[[nodiscard]] std::vector<device_protocol::ManifestRun>
manifest_runs(const std::vector<schedule::PlannedRun>& planned);

/// Of the runs and the files to hold; equal for equal programmes, whenever they were made.
[[nodiscard]] std::string hash_runs(const std::vector<device_protocol::ManifestRun>& runs,
                                    const std::vector<device_protocol::ManifestItem>& keep = {});

/// Of the relays among them, of which devices know nothing beforehand; empty when there is none.
[[nodiscard]] std::string hash_relays(const std::vector<schedule::PlannedRun>& planned);

/// True when the stored programme no longer says what is planned, or reaches not far enough.
[[nodiscard]] bool needs_new_manifest(std::string_view stored_hash, base::Instant stored_valid_to,
                                      std::string_view hash, base::Instant now);

[[nodiscard]] device_protocol::DesiredState
desired_state(const devices::Device& device, std::vector<device_protocol::QuietHours> quiet,
              const std::optional<device_protocol::ManifestReference>& manifest);

} // namespace broadcast
