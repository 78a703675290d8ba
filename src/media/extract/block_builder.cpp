#include "media/extract/block_builder.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>

namespace media {

namespace {

using base::Fault;
using base::refuse;

/// Appends the code point that starts at `at` and moves `at` behind it. The text is UTF-8.
std::string_view next_character(std::string_view text, std::size_t& at) {
    const auto first = static_cast<unsigned char>(text[at]);
    const std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    const std::string_view character = text.substr(at, length);
    at += character.size();
    return character;
}

bool is_space(std::string_view character) {
    return character == " " || character == "\t" || character == "\n" || character == "\r" ||
           character == "\f" || character == "\v" || character == "\u00A0" ||
           character == "\u2007" || character == "\u202F" || character == "\u2028" ||
           character == "\u2029" || (character >= "\u2000" && character <= "\u200A") ||
           character == "\u3000";
}

bool is_invisible(std::string_view character) {
    return (character.size() == 1 &&
            (static_cast<unsigned char>(character[0]) < 0x20 || character[0] == 0x7F)) ||
           (character >= "\u0080" && character <= "\u009F") || character == "\u00AD" ||
           (character >= "\u200B" && character <= "\u200F") ||
           (character >= "\u202A" && character <= "\u202E") ||
           (character >= "\u2060" && character <= "\u2069") || character == "\uFEFF" ||
           (character >= "\uFFF9" && character <= "\uFFFB");
}

/// Folded beginnings of lines that name the nation, the office or the place, never the matter.
constexpr std::array letterhead{"cong hoa xa hoi",
                                "doc lap tu do",
                                "uy ban nhan dan",
                                "ubnd",
                                "hoi dong nhan dan",
                                "hdnd",
                                "so ",
                                "phong ",
                                "bo ",
                                "dang cong san",
                                "dang bo",
                                "trung tam",
                                "mat tran",
                                "ban ",
                                "so:",
                                "phu luc",
                                "van phong",
                                "cong an",
                                "tinh ",
                                "huyen ",
                                "xa ",
                                "phuong ",
                                "thanh pho "};

/// Kinds of document whose name alone is no title.
constexpr std::array kinds{
    "ke hoach",  "thong bao", "quyet dinh",  "cong van",     "bao cao",         "to trinh",
    "cong dien", "giay moi",  "huong dan",   "chuong trinh", "quy che",         "nghi quyet",
    "chi thi",   "thu ngo",   "loi keu goi", "phuong an",    "bai tuyen truyen"};

} // namespace

base::Error document_too_large() {
    return refuse(
        Fault::too_large, "media.document_too_large",
        "Tài liệu quá lớn để nhập (giới hạn 20 MB, 300 trang, 2 MB chữ). Hãy chia thành nhiều tệp "
        "nhỏ hơn.",
        "The document is too large to import (20 MB, 300 pages, 2 MB of text). Split it.");
}

base::Error document_broken() {
    return refuse(Fault::invalid, "media.document_broken",
                  "Tài liệu bị hỏng nên không đọc được. Hãy mở trên máy của bạn, lưu thành tệp mới "
                  "rồi thử lại.",
                  "The document is broken. Open it on your computer, save it anew and try again.");
}

base::Error document_encrypted() {
    return refuse(Fault::invalid, "media.document_encrypted",
                  "Tài liệu được đặt mật khẩu nên không đọc được. Hãy gỡ mật khẩu rồi tải lên lại.",
                  "The document is protected by a password. Remove it and upload again.");
}

std::string clean_text(std::string_view text) {
    const auto composed = base::to_nfc(text);
    if (!composed) {
        return {};
    }
    std::string clean;
    clean.reserve(composed->size());
    bool space = false;
    for (std::size_t at = 0; at < composed->size();) {
        const std::string_view character = next_character(*composed, at);
        if (is_space(character)) {
            space = !clean.empty();
        } else if (!is_invisible(character)) {
            if (space) {
                clean += ' ';
                space = false;
            }
            clean += character;
        }
    }
    return clean;
}

bool looks_like_old_font(std::string_view text) {
    std::size_t letters = 0;
    std::size_t signs = 0;
    bool in_word = false;
    for (std::size_t at = 0; at < text.size();) {
        const std::string_view character = next_character(text, at);
        // TCVN3 puts Vietnamese letters where Latin-1 has signs, so they stand inside words.
        const bool sign = (character >= "\u00A1" && character <= "\u00BF") ||
                          character == "\u00D7" || character == "\u00F7" || character == "\u00DF" ||
                          character == "\u00FE" || character == "\u00C6" || character == "\u00D0" ||
                          character == "\u00F8";
        const bool letter = character.size() > 1
                                ? !sign
                                : (character[0] | 0x20) >= 'a' && (character[0] | 0x20) <= 'z';
        signs += sign && in_word ? 1 : 0;
        letters += letter ? 1 : 0;
        in_word = letter || sign;
    }
    return signs >= 5 && signs * 25 > letters;
}

std::optional<std::string> title_of(const std::vector<TextBlock>& blocks) {
    const auto starts_with_any = [](const std::string& folded, const auto& words) {
        return std::ranges::any_of(words,
                                   [&](const char* word) { return folded.starts_with(word); });
    };
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        const TextBlock& block = blocks[i];
        const std::string folded = base::fold(block.text);
        if (block.kind != BlockKind::heading || starts_with_any(folded + " ", letterhead)) {
            continue;
        }
        const bool bare_kind = std::ranges::find(kinds, folded) != kinds.end();
        if (bare_kind && i + 1 < blocks.size() && blocks[i + 1].kind <= BlockKind::paragraph &&
            base::code_points(blocks[i + 1].text) <= 250) {
            return block.text + " " + blocks[i + 1].text;
        }
        if (base::code_points(block.text) <= 300) {
            return block.text;
        }
    }
    return std::nullopt;
}

