#pragma once

#include "base/result.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace media {

/// What a child may use before it is ended. The defaults suit a short conversion.
struct SandboxLimits {
    std::uint64_t memory_bytes_max = 1ULL << 30U; ///< address space; 0 for no limit
    std::chrono::seconds cpu_max{60};             ///< of all its threads; 0 for no limit
    std::chrono::milliseconds wall_max{120'000};
    std::uint64_t output_bytes_max = 64ULL << 20U; ///< standard output
    /// The size of each file it writes, and of everything in the writable directory together.
    std::uint64_t file_bytes_max = 0;
    std::uint32_t open_files_max = 64;
};

/// One run of a program on bytes of strangers. The child has no network, cannot start other
/// programs, sees an empty environment, no descriptors but the standard three, and reads nothing
/// but the system's libraries and `readable`.
struct SandboxCommand {
    std::filesystem::path program; ///< absolute
    std::vector<std::string> arguments;
    std::vector<std::filesystem::path> readable; ///< files or directories
    std::optional<std::filesystem::path> writable_directory;
    std::vector<std::pair<std::string, std::string>> environment;
    std::string_view input; ///< standard input; seekable for the child
    /// Standard input instead of `input`, such as the end of a pipe that somebody fills meanwhile;
    /// -1 for none. Stays the caller's, who must keep it open until the program has started.
    int input_descriptor = -1;
    /// Receives standard output as it comes, on the calling thread; false ends the child. Empty:
    /// output is collected.
    std::function<bool(std::string_view)> on_output;
    SandboxLimits limits;
};

enum class SandboxEnd : std::uint8_t {
    exited,           ///< by itself; see exit_code
    crashed,          ///< by a signal: a bug in it, the memory limit, or a forbidden call
    out_of_cpu,       ///< processor time used up
    out_of_time,      ///< wall time used up
    output_too_large, ///< standard output or the writable directory went over the limit
    stopped,          ///< the reader of the output wanted no more
    cancelled,        ///< the stop token was triggered
};

/// What really holds on this kernel. No new privileges, limits, and the system call filter (which
/// also refuses sockets, processes and signals) are always in force: without them nothing is
/// started.
struct SandboxProtection {
    bool network_namespace = false; ///< not even an own loopback interface
    int landlock_version = 0; ///< 0: the kernel cannot limit file access, permissions alone do
};

struct SandboxOutcome {
    SandboxEnd end = SandboxEnd::exited;
    int exit_code = 0;
    int signal = 0;
    std::string output;
    std::string error_output; ///< the last 8 KiB of standard error
    std::chrono::milliseconds cpu{0};
    SandboxProtection protection;

    [[nodiscard]] bool ok() const { return end == SandboxEnd::exited && exit_code == 0; }
};

/// Runs children under limits. Safe to call from several threads at once; blocks until the child is
/// gone.
class Sandbox {
public:
    virtual ~Sandbox() = default;
    /// Fails with `media.sandbox_unavailable` only when the child could not be started or confined.
    /// What the child then does is in the outcome. The process and all it held is gone when this
    /// returns.
    [[nodiscard]] virtual base::Result<SandboxOutcome> run(const SandboxCommand& command,
                                                           std::stop_token stop) = 0;
};

/// The message for a run that did not end well: which limit it met, or that the file is broken.
/// Never call it for an outcome that is ok().
[[nodiscard]] base::Error explain(const SandboxOutcome& outcome);

} // namespace media
