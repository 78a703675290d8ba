#include "player/journal.hpp"

#include "base/ensure.hpp"
#include "crypto/digest.hpp"
#include "player/state_files.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace player {

namespace {

constexpr std::size_t sum_digits = 8;

std::string sum_of(std::string_view text) {
    return base::to_text(crypto::sha256(text)).substr(0, sum_digits);
}

} // namespace

std::string journal_line(std::string_view text) {
    return sum_of(text) + " " + std::string(text) + "\n";
}

JournalContent read_journal(std::string_view content) {
    JournalContent read;
    while (read.good_bytes < content.size()) {
        const std::size_t end = content.find('\n', read.good_bytes);
        if (end == std::string_view::npos) {
            break;
        }
        const std::string_view line = content.substr(read.good_bytes, end - read.good_bytes);
        if (line.size() < sum_digits + 1 || line[sum_digits] != ' ' ||
            sum_of(line.substr(sum_digits + 1)) != line.substr(0, sum_digits)) {
            break;
        }
        read.lines.emplace_back(line.substr(sum_digits + 1));
        read.good_bytes = end + 1;
    }
    return read;
}

base::Result<Journal> Journal::open(const std::filesystem::path& path,
                                    std::vector<std::string>& lines) {
    JournalContent content = read_journal(read_file(path).value_or(""));
    const int descriptor =
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor < 0) {
        return disk_failure(path, "cannot open");
    }
    Journal journal(path, descriptor, content.lines.size());
    if (::ftruncate(descriptor, static_cast<off_t>(content.good_bytes)) != 0) {
        return disk_failure(path, "cannot repair");
    }
    sync_folder(path.parent_path());
    lines = std::move(content.lines);
    return journal;
}

Journal::~Journal() {
    if (descriptor_ >= 0) {
        ::close(descriptor_);
    }
}

Journal::Journal(Journal&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)),
      lines_written_(other.lines_written_) {}

Journal& Journal::operator=(Journal&& other) noexcept {
    std::swap(path_, other.path_);
    std::swap(descriptor_, other.descriptor_);
    std::swap(lines_written_, other.lines_written_);
    return *this;
}

base::Result<void> Journal::append(std::string_view line) {
    ENSURE(line.find('\n') == std::string_view::npos);
    const std::string text = journal_line(line);
    const off_t before = ::lseek(descriptor_, 0, SEEK_END);
    const ssize_t written = ::write(descriptor_, text.data(), text.size());
    if (written != static_cast<ssize_t>(text.size()) || ::fdatasync(descriptor_) != 0) {
        auto failure = disk_failure(path_, "cannot append to");
        // Half a line in the middle would hide everything after it.
        if (::ftruncate(descriptor_, before) != 0) {
            return disk_failure(path_, "cannot repair");
        }
        return failure;
    }
    ++lines_written_;
    return {};
}

base::Result<void> Journal::replace(const std::vector<std::string>& lines) {
    std::string content;
    for (const std::string& line : lines) {
        content += journal_line(line);
    }
    if (auto written = write_atomically(path_, content); !written) {
        return written;
    }
    const int descriptor = ::open(path_.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
    if (descriptor < 0) {
        return disk_failure(path_, "cannot open");
    }
    ::close(std::exchange(descriptor_, descriptor));
    lines_written_ = lines.size();
    return {};
}

} // namespace player
