#include "media/extract/numbering.hpp"

#include <algorithm>
#include <array>

namespace media {

namespace {

std::string roman(int value) {
    struct Digit {
        int value;
        std::string_view text;
    };
    constexpr std::array digits{
        Digit{1000, "M"}, Digit{900, "CM"}, Digit{500, "D"}, Digit{400, "CD"}, Digit{100, "C"},
        Digit{90, "XC"},  Digit{50, "L"},   Digit{40, "XL"}, Digit{10, "X"},   Digit{9, "IX"},
        Digit{5, "V"},    Digit{4, "IV"},   Digit{1, "I"}};
    std::string text;
    for (const Digit& digit : digits) {
        while (value >= digit.value) {
            text += digit.text;
            value -= digit.value;
        }
    }
    return text;
}

std::string letters(int value) {
    // Word repeats the letter: z, aa, bb.
    const auto letter = static_cast<char>('A' + (value - 1) % 26);
    return std::string(static_cast<std::size_t>((value - 1) / 26) + 1, letter);
}

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) { return static_cast<char>(c | 0x20); });
    return text;
}

} // namespace

std::string format_number(NumberForm form, int value) {
    if (form == NumberForm::none || form == NumberForm::bullet) {
        return {};
    }
    if (value < 1 || value > 3999) {
        return std::to_string(value);
    }
    switch (form) {
    case NumberForm::lower_letter:
        return lower(letters(value));
    case NumberForm::upper_letter:
        return letters(value);
    case NumberForm::lower_roman:
        return lower(roman(value));
    case NumberForm::upper_roman:
        return roman(value);
    case NumberForm::decimal_zero:
        return (value < 10 ? "0" : "") + std::to_string(value);
    default:
        return std::to_string(value);
    }
}

} // namespace media
