#pragma once

#include "speech/normalize/lexeme.hpp"
#include "speech/normalize/normalize.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace speech {

/// What a rule found: the lexemes [at, end) are read as `spoken`.
struct Match {
    std::size_t end = 0;
    std::string spoken;
    TokenKind kind = TokenKind::word;
};

/// The block that is being read.
struct Context {
    View view;
    Region region = Region::north;
};

/// The word before `at`, in lower case, looking through blanks, quotes and opening brackets; empty
/// when there is none.
[[nodiscard]] std::string word_before(const View& view, std::size_t at);
/// Index of that word's lexeme, or `at` when there is none.
[[nodiscard]] std::size_t index_of_word_before(const View& view, std::size_t at);
[[nodiscard]] bool is_dash(const View& view, std::size_t at);
/// The lexeme after a dash at `at` with or without blanks around it, or 0 when there is no dash.
[[nodiscard]] std::size_t after_dash(const View& view, std::size_t at);
[[nodiscard]] std::optional<unsigned> value_of(std::string_view digits, unsigned max);
void add_word(std::string& out, std::string_view word);

template <std::size_t n>
[[nodiscard]] bool contains(const std::array<std::string_view, n>& words, std::string_view word) {
    for (const std::string_view known : words) {
        if (known == word) {
            return true;
        }
    }
    return false;
}

// Each rule looks at the lexeme `at` and what follows; nothing when it does not apply. Order
// matters: the reader tries them as they stand here.

[[nodiscard]] std::optional<Match> read_phone(const Context& context, std::size_t at);
[[nodiscard]] std::optional<Match> read_document_number(const Context& context, std::size_t at);
[[nodiscard]] std::optional<Match> read_date(const Context& context, std::size_t at);
/// "ngày   tháng 6 năm 2026": what is left blank is not read.
[[nodiscard]] std::optional<Match> read_blank_date(const Context& context, std::size_t at);
[[nodiscard]] std::optional<Match> read_time(const Context& context, std::size_t at);
/// Numbers with all that hangs on them: ranges, fractions, units, money, "4G".
[[nodiscard]] std::optional<Match> read_quantity(const Context& context, std::size_t at);
/// A unit without a number: "đơn vị: kg", "km/h".
[[nodiscard]] std::optional<Match> read_lone_unit(const Context& context, std::size_t at);

[[nodiscard]] std::optional<Match> read_address(const Context& context, std::size_t at);
[[nodiscard]] std::optional<Match> read_word(const Context& context, std::size_t at);
[[nodiscard]] std::optional<Match> read_slash(const Context& context, std::size_t at);

} // namespace speech
