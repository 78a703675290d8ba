#pragma once

#include "base/result.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace player {

/// Replaces the file so that a loss of power leaves the old content or the new, never a mixture,
/// readable by this user only. Fails with `player.disk` (unavailable).
[[nodiscard]] base::Result<void> write_atomically(const std::filesystem::path& path,
                                                  std::string_view content);

/// Nothing when there is no such file or it cannot be read.
[[nodiscard]] std::optional<std::string> read_file(const std::filesystem::path& path);

/// Makes names of new and removed files in this folder durable.
void sync_folder(const std::filesystem::path& folder);

/// The refusal for everything that a full or broken disk prevents.
[[nodiscard]] base::Failure disk_failure(const std::filesystem::path& path, std::string_view what);

} // namespace player
