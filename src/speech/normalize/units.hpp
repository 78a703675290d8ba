#pragma once

#include <string_view>

namespace speech {

/// A unit as it stands after a number.
struct Unit {
    std::string_view written; ///< exponents as 2 and 3
    std::string_view spoken;
    bool money = false;
    bool touching = false; ///< only directly after the number: "50k"
    bool alone = false;    ///< read so without a number, too: "đồng/kg"
};

/// Case matters: "MW" and "mW". Null when it is none.
[[nodiscard]] const Unit* find_unit(std::string_view written);
/// What is counted "per" something: "đồng/tháng", "người/hộ". True for words that stand so after a
/// slash.
[[nodiscard]] bool is_counted_per(std::string_view lower_word);
/// Other characters that are said: "&" → "và". Empty when it is none.
[[nodiscard]] std::string_view symbol_words(char32_t point);
/// Characters that are never said, without loss: quotes, bullets, emoji.
[[nodiscard]] bool is_ornament(char32_t point);

} // namespace speech
