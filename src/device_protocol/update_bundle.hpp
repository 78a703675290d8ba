#pragma once

#include "base/hash.hpp"
#include "base/instant.hpp"
#include "crypto/signing.hpp"
#include "device_protocol/claim.hpp"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// A new program for devices (spec section 15): what its maker says of it, signed, and the file
/// that carries both. Pure.
namespace device_protocol {

inline constexpr std::string_view update_type = "application/vnd.nguon.update+json";
inline constexpr std::string_view player_product = "nguon-player";
/// Of a hello.
inline constexpr std::string_view update_level = "update";

struct UpdateFile {
    base::Sha256 sha256;
    std::int64_t size = 0;
};

/// For people, one or several lines.
struct UpdateNotes {
    std::string vi;
    std::string en;
};

/// Inside an envelope of type update_type, signed by a release key.
struct UpdateBundle {
    std::string product;
    std::string version;  ///< three numbers: `1.4.0`
    std::string platform; ///< `linux-x86_64`: what the program was built for
    UpdateFile file;      ///< the program
    /// What runs must be at least this; none: any version.
    std::optional<std::string> minimum_version;
    std::optional<base::Instant> not_before; ///< not installed earlier
    base::Instant made_at;
    UpdateNotes notes;
};

/// Greater is newer.
struct ProgramVersion {
    std::int32_t major = 0;
    std::int32_t minor = 0;
    std::int32_t patch = 0;

    friend constexpr auto operator<=>(const ProgramVersion&, const ProgramVersion&) = default;
};

/// Nothing when it is not three numbers below a million, without leading zeros, with dots between.
[[nodiscard]] std::optional<ProgramVersion> parse_version(std::string_view text);
/// Lower case, `system-processor`.
[[nodiscard]] bool is_platform(std::string_view text);
/// Of this very program.
[[nodiscard]] std::string_view own_platform();

inline constexpr std::int64_t update_file_bytes_max = std::int64_t{64} * 1024 * 1024;

/// A bundle whose signature was found good.
struct OpenedUpdate {
    UpdateBundle bundle;
    std::string keyid;
};

[[nodiscard]] std::string seal(const UpdateBundle& bundle, const crypto::KeyPair& signer);
/// Refuses what crypto::open and read_message refuse, and `device_protocol.wrong_type`.
[[nodiscard]] base::Result<OpenedUpdate> open_update(std::string_view envelope,
                                                     const std::vector<ReleaseKey>& trusted);

/// What a device knows of itself when it judges a bundle.
struct InstalledProgram {
    std::string product;
    std::string version;
    std::string platform;
};

/// Empty text: may be installed. Codes: `wrong_product`, `wrong_platform`, `not_newer`,
/// `needs_another_first` (its minimum version), `not_yet` (its not_before; only judged when the
/// clock is known).
[[nodiscard]] std::string judge_update(const UpdateBundle& bundle,
                                       const InstalledProgram& installed,
                                       std::optional<base::Instant> now);

/// One file for people to carry: a line of its kind, the envelope on a line, then the program.
struct UpdateFileParts {
    std::string_view envelope;
    std::string_view program; ///< as many bytes as there are
};
[[nodiscard]] std::string update_file_head(std::string_view envelope);
/// Refuses `device_protocol.not_an_update_file`. The views live as long as `bytes`.
[[nodiscard]] base::Result<UpdateFileParts> split_update_file(std::string_view bytes);
/// Whether the program is the one that the bundle names. Refuses `device_protocol.update_altered`.
[[nodiscard]] base::Result<void> check_program(const UpdateBundle& bundle,
                                               std::string_view program);

} // namespace device_protocol
