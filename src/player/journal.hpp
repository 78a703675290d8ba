#pragma once

#include "base/result.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace player {

/// A file of lines that only grows. Each line carries its own check sum, so what a loss of power
/// tore off or garbled is dropped on reading instead of being believed. Owned by one thread.
class Journal {
public:
    /// Opens or makes the file and gives its good lines to `lines`. A torn end is cut off, so that
    /// the next line begins on a line of its own.
    [[nodiscard]] static base::Result<Journal> open(const std::filesystem::path& path,
                                                    std::vector<std::string>& lines);
    ~Journal();
    Journal(Journal&& other) noexcept;
    Journal& operator=(Journal&& other) noexcept;
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;

    /// The line is on disk when this returns (fsync). It must hold no line feed.
    [[nodiscard]] base::Result<void> append(std::string_view line);
    /// Replaces everything, atomically.
    [[nodiscard]] base::Result<void> replace(const std::vector<std::string>& lines);
    [[nodiscard]] std::size_t lines_written() const { return lines_written_; }

private:
    Journal(std::filesystem::path path, int descriptor, std::size_t lines)
        : path_(std::move(path)), descriptor_(descriptor), lines_written_(lines) {}

    std::filesystem::path path_;
    int descriptor_ = -1;
    std::size_t lines_written_ = 0;
};

/// A line as it stands in the file: eight hexadecimal digits, a space, the text, a line feed.
[[nodiscard]] std::string journal_line(std::string_view text);
/// The good lines of a file's content, and where the first bad one begins.
struct JournalContent {
    std::vector<std::string> lines;
    std::size_t good_bytes = 0;
};
[[nodiscard]] JournalContent read_journal(std::string_view content);

} // namespace player
