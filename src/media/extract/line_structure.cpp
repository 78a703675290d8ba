#include "media/extract/line_structure.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>

namespace media {

namespace {

constexpr std::array bullets{"-", "–", "—", "•", "+", "*", "·", "○",
                             "●", "▪", "■", "",  "",  "►", "➢", "✓"};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// The words behind a marker of `length` bytes; nothing when no space and text follow.
std::optional<std::string_view> words_behind(std::string_view line, std::size_t length) {
    if (length >= line.size() || line[length] != ' ') {
        return std::nullopt;
    }
    const std::string_view rest = base::trim(line.substr(length));
    return rest.empty() ? std::nullopt : std::optional(rest);
}

std::optional<LineMarker> bullet_marker(std::string_view line) {
    for (const std::string_view bullet : bullets) {
        if (!line.starts_with(bullet)) {
            continue;
        }
        if (const auto rest = words_behind(line, bullet.size())) {
            return LineMarker{MarkerKind::bullet, bullet, *rest};
        }
        // Hyphens are often typed without a space; "-5 độ" stays a number.
        const std::string_view behind = line.substr(bullet.size());
        if (bullet == "-" && !behind.empty() && !is_digit(behind[0]) && behind[0] != '-' &&
            behind[0] != ' ') {
            return LineMarker{MarkerKind::bullet, bullet, behind};
        }
    }
    return std::nullopt;
}

std::optional<LineMarker> number_marker(std::string_view line) {
    const bool bracket = line.starts_with('(');
    std::size_t at = bracket ? 1 : 0;
    int groups = 0;
    while (at < line.size() && is_digit(line[at])) {
        const std::size_t start = at;
        while (at < line.size() && is_digit(line[at])) {
            ++at;
        }
        // "2026." is a year and "5.000" an amount, not the number of an item.
        if (at - start > (groups == 0 ? 3 : 2)) {
            return std::nullopt;
        }
        ++groups;
        if (at + 1 < line.size() && line[at] == '.' && is_digit(line[at + 1])) {
            ++at;
        } else {
            break;
        }
    }
    if (groups == 0) {
        return std::nullopt;
    }
    const bool closed =
        at < line.size() && (line[at] == ')' || (!bracket && (line[at] == '.' || line[at] == '/')));
    if (!closed && (groups < 2 || bracket)) {
        return std::nullopt;
    }
    at += closed ? 1 : 0;
    const auto rest = words_behind(line, at);
    if (!rest) {
        return std::nullopt;
    }
    return LineMarker{groups > 1 ? MarkerKind::dotted : MarkerKind::decimal, line.substr(0, at),
                      *rest};
}

std::optional<LineMarker> roman_marker(std::string_view line) {
    const std::size_t length = std::min(line.find_first_not_of("IVXL"), line.size());
    if (length == 0 || length > 6 || length >= line.size() ||
        (line[length] != '.' && line[length] != ')' && line[length] != '/')) {
        return std::nullopt;
    }
    const auto rest = words_behind(line, length + 1);
    if (!rest) {
        return std::nullopt;
    }
    return LineMarker{MarkerKind::roman, line.substr(0, length + 1), *rest};
}

std::optional<LineMarker> letter_marker(std::string_view line) {
    const std::size_t length =
        line.starts_with("đ") || line.starts_with("Đ") ? std::string_view("đ").size() : 1;
    const bool letter = length > 1 || (!line.empty() && ((line[0] >= 'a' && line[0] <= 'z') ||
                                                         (line[0] >= 'A' && line[0] <= 'Z')));
    if (!letter || length >= line.size() ||
        (line[length] != ')' && line[length] != '.' && line[length] != '/')) {
        return std::nullopt;
    }
    const auto rest = words_behind(line, length + 1);
    if (!rest) {
        return std::nullopt;
    }
    return LineMarker{MarkerKind::letter, line.substr(0, length + 1), *rest};
}

bool in_capitals(std::string_view line) {
    if (base::code_points(line) > 200) {
        return false;
    }
    std::size_t letters = 0;
    for (std::size_t at = 0; at < line.size();) {
        std::size_t end = at + 1;
        while (end < line.size() && (static_cast<unsigned char>(line[end]) & 0xC0U) == 0x80U) {
            ++end;
        }
        const std::string_view character = line.substr(at, end - at);
        at = end;
        const std::string folded = base::fold(character);
        if (folded.empty() || folded[0] < 'a' || folded[0] > 'z') {
            continue;
        }
        if (base::to_lower(character) == character) {
            return false;
        }
        ++letters;
    }
    return letters >= 4;
}

bool ends_sentence(std::string_view text) {
    constexpr std::array ends{".", ";", ":", "!", "?", "…", "./.", "”.", ".\""};
    return std::ranges::any_of(ends, [&](std::string_view end) { return text.ends_with(end); });
}

bool starts_lower(std::string_view text) {
    std::size_t length = 1;
    while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80U) {
        ++length;
    }
    const std::string_view first = text.substr(0, length);
    const std::string folded = base::fold(first);
    return !folded.empty() && folded[0] >= 'a' && base::to_lower(first) == first;
}

std::optional<int> named_part(std::string_view line) {
    const std::string folded = base::fold(line);
    if (base::code_points(line) > 150 || ends_sentence(line)) {
        return std::nullopt;
    }
    const auto numbered = [&](std::string_view word) {
        return folded.starts_with(word) && folded.size() > word.size() &&
               (is_digit(folded[word.size()]) ||
                std::string_view("ivx").find(folded[word.size()]) != std::string_view::npos);
    };
    if (numbered("phan ") || numbered("chuong ") || numbered("phu luc ")) {
        return 2;
    }
    if (folded.starts_with("dieu ") && is_digit(folded.size() > 5 ? folded[5] : ' ') &&
        line.find('.') != std::string_view::npos) {
        return 3;
    }
    return std::nullopt;
}

} // namespace

