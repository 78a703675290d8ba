#pragma once

#include "base/result.hpp"
#include "mqtt/broker_access.hpp"

#include <filesystem>
#include <string_view>

#include <sys/types.h>

/// The files through which Mosquitto learns its rules.
namespace mqtt {

/// Whole or not at all: written beside and renamed, with exactly this mode. `mqtt.broker_files`.
[[nodiscard]] base::Result<void> write_whole(const std::filesystem::path& file,
                                             std::string_view text, mode_t mode);

/// `passwords` and `access` in the folder, which must exist.
[[nodiscard]] base::Result<void> write_rules(const std::filesystem::path& folder,
                                             const AccessRules& rules, mode_t mode);

[[nodiscard]] base::Failure cannot_write_broker_file(const std::filesystem::path& file);

} // namespace mqtt