void BlockBuilder::heading(int level, std::string_view text) {
    add({.kind = BlockKind::heading, .level = std::clamp(level, 1, 6), .text = clean_text(text)});
}

void BlockBuilder::paragraph(std::string_view text) {
    add({.kind = BlockKind::paragraph, .text = clean_text(text)});
}

void BlockBuilder::list_item(int depth, std::string_view marker, std::string_view text) {
    add({.kind = BlockKind::list_item,
         .level = std::clamp(depth, 0, 8),
         .marker = clean_text(marker),
         .text = clean_text(text)});
}

void BlockBuilder::table_row(const std::vector<std::string>& cells) {
    std::string row;
    bool any = false;
    for (const std::string& cell : cells) {
        const std::string clean = clean_text(cell);
        any = any || !clean.empty();
        row += (row.empty() ? "" : " | ") + clean;
    }
    if (any) {
        add({.kind = BlockKind::table_row, .text = clean_text(row)});
    }
}

void BlockBuilder::add(TextBlock block) {
    if (block.text.empty() || too_large_) {
        return;
    }
    bytes_ += block.text.size() + block.marker.size();
    if (bytes_ > limits_.text_bytes_max) {
        too_large_ = true;
        return;
    }
    document_.blocks.push_back(std::move(block));
}

base::Result<ImportedText> BlockBuilder::finish() {
    if (too_large_) {
        return base::fail(document_too_large());
    }
    if (document_.blocks.empty()) {
        return base::fail(Fault::invalid, "media.document_empty",
                          "Tài liệu không có chữ nào. Nếu nội dung là ảnh chụp, hãy gõ lại hoặc "
                          "dùng bản gốc Word.",
                          "The document has no text.");
    }
    std::string all;
    for (const TextBlock& block : document_.blocks) {
        all += block.text + "\n";
    }
    if (looks_like_old_font(all)) {
        return base::fail(Fault::invalid, "media.document_encoding",
                          "Tài liệu dùng phông chữ cũ (TCVN3 hoặc VNI) nên không đọc được dấu "
                          "tiếng Việt. Hãy chuyển sang "
                          "Unicode (ví dụ bằng UniKey, phím Ctrl+Shift+F6) rồi tải lên lại.",
                          "The document uses a font encoding from before Unicode (TCVN3, VNI). "
                          "Convert it to Unicode.");
    }
    document_.title = title_of(document_.blocks);
    return std::move(document_);
}

} // namespace media
