#pragma once

#include <string>
#include <string_view>

namespace testing_support {

/// Compares `text` with the file `path` below the source tree, byte by byte. With UPDATE_GOLDEN=1
/// in the environment the file is written instead. Returns an empty text when equal, else an
/// explanation for the test's message.
[[nodiscard]] std::string compare_golden(std::string_view path, std::string_view text);

/// The bytes of a file below the source tree; ends the test program if it cannot be read.
[[nodiscard]] std::string read_test_file(std::string_view path);

} // namespace testing_support