std::optional<LineMarker> leading_marker(std::string_view line) {
    if (auto marker = bullet_marker(line)) {
        return marker;
    }
    if (auto marker = number_marker(line)) {
        return marker;
    }
    if (auto marker = roman_marker(line)) {
        return marker;
    }
    return letter_marker(line);
}

std::optional<int> heading_level(std::string_view line) {
    const auto marker = leading_marker(line);
    if (!marker) {
        return in_capitals(line) ? std::optional(1) : named_part(line);
    }
    if (marker->kind == MarkerKind::roman &&
        (in_capitals(marker->rest) || (base::code_points(line) <= 150 && !ends_sentence(line)))) {
        return 2;
    }
    if ((marker->kind == MarkerKind::decimal || marker->kind == MarkerKind::letter) &&
        in_capitals(marker->rest)) {
        return 3;
    }
    return std::nullopt;
}

int ListDepth::of(MarkerKind kind) {
    const auto found = std::ranges::find(kinds_, kind);
    if (found != kinds_.end()) {
        kinds_.erase(found + 1, kinds_.end());
    } else {
        kinds_.push_back(kind);
    }
    return static_cast<int>(kinds_.size()) - 1;
}

void add_paragraph_by_form(std::string_view text, ListDepth& depth, BlockBuilder& builder) {
    if (const auto level = heading_level(text)) {
        depth.reset();
        builder.heading(*level, text);
    } else if (const auto marker = leading_marker(text)) {
        builder.list_item(depth.of(marker->kind), marker->text, marker->rest);
    } else {
        builder.paragraph(text);
    }
}

namespace {

/// The width at which the author's program broke lines; nothing when it broke none.
std::size_t wrap_width(const std::vector<TextLine>& lines) {
    std::vector<std::size_t> lengths;
    for (const TextLine& line : lines) {
        lengths.push_back(base::code_points(line.text));
    }
    if (lengths.size() < 3) {
        return 0;
    }
    const auto high = lengths.begin() + static_cast<std::ptrdiff_t>(lengths.size() * 9 / 10);
    std::ranges::nth_element(lengths, high);
    return *high >= 40 && *high <= 140 ? *high : 0;
}

bool continues(const TextLine& previous, const std::string& so_far, const TextLine& line,
               std::size_t width) {
    if (leading_marker(line.text) || heading_level(line.text) || heading_level(so_far)) {
        return false;
    }
    if (line.after_page) {
        return !ends_sentence(so_far) &&
               (starts_lower(line.text) || base::code_points(previous.text) * 4 >= width * 3);
    }
    if (line.after_blank) {
        // Some programs put a blank line under every line: a sentence that goes on in small
        // letters, or with a date or number, is one sentence.
        return !ends_sentence(so_far) && (starts_lower(line.text) || is_digit(line.text.front())) &&
               base::code_points(previous.text) >= 40;
    }
    if (width == 0) {
        return false;
    }
    // Had the next word still fitted, the break was the author's. Letters differ in width, hence
    // the slack, which is smaller where a sentence ends anyway.
    const std::size_t first_word = std::min(line.text.find(' '), line.text.size());
    const std::size_t needed =
        base::code_points(previous.text) + 1 + base::code_points(line.text.substr(0, first_word));
    const std::size_t percent = ends_sentence(previous.text) && !starts_lower(line.text) ? 97 : 85;
    return needed * 100 > width * percent;
}

} // namespace

void structure_lines(const std::vector<TextLine>& lines, BlockBuilder& builder) {
    const std::size_t width = wrap_width(lines);
    ListDepth depth;
    std::string open;
    const TextLine* previous = nullptr;
    for (const TextLine& line : lines) {
        if (line.text.empty()) {
            continue;
        }
        if (previous != nullptr && continues(*previous, open, line, width)) {
            open += " " + line.text;
        } else {
            if (!open.empty()) {
                add_paragraph_by_form(open, depth, builder);
            }
            open = line.text;
        }
        previous = &line;
        if (builder.full()) {
            return;
        }
    }
    if (!open.empty()) {
        add_paragraph_by_form(open, depth, builder);
    }
}

} // namespace media
