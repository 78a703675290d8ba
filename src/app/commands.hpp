#pragma once

#include "app/config.hpp"
#include "speech/speech_commands.hpp"

#include <filesystem>
#include <string>

namespace app {

/// `nguon speech say`: speaks standard input or a file with the configured voices; with the
/// loudness for devices when the output is .opus. Exit status.
[[nodiscard]] int run_say(const Config& config, speech::SayCommand command);
/// `nguon speech voices`.
[[nodiscard]] int run_voices(const Config& config);
/// `nguon audit verify`: walks over the chain; 1 and the first broken link when it is not whole.
[[nodiscard]] int run_audit_verify(Config config);
/// `nguon areas load FILE`.
[[nodiscard]] int run_areas_load(Config config, const std::filesystem::path& file);

/// Writes an error for a person to standard error; returns 1.
int tell_failure(const base::Error& error);

} // namespace app
