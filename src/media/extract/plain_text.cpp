#include "base/text.hpp"
#include "base/try.hpp"
#include "media/extract/line_structure.hpp"
#include "media/extract/parsers.hpp"

#include <algorithm>

namespace media {

namespace {

using namespace std::string_view_literals;

base::Error unknown_encoding() {
    return base::refuse(base::Fault::invalid, "media.document_encoding",
                        "Tệp văn bản không dùng mã Unicode nên không đọc được dấu tiếng Việt. Hãy "
                        "mở bằng Notepad, chọn Lưu "
                        "thành (Save As) với bảng mã UTF-8 rồi tải lên lại.",
                        "The text file is not in Unicode. Save it as UTF-8 and upload it again.");
}

void append_utf8(std::string& text, std::uint32_t point) {
    const auto byte = [&](std::uint32_t value) { text += static_cast<char>(value); };
    if (point < 0x80) {
        byte(point);
    } else if (point < 0x800) {
        byte(0xC0U | point >> 6U);
        byte(0x80U | (point & 0x3FU));
    } else if (point < 0x10000) {
        byte(0xE0U | point >> 12U);
        byte(0x80U | (point >> 6U & 0x3FU));
        byte(0x80U | (point & 0x3FU));
    } else {
        byte(0xF0U | point >> 18U);
        byte(0x80U | (point >> 12U & 0x3FU));
        byte(0x80U | (point >> 6U & 0x3FU));
        byte(0x80U | (point & 0x3FU));
    }
}

/// RFC 2781. An odd byte, a NUL or a half surrogate pair is a fault.
base::Result<std::string> from_utf16(std::string_view bytes, bool big_endian) {
    if (bytes.size() % 2 != 0) {
        return base::fail(unknown_encoding());
    }
    const auto unit = [&](std::size_t at) {
        const auto a = static_cast<unsigned char>(bytes[at]);
        const auto b = static_cast<unsigned char>(bytes[at + 1]);
        return static_cast<std::uint32_t>(big_endian ? a << 8U | b : b << 8U | a);
    };
    std::string text;
    text.reserve(bytes.size());
    for (std::size_t at = 0; at < bytes.size(); at += 2) {
        std::uint32_t point = unit(at);
        if (point >= 0xD800 && point <= 0xDBFF && at + 3 < bytes.size() && unit(at + 2) >= 0xDC00 &&
            unit(at + 2) <= 0xDFFF) {
            point = 0x10000 + ((point - 0xD800) << 10U) + (unit(at + 2) - 0xDC00);
            at += 2;
        } else if ((point >= 0xD800 && point <= 0xDFFF) || point == 0) {
            return base::fail(unknown_encoding());
        }
        append_utf8(text, point);
    }
    return text;
}

} // namespace

base::Result<std::string> decode_text(std::string_view bytes) {
    if (bytes.starts_with("\xFF\xFE"sv)) {
        return from_utf16(bytes.substr(2), false);
    }
    if (bytes.starts_with("\xFE\xFF"sv)) {
        return from_utf16(bytes.substr(2), true);
    }
    if (bytes.starts_with("\xEF\xBB\xBF"sv)) {
        bytes.remove_prefix(3);
    }
    if (!base::is_utf8(bytes)) {
        return base::fail(unknown_encoding());
    }
    return std::string(bytes);
}

base::Result<ImportedText> read_plain_text(std::string_view bytes, const ImportLimits& limits) {
    TRY_ASSIGN(const std::string text, decode_text(bytes));
    std::vector<TextLine> lines;
    bool blank = false;
    bool page = false;
    std::string_view left = text;
    while (!left.empty()) {
        const std::size_t end = std::min(left.find_first_of("\n\r\f"), left.size());
        TextLine line{
            .text = clean_text(left.substr(0, end)), .after_blank = blank, .after_page = page};
        page = (page && line.text.empty()) || (end < left.size() && left[end] == '\f');
        const bool crlf = left.substr(end).starts_with("\r\n");
        left.remove_prefix(std::min(end + (crlf ? 2 : 1), left.size()));
        blank = line.text.empty();
        if (!line.text.empty()) {
            lines.push_back(std::move(line));
        }
    }
    BlockBuilder builder(limits);
    structure_lines(lines, builder);
    return builder.finish();
}

} // namespace media
