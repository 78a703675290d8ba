#pragma once

#include "media/extract/block_builder.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace media {

/// How the beginning of a line counts.
enum class MarkerKind : std::uint8_t {
    bullet,  ///< - – • + *
    decimal, ///< 1. 1) (1)
    dotted,  ///< 1.1. 2.3.1
    letter,  ///< a) đ) A.
    roman,   ///< I. IV.
};

struct LineMarker {
    MarkerKind kind = MarkerKind::bullet;
    std::string_view text; ///< as it is written
    std::string_view rest; ///< the line behind it
};

/// The marker a line begins with, when something follows it. "5.000 đồng", "12/12/2025" and "2026.
/// Trong" have none.
[[nodiscard]] std::optional<LineMarker> leading_marker(std::string_view line);

/// The level of a line that is a heading by the habits of Vietnamese administrative documents: a
/// line in capitals (1), "I." or "Chương I" (2), "Điều 5." (3); nothing for other lines.
[[nodiscard]] std::optional<int> heading_level(std::string_view line);

/// Depth of list items from the order in which their kinds of marker appear: a kind not seen since
/// the last heading goes one deeper, a kind seen before goes back to its depth.
class ListDepth {
public:
    [[nodiscard]] int of(MarkerKind kind);
    void reset() { kinds_.clear(); }

private:
    std::vector<MarkerKind> kinds_;
};

struct TextLine {
    std::string text;         ///< clean
    bool after_blank = false; ///< a blank line stands above
    bool after_page = false;  ///< first line of a new page
};

/// Adds one already separate paragraph as heading, list item or paragraph.
void add_paragraph_by_form(std::string_view text, ListDepth& depth, BlockBuilder& builder);

/// Turns lines into blocks: joins lines that were broken at the margin, also over a page break, and
/// gives each block its kind.
void structure_lines(const std::vector<TextLine>& lines, BlockBuilder& builder);

} // namespace media
