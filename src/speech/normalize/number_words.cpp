#include "speech/normalize/number_words.hpp"

#include <array>
#include <cstddef>
#include <vector>

namespace speech {

namespace {

constexpr std::array<std::string_view, 10> digit_words{"không", "một", "hai", "ba",  "bốn",
                                                       "năm",   "sáu", "bảy", "tám", "chín"};

std::string_view word_of(char digit) {
    return digit_words[static_cast<std::size_t>(digit - '0')];
}

void add(std::string& out, std::string_view word) {
    if (!out.empty() && !word.empty()) {
        out.push_back(' ');
    }
    out.append(word);
}

std::string_view unit_after_tens(char unit) {
    switch (unit) {
    case '1':
        return "mốt";
    case '4':
        return "tư";
    case '5':
        return "lăm";
    default:
        return word_of(unit);
    }
}

/// One group of three digits. `full` says the hundreds even when they are zero, as inside a longer
/// number.
void add_group(std::string& out, std::string_view group, bool full, Region region) {
    const char hundreds = group[0];
    const char tens = group[1];
    const char units = group[2];
    const bool say_hundreds = full || hundreds != '0';
    if (say_hundreds) {
        add(out, word_of(hundreds));
        add(out, "trăm");
    }
    if (tens == '0') {
        if (units != '0') {
            if (say_hundreds) {
                add(out, region == Region::south ? "lẻ" : "linh");
            }
            add(out, word_of(units));
        }
        return;
    }
    if (tens == '1') {
        add(out, "mười");
        if (units != '0') {
            add(out, units == '5' ? "lăm" : word_of(units));
        }
        return;
    }
    add(out, word_of(tens));
    add(out, "mươi");
    if (units != '0') {
        add(out, unit_after_tens(units));
    }
}

std::string_view without_zeroes(std::string_view digits) {
    const auto first = digits.find_first_not_of('0');
    return first == std::string_view::npos ? std::string_view("0") : digits.substr(first);
}

} // namespace

std::string cardinal(std::string_view digits, Region region) {
    constexpr std::size_t digits_max = 18;
    const std::string_view value = without_zeroes(digits);
    if (value.size() > digits_max) {
        return digit_by_digit(value);
    }
    if (value == "0") {
        return "không";
    }
    std::string padded_value(value);
    padded_value.insert(0, (3 - value.size() % 3) % 3, '0');
    const std::size_t groups = padded_value.size() / 3;
    const std::string_view thousand = region == Region::south ? "ngàn" : "nghìn";
    const std::array<std::string_view, 6> scales{"", thousand, "triệu", "tỷ", thousand, "triệu"};
    std::string out;
    bool since_billion = false;
    for (std::size_t i = 0; i < groups; ++i) {
        const std::size_t place = groups - 1 - i;
        const std::string_view group = std::string_view(padded_value).substr(i * 3, 3);
        if (group != "000") {
            add_group(out, group, i > 0, region);
            if (place != 3) {
                add(out, scales[place]);
            }
            since_billion = since_billion || place > 3;
        }
        if (place == 3 && (group != "000" || since_billion)) {
            add(out, "tỷ");
        }
    }
    return out;
}

std::string cardinal(unsigned value, Region region) {
    return cardinal(std::to_string(value), region);
}

std::string digit_by_digit(std::string_view digits) {
    std::string out;
    for (const char digit : digits) {
        add(out, word_of(digit));
    }
    return out;
}

std::string padded(std::string_view digits, Region region) {
    if (digits.size() > 2 && digits.front() == '0') {
        return digit_by_digit(digits);
    }
    return cardinal(digits, region);
}

std::string after_comma(std::string_view digits, Region region) {
    if (digits.size() > 3 || digits.front() == '0') {
        return digit_by_digit(digits);
    }
    return cardinal(digits, region);
}

std::string ordinal(std::string_view digits, Region region) {
    const std::string_view value = without_zeroes(digits);
    if (value == "1") {
        return "nhất";
    }
    return value == "4" ? "tư" : cardinal(value, region);
}

std::string month(std::string_view digits) {
    return without_zeroes(digits) == "4" ? "tư" : cardinal(digits);
}

unsigned roman(std::string_view letters) {
    struct Sign {
        unsigned value;
        std::string_view upper;
        std::string_view lower;
    };
    constexpr std::array<Sign, 13> signs{{{1000, "M", "m"},
                                          {900, "CM", "cm"},
                                          {500, "D", "d"},
                                          {400, "CD", "cd"},
                                          {100, "C", "c"},
                                          {90, "XC", "xc"},
                                          {50, "L", "l"},
                                          {40, "XL", "xl"},
                                          {10, "X", "x"},
                                          {9, "IX", "ix"},
                                          {5, "V", "v"},
                                          {4, "IV", "iv"},
                                          {1, "I", "i"}}};
    if (letters.empty() || letters.size() > 15) {
        return 0;
    }
    const bool small = letters.front() >= 'a';
    unsigned value = 0;
    std::size_t at = 0;
    std::string standard;
    for (const Sign& sign : signs) {
        const std::string_view text = small ? sign.lower : sign.upper;
        unsigned repeats = 0;
        while (letters.substr(at).starts_with(text) && repeats < (text.size() == 1 ? 3U : 1U)) {
            value += sign.value;
            at += text.size();
            ++repeats;
        }
    }
    const auto well_formed =
        [&] { // "IVI" and "VV" are consumed above but are not the standard form of their value
            unsigned left = value;
            for (const Sign& sign : signs) {
                while (left >= sign.value) {
                    standard += small ? sign.lower : sign.upper;
                    left -= sign.value;
                }
            }
            return standard == letters;
        };
    return at == letters.size() && well_formed() ? value : 0;
}

} // namespace speech
