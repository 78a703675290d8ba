#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace media {

/// What the launcher imposes on itself before it becomes the child. Only the launcher (one thread)
/// may call these: none of it can be undone.
struct Confinement {
    std::uint64_t memory_bytes_max = 0;
    std::uint64_t cpu_seconds_max = 0;
    std::uint64_t file_bytes_max = 0;
    std::uint64_t open_files_max = 0;
    std::string program;
    std::vector<std::string> readable;
    std::string writable; ///< empty for none
};

/// An empty network of its own. False when the kernel does not allow it.
[[nodiscard]] bool leave_network();
/// Gives up every capability, also root's. False on failure.
[[nodiscard]] bool drop_capabilities();
[[nodiscard]] bool limit_resources(const Confinement& confinement);
/// The Landlock version in force, 0 when the kernel has none, -1 when a path could not be allowed.
[[nodiscard]] int limit_files(const Confinement& confinement);
/// Refuses what a converter never needs: sockets, processes, signals to others, mounts, tracing,
/// namespaces.
[[nodiscard]] bool filter_system_calls();

} // namespace media
