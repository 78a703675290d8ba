#include "player/sounding_file.hpp"

#include "base/try.hpp"
#include "player/state_files.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace player {

namespace {

/// A sector each, so that writing one does not touch the other.
constexpr std::size_t place_bytes = 512;
constexpr int places = 2;

} // namespace

base::Result<void> SoundingFile::save(const Checkpoint& checkpoint) {
    if (descriptor_ < 0) {
        TRY(make());
    }
    std::string text = journal_line(write_checkpoint(checkpoint));
    text.resize(place_bytes, ' ');
    const auto at = static_cast<off_t>(place_bytes) * turn_;
    turn_ = (turn_ + 1) % places;
    if (::pwrite(descriptor_, text.data(), text.size(), at) != static_cast<ssize_t>(text.size()) ||
        ::fdatasync(descriptor_) != 0) {
        return disk_failure(path_, "cannot write");
    }
    return {};
}

/// At its full size at once: afterwards no write changes more than the bytes.
base::Result<void> SoundingFile::make() {
    TRY(write_atomically(path_, std::string(place_bytes * places, ' ')));
    descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CLOEXEC);
    turn_ = 0;
    return descriptor_ < 0 ? base::Result<void>(disk_failure(path_, "cannot open"))
                           : base::Result<void>();
}

void SoundingFile::clear() {
    close();
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
}

void SoundingFile::close() {
    if (descriptor_ >= 0) {
        ::close(std::exchange(descriptor_, -1));
    }
}

std::optional<Checkpoint> SoundingFile::load(const std::filesystem::path& path) {
    const std::string content = read_file(path).value_or("");
    std::optional<Checkpoint> newest;
    for (std::size_t at = 0; at < content.size(); at += place_bytes) {
        const auto read = read_journal(std::string_view(content).substr(at, place_bytes));
        const auto found = read.lines.empty() ? std::nullopt : read_checkpoint(read.lines.front());
        if (found && (!newest || found->part.ms > newest->part.ms)) {
            newest = found;
        }
    }
    return newest;
}

} // namespace player
