#include "player/state_files.hpp"

#include "base/scope_exit.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace player {

namespace {

bool write_all(int descriptor, std::string_view content) {
    while (!content.empty()) {
        const ssize_t written = ::write(descriptor, content.data(), content.size());
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return false;
        }
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

} // namespace

base::Failure disk_failure(const std::filesystem::path& path, std::string_view what) {
    const std::string reason = std::strerror(errno);
    return base::fail(base::Fault::unavailable, "player.disk",
                      "Không ghi hoặc đọc được " + path.string() + " (" + reason +
                          "). Hãy kiểm tra thẻ nhớ hoặc ổ đĩa của thiết bị.",
                      std::string(what) + " " + path.string() + ": " + reason +
                          ". Check the device's disk.");
}

void sync_folder(const std::filesystem::path& folder) {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor >= 0) {
        ::fsync(descriptor);
        ::close(descriptor);
    }
}

base::Result<void> write_atomically(const std::filesystem::path& path, std::string_view content) {
    const std::filesystem::path draft = path.string() + ".new";
    const int descriptor =
        ::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor < 0) {
        return disk_failure(draft, "cannot create");
    }
    const bool written = write_all(descriptor, content) && ::fsync(descriptor) == 0;
    ::close(descriptor);
    if (!written || ::rename(draft.c_str(), path.c_str()) != 0) {
        auto failure = disk_failure(path, "cannot write");
        ::unlink(draft.c_str());
        return failure;
    }
    sync_folder(path.parent_path());
    return {};
}

std::optional<std::string> read_file(const std::filesystem::path& path) {
    std::FILE* file = std::fopen(path.c_str(), "rbe");
    if (file == nullptr) {
        return std::nullopt;
    }
    const base::ScopeExit close([file] { std::fclose(file); });
    std::string content;
    std::array<char, 16384> piece;
    while (true) {
        const std::size_t size = std::fread(piece.data(), 1, piece.size(), file);
        content.append(piece.data(), size);
        if (size < piece.size()) {
            break;
        }
    }
    if (std::ferror(file) != 0) {
        return std::nullopt;
    }
    return content;
}

} // namespace player
