#pragma once

#include "content/bulletin_id.hpp"
#include "device_protocol/manifest.hpp"

#include <vector>

namespace schedule {

/// What happens when `arriving` wants to begin while `sounding` sounds. `by_higher_unit`: the
/// arriving one comes from a unit above the sounding one's.
[[nodiscard]] device_protocol::Clash
clash_word(content::BroadcastClass sounding, content::BroadcastClass arriving, bool by_higher_unit);

/// The table for the manifests of devices, which do not know units.
[[nodiscard]] std::vector<device_protocol::ClashRule> clash_table();

} // namespace schedule
