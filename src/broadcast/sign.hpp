#pragma once

#include "broadcast/desk.hpp"
#include "device_protocol/signed_message.hpp"

#include <string>

/// What leaves this server, signed with the key that is for it.
namespace broadcast {

[[nodiscard]] std::string sign(const BroadcastDesk& desk, const device_protocol::Command& command);
[[nodiscard]] std::string sign(const BroadcastDesk& desk,
                               const device_protocol::Manifest& manifest);
[[nodiscard]] std::string sign(const BroadcastDesk& desk,
                               const device_protocol::DesiredState& desired);
/// Names of the keys that would sign these now.
[[nodiscard]] std::string keyid_for(const BroadcastDesk& desk,
                                    const device_protocol::Manifest& manifest);
[[nodiscard]] std::string keyid_for(const BroadcastDesk& desk,
                                    const device_protocol::DesiredState& desired);

} // namespace broadcast
