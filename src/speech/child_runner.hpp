#pragma once

#include "base/result.hpp"
#include "speech/talking_child.hpp"

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace speech {

/// One run of a speech program: text in, sound out.
struct ChildCommand {
    std::filesystem::path program; ///< absolute
    std::vector<std::string> arguments;
    std::vector<std::filesystem::path> readable{};  ///< beside the system's own files
    std::uint64_t memory_bytes_max = 512ULL << 20U; ///< address space, where it can be limited
    std::string_view input{};                       ///< standard input
    std::chrono::milliseconds wall_max{20'000};
    std::size_t output_bytes_max = 64U << 20U;
};

/// Runs programs. The server gives one that confines them; tools run them plainly. Called from
/// several threads at once.
class ChildRunner {
public:
    virtual ~ChildRunner() = default;
    /// Standard output of a program that ended well. `unavailable` when it could not be started,
    /// failed, took too long or wrote too much (`speech.engine_failed`), or when the stop was asked
    /// for (`speech.cancelled`). The process is gone when this returns.
    [[nodiscard]] virtual base::Result<std::string> run(const ChildCommand& command,
                                                        const std::stop_token& stop) = 0;
    /// Starts a child that stays and answers until it is destroyed; input and limits of time and
    /// output do not count. `speech.engine_failed` when it cannot be started.
    [[nodiscard]] virtual base::Result<TalkingChild> start(const ChildCommand& command) = 0;
};

} // namespace speech
