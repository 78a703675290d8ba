#include "speech/normalize/rules.hpp"

#include "speech/normalize/code_points.hpp"

namespace speech {

std::size_t index_of_word_before(const View& view, std::size_t at) {
    std::size_t here = at;
    while (here > 0) {
        --here;
        if (view.is_word(here)) {
            return here;
        }
        const bool opening = view.is_mark(here, U'(') || view.is_mark(here, U'"') ||
                             view.is_mark(here, U'“') || view.is_mark(here, U':') ||
                             view.is_mark(here, U'\'');
        if (!view.is_blank(here) && !opening) {
            return at;
        }
    }
    return at;
}

std::string word_before(const View& view, std::size_t at) {
    const std::size_t found = index_of_word_before(view, at);
    return found == at ? std::string() : lower(view.text(found));
}

bool is_dash(const View& view, std::size_t at) {
    return view.is_mark(at, U'-') || view.is_mark(at, U'–') || view.is_mark(at, U'—');
}

std::size_t after_dash(const View& view, std::size_t at) {
    const std::size_t dash = view.skip_blanks(at);
    if (!is_dash(view, dash)) {
        return 0;
    }
    const std::size_t next = view.skip_blanks(dash + 1);
    const bool blank_before = dash > at;
    const bool blank_after = next > dash + 1;
    return blank_before == blank_after && next < view.size() ? next : 0;
}

std::optional<unsigned> value_of(std::string_view digits, unsigned max) {
    unsigned value = 0;
    constexpr std::size_t digits_max = 8;
    if (digits.empty() || digits.size() > digits_max) {
        return std::nullopt;
    }
    for (const char digit : digits) {
        if (digit < '0' || digit > '9') {
            return std::nullopt;
        }
        value = value * 10 + static_cast<unsigned>(digit - '0');
    }
    return value <= max ? std::optional(value) : std::nullopt;
}

void add_word(std::string& out, std::string_view word) {
    if (!out.empty() && !word.empty()) {
        out.push_back(' ');
    }
    out.append(word);
}

} // namespace speech
