#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace media {

enum class BlockKind : std::uint8_t { heading, paragraph, list_item, table_row };

/// One piece of an imported document, in reading order. Text is NFC, on one line, without control
/// characters.
struct TextBlock {
    BlockKind kind = BlockKind::paragraph;
    std::int32_t level = 0; ///< heading: 1 to 6; list item: depth from 0; else 0
    std::string marker;     ///< list item: as it is written, such as `1.`, `b)`, `IV.` or `-`
    std::string text;       ///< table row: its cells joined by ` | `

    friend bool operator==(const TextBlock&, const TextBlock&) = default;
};

struct ImportedText {
    std::optional<std::string> title; ///< its first heading that names the matter
    std::vector<TextBlock> blocks;

    friend bool operator==(const ImportedText&, const ImportedText&) = default;
};

struct ImportLimits {
    std::uint64_t file_bytes_max = 20ULL << 20U;
    std::int32_t pages_max = 300;
    std::uint64_t text_bytes_max = 2ULL << 20U;
};

/// Reads documents of strangers. Parsers run confined. Safe to call from several threads; blocks.
class TextExtractor {
public:
    virtual ~TextExtractor() = default;
    /// The kind (.txt, .md, .docx, .odt, .pdf) is found by content; `file_name` only tells Markdown
    /// from plain text. Every refusal says what to do: `media.document_broken`, `_encrypted`,
    /// `_scanned`, `_too_large`, `_unknown_kind`,
    /// `_encoding`, `_macros`, `_empty`.
    [[nodiscard]] virtual base::Result<ImportedText> extract(const std::filesystem::path& input,
                                                             const std::string& file_name,
                                                             std::stop_token stop) = 0;
};

} // namespace media
