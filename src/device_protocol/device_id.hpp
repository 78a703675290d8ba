#pragma once

#include "base/id.hpp"

namespace device_protocol {

/// A loudspeaker cluster, integration box or board, for life: it stays the same when the commune is
/// merged or the board is moved. Its text form is the `{id}` of the topics.
using DeviceId = base::Id<struct DeviceTag>;
/// A set of devices that an officer named; the `{gid}` of the topics.
using DeviceGroupId = base::Id<struct DeviceGroupTag>;

} // namespace device_protocol
