#pragma once

#include "base/result.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace media {

/// A zip file in memory, read with limits on the number of entries and on what one entry may unfold
/// to. The bytes must outlive it.
class ZipArchive {
public:
    /// `media.document_broken`, `media.document_too_large`.
    [[nodiscard]] static base::Result<ZipArchive> open(std::string_view bytes);
    ZipArchive(ZipArchive&&) noexcept;
    ZipArchive& operator=(ZipArchive&&) noexcept;
    ~ZipArchive();

    [[nodiscard]] bool has(const std::string& name) const;
    /// True when any entry's name starts so.
    [[nodiscard]] bool has_below(std::string_view prefix) const;
    /// An entry that is not there is empty text. Encrypted entries are `media.document_encrypted`.
    [[nodiscard]] base::Result<std::string> read(const std::string& name) const;

private:
    struct Handle;
    explicit ZipArchive(std::unique_ptr<Handle> handle);
    std::unique_ptr<Handle> handle_;
};

} // namespace media
