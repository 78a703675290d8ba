#pragma once

#include "speech/normalize/lexeme.hpp"

#include <string_view>
#include <vector>

namespace speech {

/// HTML tags and the emphasis of Markdown become `hidden` lexemes.
[[nodiscard]] std::vector<Lexeme> without_markup(std::string_view text,
                                                 std::vector<Lexeme> lexemes);

} // namespace speech
