#pragma once

#include "media/sandbox.hpp"

namespace media {

/// The sandbox of this machine: each run is the launcher `nguon-sandbox`, which confines itself and
/// then becomes the program. The server's own process is never forked, so its threads and locks do
/// not matter.
class ProcessSandbox final : public Sandbox {
public:
    explicit ProcessSandbox(std::filesystem::path launcher) : launcher_(std::move(launcher)) {}
    [[nodiscard]] base::Result<SandboxOutcome> run(const SandboxCommand& command,
                                                   std::stop_token stop) override;

private:
    std::filesystem::path launcher_;
};

/// The words after the launcher's name that start `command` confined, for a caller who starts and
/// ends a child that stays and talks over its standard descriptors. It is not tied to the thread
/// that started it, so it must end when its input is closed. Input, output and wall time of
/// `command` are the caller's to watch.
[[nodiscard]] std::vector<std::string> confined_words(const SandboxCommand& command);

/// Where a program of ours lies (`nguon-sandbox`, `nguon-extract`): in $NGUON_LIBEXEC, beside the
/// running program, or in `libexec/nguon` one or two folders above it (installed and build tree).
/// `media.program_missing` when nowhere.
[[nodiscard]] base::Result<std::filesystem::path> find_own_program(std::string_view name);

/// A program of the system such as `ffmpeg`, looked for in /usr/bin and /usr/local/bin only.
[[nodiscard]] base::Result<std::filesystem::path> find_system_program(std::string_view name);

} // namespace media
