#include "media/blob_store.hpp"

#include "base/try.hpp"
#include "crypto/digest.hpp"
#include "media/descriptor.hpp"
#include "media/scratch_directory.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <functional>

namespace media {

namespace {

constexpr std::uint64_t piece_bytes = 1ULL << 20U;

base::Result<void> read_all(BlobStore& store, const base::Sha256& sha256,
                            const std::function<base::Result<void>(std::string_view)>& use) {
    crypto::Sha256Stream hash;
    for (std::uint64_t offset = 0;;) {
        TRY_ASSIGN(const std::string piece, store.read(sha256, offset, piece_bytes));
        if (piece.empty()) {
            break;
        }
        hash.update(piece);
        TRY(use(piece));
        offset += piece.size();
    }
    if (hash.finish() != sha256) {
        return base::fail(
            base::Fault::unavailable, "media.blob_damaged",
            "Tệp lưu trên máy chủ đã bị hỏng. Hãy báo người quản trị khôi phục từ bản sao lưu.",
            fmt::format("The stored file {} no longer matches its hash.", base::to_text(sha256)));
    }
    return {};
}

} // namespace

base::Error blob_missing(const base::Sha256& sha256) {
    return base::refuse(base::Fault::not_found, "media.blob_missing",
                        "Không tìm thấy tệp này trong kho lưu trữ. Có thể tệp đã bị xóa.",
                        fmt::format("The store does not hold {}.", base::to_text(sha256)));
}

base::Error blob_store_unavailable(std::string_view why) {
    return base::refuse(base::Fault::unavailable, "media.blob_store_unavailable",
                        "Kho lưu trữ tệp đang không truy cập được. Hãy thử lại sau ít phút.",
                        fmt::format("The file store is not available: {}.", why));
}

base::Result<void> verify_blob(BlobStore& store, const base::Sha256& sha256) {
    return read_all(store, sha256, [](std::string_view) { return base::Result<void>{}; });
}

base::Result<void> fetch_blob(BlobStore& store, const base::Sha256& sha256,
                              const std::filesystem::path& file) {
    Descriptor out(open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (!out) {
        return base::fail(no_space(std::strerror(errno)));
    }
    auto copied = read_all(store, sha256, [&](std::string_view piece) -> base::Result<void> {
        while (!piece.empty()) {
            const ssize_t written = write(out.get(), piece.data(), piece.size());
            if (written < 0) {
                return base::fail(no_space(std::strerror(errno)));
            }
            piece.remove_prefix(static_cast<std::size_t>(written));
        }
        return {};
    });
    if (!copied) {
        unlink(file.c_str());
    }
    return copied;
}

} // namespace media
