#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

namespace media {

/// What a file is by its first bytes; names and headers sent by browsers are never believed.
enum class ContentType : std::uint8_t {
    unknown,
    empty,
    text, ///< UTF-8 or UTF-16 with a mark, without control characters
    wav,
    mp3,
    ogg,
    flac,
    mp4, ///< also m4a, 3gp, mov
    matroska,
    aac,
    asf,
    aiff,
    amr,
    caf,
    avi,
    png,
    jpeg,
    webp,
    gif,
    pdf,
    zip, ///< docx and odt among others
    ole, ///< Office before 2007, and encrypted docx
    rtf,
};

/// As many bytes as sniff() looks at.
inline constexpr std::size_t sniff_bytes = 4096;

/// `head` is the beginning of the file, up to sniff_bytes of it.
[[nodiscard]] ContentType sniff(std::string_view head);
/// `unknown` when the file cannot be read.
[[nodiscard]] ContentType sniff_file(const std::filesystem::path& file);

/// The registered media type (RFC 6838) to serve it as.
[[nodiscard]] std::string_view media_type_of(ContentType type);
/// True for containers that may carry sound.
[[nodiscard]] bool may_sound(ContentType type);

} // namespace media
