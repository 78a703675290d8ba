#pragma once

#include "base/result.hpp"

#include <filesystem>
#include <string>

namespace media {

/// A new empty directory, readable by this process only, removed with all it holds when this goes.
/// The leading dot keeps it out of listings.
class ScratchDirectory {
public:
    /// `media.no_space` (unavailable) when it cannot be made.
    [[nodiscard]] static base::Result<ScratchDirectory> make(const std::filesystem::path& parent);
    ScratchDirectory(ScratchDirectory&& other) noexcept : path_(std::exchange(other.path_, {})) {}
    ScratchDirectory& operator=(ScratchDirectory&& other) noexcept {
        std::swap(path_, other.path_);
        return *this;
    }
    ~ScratchDirectory();

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    explicit ScratchDirectory(std::filesystem::path path) : path_(std::move(path)) {}
    std::filesystem::path path_;
};

/// The refusal for a disk on which nothing can be written.
[[nodiscard]] base::Error no_space(std::string_view why);

} // namespace media
