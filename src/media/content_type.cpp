#include "media/content_type.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <string>

namespace media {

namespace {

using namespace std::string_view_literals;

struct Signature {
    std::size_t offset;
    std::string_view bytes;
    ContentType type;
};

// From the formats' own specifications; the more specific come first.
constexpr std::array signatures{
    Signature{8, "WAVE"sv, ContentType::wav},
    Signature{8, "WEBP"sv, ContentType::webp},
    Signature{8, "AVI "sv, ContentType::avi},
    Signature{8, "AIFF"sv, ContentType::aiff},
    Signature{8, "AIFC"sv, ContentType::aiff},
    Signature{0, "OggS"sv, ContentType::ogg},
    Signature{0, "fLaC"sv, ContentType::flac},
    Signature{0, "ID3"sv, ContentType::mp3},
    Signature{4, "ftyp"sv, ContentType::mp4},
    Signature{4, "moov"sv, ContentType::mp4},
    Signature{0, "\x1A\x45\xDF\xA3"sv, ContentType::matroska},
    Signature{0, "\x30\x26\xB2\x75\x8E\x66\xCF\x11"sv, ContentType::asf},
    Signature{0, "#!AMR"sv, ContentType::amr},
    Signature{0, "caff"sv, ContentType::caf},
    Signature{0, "\x89PNG\r\n\x1A\n"sv, ContentType::png},
    Signature{0, "\xFF\xD8\xFF"sv, ContentType::jpeg},
    Signature{0, "GIF8"sv, ContentType::gif},
    Signature{0, "PK\x03\x04"sv, ContentType::zip},
    Signature{0, "PK\x05\x06"sv, ContentType::zip},
    Signature{0, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv, ContentType::ole},
    Signature{0, "{\\rtf"sv, ContentType::rtf},
};

/// MPEG audio without a tag: 11 set bits, then version, layer, rate and frequency that are not
/// reserved.
ContentType mpeg_frame(std::string_view head) {
    if (head.size() < 4 || static_cast<unsigned char>(head[0]) != 0xFF) {
        return ContentType::unknown;
    }
    const auto second = static_cast<unsigned char>(head[1]);
    const auto third = static_cast<unsigned char>(head[2]);
    if ((second & 0xF6U) == 0xF0U) {
        return ContentType::aac; // ADTS: layer is 0
    }
    const bool mpeg =
        (second & 0xE0U) == 0xE0U && (second & 0x18U) != 0x08U && (second & 0x06U) != 0;
    const bool rates = (third & 0xF0U) != 0xF0U && (third & 0x0CU) != 0x0CU;
    return mpeg && rates ? ContentType::mp3 : ContentType::unknown;
}

/// The length of a character whose end was cut off with the head, 0 when it ends with a whole one.
std::size_t unfinished_tail(std::string_view head) {
    for (std::size_t length = 1; length < 4 && length <= head.size(); ++length) {
        const auto byte = static_cast<unsigned char>(head[head.size() - length]);
        if (byte >= 0xC0U) {
            const std::size_t needed = byte >= 0xF0U ? 4 : byte >= 0xE0U ? 3 : 2;
            return length < needed ? length : 0;
        }
        if (byte < 0x80U) {
            break;
        }
    }
    return 0;
}

bool looks_like_text(std::string_view head) {
    const std::string_view whole = head.substr(0, head.size() - unfinished_tail(head));
    return base::is_utf8(whole) && std::ranges::none_of(whole, [](char c) {
               return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t' &&
                      c != '\f';
           });
}

} // namespace

ContentType sniff(std::string_view head) {
    if (head.empty()) {
        return ContentType::empty;
    }
    for (const Signature& signature : signatures) {
        if (head.size() >= signature.offset + signature.bytes.size() &&
            head.substr(signature.offset, signature.bytes.size()) == signature.bytes) {
            return signature.type;
        }
    }
    // Readers accept a PDF header anywhere in the first 1024 bytes (ISO 32000-1, annex H.3.4.1).
    if (head.substr(0, 1024).find("%PDF-") != std::string_view::npos) {
        return ContentType::pdf;
    }
    // A mark of UTF-16 looks like a frame of MPEG layer I, which nobody uses.
    if (head.starts_with("\xFF\xFE"sv) || head.starts_with("\xFE\xFF"sv)) {
        return ContentType::text;
    }
    if (const ContentType frame = mpeg_frame(head); frame != ContentType::unknown) {
        return frame;
    }
    return looks_like_text(head) ? ContentType::text : ContentType::unknown;
}

ContentType sniff_file(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) {
        return ContentType::unknown;
    }
    std::string head(sniff_bytes, '\0');
    stream.read(head.data(), static_cast<std::streamsize>(head.size()));
    head.resize(static_cast<std::size_t>(stream.gcount()));
    return sniff(head);
}

std::string_view media_type_of(ContentType type) {
    switch (type) {
    case ContentType::text:
        return "text/plain";
    case ContentType::wav:
        return "audio/wav";
    case ContentType::mp3:
        return "audio/mpeg";
    case ContentType::ogg:
        return "audio/ogg";
    case ContentType::flac:
        return "audio/flac";
    case ContentType::mp4:
        return "video/mp4";
    case ContentType::matroska:
        return "video/x-matroska";
    case ContentType::aac:
        return "audio/aac";
    case ContentType::asf:
        return "video/x-ms-asf";
    case ContentType::aiff:
        return "audio/aiff";
    case ContentType::amr:
        return "audio/amr";
    case ContentType::caf:
        return "audio/x-caf";
    case ContentType::avi:
        return "video/x-msvideo";
    case ContentType::png:
        return "image/png";
    case ContentType::jpeg:
        return "image/jpeg";
    case ContentType::webp:
        return "image/webp";
    case ContentType::gif:
        return "image/gif";
    case ContentType::pdf:
        return "application/pdf";
    case ContentType::zip:
        return "application/zip";
    case ContentType::rtf:
        return "application/rtf";
    case ContentType::ole:
    case ContentType::unknown:
    case ContentType::empty:
        break;
    }
    return "application/octet-stream";
}

bool may_sound(ContentType type) {
    switch (type) {
    case ContentType::wav:
    case ContentType::mp3:
    case ContentType::ogg:
    case ContentType::flac:
    case ContentType::mp4:
    case ContentType::matroska:
    case ContentType::aac:
    case ContentType::asf:
    case ContentType::aiff:
    case ContentType::amr:
    case ContentType::caf:
    case ContentType::avi:
        return true;
    default:
        return false;
    }
}

} // namespace media
