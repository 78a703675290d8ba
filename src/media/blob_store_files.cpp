#include "media/blob_store_files.hpp"

#include "base/scope_exit.hpp"
#include "base/try.hpp"
#include "crypto/digest.hpp"
#include "media/descriptor.hpp"
#include "media/scratch_directory.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

namespace media {

namespace {

namespace fs = std::filesystem;
using base::fail;

constexpr const char* incoming = ".incoming";
constexpr std::size_t piece_bytes = 1U << 20U;

base::Failure broken() {
    return fail(blob_store_unavailable(std::strerror(errno)));
}

bool sync_directory(const fs::path& directory) {
    const Descriptor handle(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    return handle && fsync(handle.get()) == 0;
}

bool write_all(int file, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(file, bytes.data(), bytes.size());
        if (written < 0 && errno != EINTR) {
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(written, 0)));
    }
    return true;
}

/// Half-written files hold a lock while their writer lives; those that can be locked have lost
/// theirs.
void sweep(const fs::path& directory) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(directory, error)) {
        const Descriptor file(::open(entry.path().c_str(), O_RDWR | O_CLOEXEC));
        if (file && flock(file.get(), LOCK_EX | LOCK_NB) == 0) {
            unlink(entry.path().c_str());
        }
    }
}

std::vector<std::string> names_in(const fs::path& directory) {
    std::vector<std::string> names;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(directory, error)) {
        names.push_back(entry.path().filename().string());
    }
    std::ranges::sort(names);
    return names;
}

} // namespace

base::Result<FileBlobStore> FileBlobStore::open(const fs::path& root) {
    std::error_code error;
    fs::create_directories(root / incoming, error);
    if (error) {
        return fail(blob_store_unavailable(error.message()));
    }
    sweep(root / incoming);
    return FileBlobStore(root);
}

fs::path FileBlobStore::path_of(const base::Sha256& sha256) const {
    const std::string name = base::to_text(sha256);
    return root_ / name.substr(0, 2) / name;
}

base::Result<StoredBlob> FileBlobStore::put_file(const fs::path& file) {
    const Descriptor input(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (!input) {
        return broken();
    }
    std::string piece(piece_bytes, '\0');
    return put([&]() -> base::Result<std::string_view> {
        ssize_t got = 0;
        do {
            got = ::read(input.get(), piece.data(), piece.size());
        } while (got < 0 && errno == EINTR);
        if (got < 0) {
            return broken();
        }
        return std::string_view(piece.data(), static_cast<std::size_t>(got));
    });
}

base::Result<StoredBlob> FileBlobStore::put_bytes(std::string_view bytes) {
    return put([&]() -> base::Result<std::string_view> { return std::exchange(bytes, {}); });
}

base::Result<StoredBlob> FileBlobStore::put(const Source& source) {
    std::string made = (root_ / incoming / "XXXXXX").string();
    const Descriptor file(mkostemp(made.data(), O_CLOEXEC));
    if (!file) {
        return fail(no_space(std::strerror(errno)));
    }
    const base::ScopeExit clear([&] { unlink(made.c_str()); });
    flock(file.get(), LOCK_EX);
    StoredBlob blob;
    crypto::Sha256Stream hash;
    while (true) {
        TRY_ASSIGN(const std::string_view piece, source());
        if (piece.empty()) {
            break;
        }
        hash.update(piece);
        blob.size_bytes += piece.size();
        if (!write_all(file.get(), piece)) {
            return fail(no_space(std::strerror(errno)));
        }
    }
    blob.sha256 = hash.finish();
    if (fchmod(file.get(), 0440) != 0 || fsync(file.get()) != 0) {
        return fail(no_space(std::strerror(errno)));
    }
    TRY(move_into_place(made, blob));
    return blob;
}

base::Result<void> FileBlobStore::move_into_place(const fs::path& made, const StoredBlob& blob) {
    const fs::path path = path_of(blob.sha256);
    if (mkdir(path.parent_path().c_str(), 0750) == 0) {
        if (!sync_directory(root_)) {
            return broken();
        }
    } else if (errno != EEXIST) {
        return fail(no_space(std::strerror(errno)));
    }
    // What lies there already has the same bytes, unless it was damaged: replacing it is harmless
    // and heals.
    if (rename(made.c_str(), path.c_str()) != 0 || !sync_directory(path.parent_path())) {
        return broken();
    }
    return {};
}

base::Result<std::optional<std::uint64_t>> FileBlobStore::size(const base::Sha256& sha256) {
    struct stat status{};
    if (stat(path_of(sha256).c_str(), &status) == 0) {
        return static_cast<std::uint64_t>(status.st_size);
    }
    if (errno == ENOENT) {
        return std::nullopt;
    }
    return broken();
}

base::Result<std::string> FileBlobStore::read(const base::Sha256& sha256, std::uint64_t offset,
                                              std::uint64_t length) {
    const Descriptor file(::open(path_of(sha256).c_str(), O_RDONLY | O_CLOEXEC));
    if (!file) {
        if (errno == ENOENT) {
            return fail(blob_missing(sha256));
        }
        return broken();
    }
    struct stat status{};
    if (fstat(file.get(), &status) != 0) {
        return broken();
    }
    const auto size = static_cast<std::uint64_t>(status.st_size);
    std::string bytes(offset < size ? std::min(length, size - offset) : 0, '\0');
    std::size_t filled = 0;
    while (filled < bytes.size()) {
        const ssize_t got = pread(file.get(), bytes.data() + filled, bytes.size() - filled,
                                  static_cast<off_t>(offset + filled));
        if (got < 0 && errno != EINTR) {
            return broken();
        }
        if (got == 0) {
            break;
        }
        filled += static_cast<std::size_t>(std::max<ssize_t>(got, 0));
    }
    bytes.resize(filled);
    return bytes;
}

std::optional<fs::path> FileBlobStore::local_file(const base::Sha256& sha256) {
    fs::path path = path_of(sha256);
    if (access(path.c_str(), R_OK) != 0) {
        return std::nullopt;
    }
    return path;
}

base::Result<std::vector<StoredBlob>> FileBlobStore::list(const std::optional<base::Sha256>& after,
                                                          std::size_t limit) {
    const std::string start = after ? base::to_text(*after) : "";
    std::vector<StoredBlob> blobs;
    for (const std::string& folder : names_in(root_)) {
        if (folder == incoming || folder < start.substr(0, 2)) {
            continue;
        }
        for (const std::string& name : names_in(root_ / folder)) {
            const auto sha256 = base::parse_sha256(name);
            if (!sha256 || name <= start) {
                continue;
            }
            if (blobs.size() == limit) {
                return blobs;
            }
            TRY_ASSIGN(const auto size_bytes, size(*sha256));
            if (size_bytes) {
                blobs.push_back({.sha256 = *sha256, .size_bytes = *size_bytes});
            }
        }
    }
    return blobs;
}

base::Result<void> FileBlobStore::remove(const base::Sha256& sha256) {
    if (unlink(path_of(sha256).c_str()) != 0 && errno != ENOENT) {
        return broken();
    }
    return {};
}

} // namespace media
