#pragma once

#include "media/blob_store.hpp"

#include <functional>

namespace media {

/// Blobs as files below one directory: `ab/abcdef…`, made whole in `.incoming` and moved into
/// place. Several processes of one machine may share it.
class FileBlobStore final : public BlobStore {
public:
    /// Makes the directory when it is missing and clears away what a killed process left half
    /// written.
    [[nodiscard]] static base::Result<FileBlobStore> open(const std::filesystem::path& root);

    [[nodiscard]] base::Result<StoredBlob> put_file(const std::filesystem::path& file) override;
    [[nodiscard]] base::Result<StoredBlob> put_bytes(std::string_view bytes) override;
    [[nodiscard]] base::Result<std::optional<std::uint64_t>>
    size(const base::Sha256& sha256) override;
    [[nodiscard]] base::Result<std::string> read(const base::Sha256& sha256, std::uint64_t offset,
                                                 std::uint64_t length) override;
    [[nodiscard]] std::optional<std::filesystem::path>
    local_file(const base::Sha256& sha256) override;
    [[nodiscard]] base::Result<std::vector<StoredBlob>>
    list(const std::optional<base::Sha256>& after, std::size_t limit) override;
    [[nodiscard]] base::Result<void> remove(const base::Sha256& sha256) override;

private:
    /// Gives the next piece, empty at the end.
    using Source = std::function<base::Result<std::string_view>()>;

    explicit FileBlobStore(std::filesystem::path root) : root_(std::move(root)) {}
    [[nodiscard]] base::Result<StoredBlob> put(const Source& source);
    [[nodiscard]] base::Result<void> move_into_place(const std::filesystem::path& made,
                                                     const StoredBlob& blob);
    [[nodiscard]] std::filesystem::path path_of(const base::Sha256& sha256) const;

    std::filesystem::path root_;
};

} // namespace media
