#pragma once

#include "base/instant.hpp"
#include "device_protocol/manifest.hpp"
#include "storage/database.hpp"

#include <optional>
#include <string_view>
#include <vector>

/// Sounds that every device holds before anybody needs them, so that an emergency begins while its
/// words are still on their way, and a technician at the pole waits for no download.
namespace broadcast {

inline constexpr std::string_view siren_sound = "siren";
inline constexpr std::string_view exercise_sound = "exercise"; ///< "this is an exercise"
inline constexpr std::string_view test_tone_sound = "test_tone";

[[nodiscard]] std::optional<device_protocol::ManifestItem>
find_standing_sound(storage::Connection& connection, std::string_view name);
/// All of them, by name: the `keep` of every programme.
[[nodiscard]] std::vector<device_protocol::ManifestItem>
list_standing_sounds(storage::Connection& connection);
/// Holds the file, and lets every programme be made anew. `media.blob_missing`.
[[nodiscard]] base::Result<void> put_standing_sound(storage::Transaction& transaction,
                                                    std::string_view name,
                                                    const device_protocol::ManifestItem& sound,
                                                    base::Instant now);

} // namespace broadcast
