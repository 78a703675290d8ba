#include "testing/golden.hpp"

#include "base/ensure.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace testing_support {

namespace {

std::filesystem::path source_path(std::string_view path) {
    return std::filesystem::path(NGUON_SOURCE_DIR) / path;
}

} // namespace

std::string read_test_file(std::string_view path) {
    const std::ifstream in(source_path(path), std::ios::binary);
    ENSURE(in.good());
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

std::string compare_golden(std::string_view path, std::string_view text) {
    const auto file = source_path(path);
    if (const char* update = std::getenv("UPDATE_GOLDEN"); update != nullptr && *update == '1') {
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << text;
        return {};
    }
    if (!std::filesystem::exists(file)) {
        return fmt::format("{} does not exist; run with UPDATE_GOLDEN=1", path);
    }
    const std::string expected = read_test_file(path);
    return expected == text
               ? std::string{}
               : fmt::format("{} differs.\n--- expected\n{}\n--- got\n{}", path, expected, text);
}

} // namespace testing_support
