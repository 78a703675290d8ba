#pragma once

#include <filesystem>
#include <string>

/// `nguon update …`: for whoever makes device programs. They need no server and no database.
namespace app {

struct MakeUpdate {
    std::filesystem::path program;
    std::filesystem::path key; ///< as `nguon update key` wrote it
    std::filesystem::path out;
    std::string product;
    std::string version;
    std::string platform;
    std::string minimum_version;
    std::string not_before; ///< RFC 3339; empty: none
    std::string notes_vi;
    std::string notes_en;
};

/// A new release key: the private half into `out`, readable by its owner only; prints the public
/// half. Never overwrites.
[[nodiscard]] int run_update_key(const std::filesystem::path& out);
[[nodiscard]] int run_update_make(const MakeUpdate& wanted);
/// Prints what is in a bundle, and whether its program is whole. With `trusted` (a public key) also
/// whether that key signed it; without, nothing is said of who did.
[[nodiscard]] int run_update_show(const std::filesystem::path& file, const std::string& trusted);

} // namespace app
