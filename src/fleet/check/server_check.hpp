#pragma once

#include "base/result.hpp"

#include <filesystem>
#include <string>

namespace fleet::check {

struct ServerCheckOptions {
    std::string server; ///< https://…
    std::string serial; ///< registered by an officer, not yet claimed
    std::string code;
    std::string second_code; ///< another code for the same serial number; empty: 4.6 is not tested
    std::filesystem::path folder;
};

/// Is a device of that server and looks at everything that it answers. True: every rule was kept.
[[nodiscard]] base::Result<bool> check_server(const ServerCheckOptions& options);

} // namespace fleet::check
