#pragma once

#include "speech/normalize/lexeme.hpp"

#include <string_view>
#include <vector>

namespace speech {

/// A paragraph, heading, list item or table cell: what is read without looking at its neighbours.
struct Block {
    std::vector<Lexeme> lexemes;
    bool heading = false;
};

/// Undoes the layout of documents: lines broken in mid-sentence are joined again, words broken at a
/// hyphen too, page numbers, footnotes and mark-up become `hidden` lexemes.
[[nodiscard]] std::vector<Block> cut_into_blocks(std::string_view text);

/// Lexemes of a list marker or heading number ("a)", "1.1.", "IV.", "(2)") at `at`, with its full
/// stop; 0 when there is none.
[[nodiscard]] std::size_t list_marker_length(const View& view, std::size_t at);

} // namespace speech
