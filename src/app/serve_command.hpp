#pragma once

#include "app/config.hpp"

#include <filesystem>

namespace app {

/// `nguon serve`: runs until SIGTERM or SIGINT. When it is ready it writes the ports as JSON to
/// `ready_file` (if not empty), and prints the address and, at the first start, the one-time set-up
/// code. Returns the exit status.
[[nodiscard]] int run_serve(Config config, const std::filesystem::path& ready_file);

} // namespace app
