#pragma once

#include "media/extract_text.hpp"

#include <string_view>

namespace media {

/// Collects the blocks of one document in reading order: cleans their text, leaves empty ones out,
/// and stops at the limit. Every parser ends with finish().
class BlockBuilder {
public:
    explicit BlockBuilder(const ImportLimits& limits) : limits_(limits) {}

    /// Levels outside 1 to 6 are brought to the nearest.
    void heading(int level, std::string_view text);
    void paragraph(std::string_view text);
    void list_item(int depth, std::string_view marker, std::string_view text);
    void table_row(const std::vector<std::string>& cells);

    /// True when the limit was passed; a parser may stop early.
    [[nodiscard]] bool full() const { return too_large_; }
    /// `media.document_too_large`, `_empty`, `_encoding`.
    [[nodiscard]] base::Result<ImportedText> finish();

private:
    void add(TextBlock block);

    ImportLimits limits_;
    ImportedText document_;
    std::uint64_t bytes_ = 0;
    bool too_large_ = false;
};

/// NFC, every run of white space one space, control and invisible characters gone, trimmed. Bytes
/// that are not UTF-8 give an empty text.
[[nodiscard]] std::string clean_text(std::string_view text);

/// Text typed with the fonts of before Unicode (.VnTime, VNI-Times) reads as "Th«ng b¸o" without
/// them.
[[nodiscard]] bool looks_like_old_font(std::string_view text);

/// What a reader would call the document: its first real heading; after a bare kind such as KẾ
/// HOẠCH also the line below. The nation's and the office's names at the top do not count.
[[nodiscard]] std::optional<std::string> title_of(const std::vector<TextBlock>& blocks);

[[nodiscard]] base::Error document_too_large();
[[nodiscard]] base::Error document_broken();
[[nodiscard]] base::Error document_encrypted();

} // namespace media
