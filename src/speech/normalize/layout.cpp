#include "speech/normalize/layout.hpp"

#include "speech/normalize/abbreviations.hpp"
#include "speech/normalize/code_points.hpp"
#include "speech/normalize/markup.hpp"
#include "speech/normalize/number_words.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace speech {

namespace {

/// A line of the source: lexemes [first, last) without the blanks around it.
struct Line {
    std::size_t first = 0;
    std::size_t last = 0;
    std::size_t letters = 0;
    bool indented = false;
    bool after_blank = false;
};

constexpr std::size_t not_wrapped = 140; ///< a longer line is a whole paragraph

bool is_one_of(std::string_view word, std::span<const std::string_view> words) {
    return std::ranges::find(words, word) != words.end();
}

/// Words that never end a line on purpose.
constexpr std::array<std::string_view, 44> leading_on{
    "ngày",  "tháng", "năm",  "số",    "và",   "của",   "các",  "về",   "là",   "cho",   "với",
    "tại",   "từ",    "đến",  "theo",  "trên", "trong", "do",   "để",   "hoặc", "những", "một",
    "khoản", "điểm",  "điều", "mục",   "bằng", "được",  "bị",   "khi",  "nếu",  "mà",    "vào",
    "ra",    "bởi",   "như",  "không", "đã",   "sẽ",    "đang", "cùng", "giữa", "qua",   "bộ"};

/// Abbreviations whose full stop does not end a line.
constexpr std::array<std::string_view, 16> dotted{"TP", "Tp",  "TT", "TX", "P",  "Q",   "X",  "H",
                                                  "Đ",  "ThS", "TS", "GS", "BS", "PGS", "KT", "TM"};

class Layout {
public:
    explicit Layout(std::string_view text)
        : text_(text), lexemes_(without_markup(text, cut_into_lexemes(text))) {}

    std::vector<Block> blocks() {
        find_lines();
        measure_width();
        std::vector<Block> out;
        bool open = false;
        std::size_t previous = 0;
        std::size_t at = 0;
        while (at < lines_.size()) {
            const std::size_t skipped = footer_length(at);
            if (skipped > 0) {
                hide(out, lines_[at].first, lines_[at + skipped - 1].last);
                at += skipped;
                continue;
            }
            if (open && joins(lines_[previous], lines_[at])) {
                join(out.back(), lines_[previous], lines_[at]);
            } else {
                start(out, lines_[at]);
            }
            open = true;
            previous = at;
            ++at;
        }
        for (Block& block : out) {
            block.heading = is_heading(block);
        }
        return out;
    }

private:
    [[nodiscard]] View view() const { return {text_, lexemes_}; }

    void find_lines() {
        bool after_blank = true;
        std::size_t at = 0;
        while (at < lexemes_.size()) {
            std::size_t end = at;
            while (end < lexemes_.size() && lexemes_[end].kind != LexemeKind::newline) {
                ++end;
            }
            Line line{.first = at, .last = end, .after_blank = after_blank};
            while (line.first < line.last && is_space(lexemes_[line.first])) {
                ++line.first;
            }
            while (line.last > line.first && is_space(lexemes_[line.last - 1])) {
                --line.last;
            }
            line.indented = line.first > at;
            if (line.first == line.last) {
                after_blank = true;
            } else {
                for (std::size_t i = line.first; i < line.last; ++i) {
                    line.letters += lexemes_[i].letters == 0 ? 1U : lexemes_[i].letters;
                }
                lines_.push_back(line);
                after_blank = false;
            }
            at = end + 1;
        }
    }

    static bool is_space(const Lexeme& lexeme) {
        return lexeme.kind == LexemeKind::blank || lexeme.kind == LexemeKind::tab;
    }

    /// A document is taken as wrapped when most of its text stands in lines of about one width.
    void measure_width() {
        constexpr std::size_t wrapped_min = 40;
        constexpr std::size_t lines_min = 3;
        std::vector<std::size_t> lengths;
        std::size_t paragraphs = 0;
        for (const Line& line : lines_) {
            if (line.letters > not_wrapped) {
                ++paragraphs;
            } else if (line.letters >= wrapped_min) {
                lengths.push_back(line.letters);
            }
        }
        if (lengths.size() < lines_min || paragraphs * 10 > lengths.size()) {
            return;
        }
        std::ranges::sort(lengths);
        width_ = lengths[lengths.size() * 9 / 10];
    }

    [[nodiscard]] bool is_full(const Line& line) const {
        return width_ > 0 && line.letters * 100 >= width_ * 84;
    }

    /// The next word would have stood on the line, had the sentence gone on. Headings must be quite
    /// full to go on.
    [[nodiscard]] bool fits(const Line& line, const Lexeme& next) const {
        const std::size_t percent = starts_item(line) ? 98 : 92;
        return (line.letters + 1 + next.letters) * 100 < width_ * percent;
    }

    /// Lines of a page's foot at `at`: its number, and footnotes whose number was seen in the text.
    std::size_t footer_length(std::size_t at) {
        const Line& line = lines_[at];
        const View all = view();
        if (line.last - line.first == 1 && all.is_digits(line.first)) {
            constexpr std::size_t page_digits_max = 3;
            return lines_.size() > 1 && all[line.first].letters <= page_digits_max ? 1 : 0;
        }
        note_references(line);
        if (!line.after_blank || !is_footnote(line)) {
            return 0;
        }
        std::size_t end = at + 1;
        while (end < lines_.size() && !ends_footnote(lines_[end - 1], lines_[end])) {
            ++end;
        }
        return end - at;
    }

    [[nodiscard]] bool is_footnote(const Line& line) const {
        const View all = view();
        constexpr std::size_t words_min = 4;
        return all.is_digits(line.first) && all[line.first].letters <= 2 &&
               all[line.first + 1].kind == LexemeKind::blank && all.is_word(line.first + 2) &&
               all[line.first + 2].letter_case != Case::lower &&
               line.last - line.first > words_min * 2 &&
               std::ranges::find(references_, all.text(line.first)) != references_.end();
    }

    [[nodiscard]] bool ends_footnote(const Line& above, const Line& line) const {
        const View all = view();
        const bool page_number = line.last - line.first == 1 && all.is_digits(line.first);
        return page_number || line.indented || is_footnote(line) ||
               (is_closed(above) && starts_item(line));
    }

    /// Remembers the numbers that hang on a word, such as "cơ sở1.".
    void note_references(const Line& line) {
        const View all = view();
        for (std::size_t i = line.first; i + 1 < line.last; ++i) {
            if (all.is_word(i) && all.is_digits(i + 1) && all[i + 1].letters <= 2 &&
                all[i].letter_case == Case::lower && all.touches(i) && !all.is_word(i + 2)) {
                references_.push_back(all.text(i + 1));
            }
        }
    }

    /// The line ends as a sentence or a list entry ends.
    [[nodiscard]] bool is_closed(const Line& line) const {
        const View all = view();
        std::size_t last = line.last - 1;
        while (last > line.first &&
               (all.is_blank(last) || all.is_mark(last, U'"') || all.is_mark(last, U'”') ||
                all.is_mark(last, U')') || all.is_mark(last, U'’'))) {
            --last;
        }
        if (all[last].kind != LexemeKind::mark) {
            return false;
        }
        switch (all[last].first) {
        case U'.':
            return !(last > line.first && all.is_word(last - 1) &&
                     is_one_of(all.text(last - 1), dotted));
        case U'!':
        case U'?':
        case U';':
        case U':':
        case U'…':
            return true;
        default:
            return false;
        }
    }

    [[nodiscard]] bool starts_item(const Line& line) const {
        const View all = view();
        std::size_t at = line.first;
        while (at < line.last &&
               (all.is_blank(at) || all.is_mark(at, U'#') || all.is_mark(at, U'>'))) {
            ++at;
        }
        return at > line.first || is_bullet(at) || list_marker_length(all, at) > 0;
    }

    [[nodiscard]] bool is_bullet(std::size_t at) const {
        const View all = view();
        if (all[at].kind != LexemeKind::mark) {
            return false;
        }
        switch (all[at].first) {
        case U'-':
        case U'–':
        case U'—':
        case U'+':
        case U'•':
        case U'●':
        case U'○':
        case U'▪':
        case U'■':
        case U'◦':
        case U'➢':
        case U'✓':
        case U'·':
            return !all.is_digits(at + 1);
        default:
            return false;
        }
    }

    [[nodiscard]] bool joins(const Line& above, const Line& line) const {
        const View all = view();
        if (is_closed(above) || has_cells(above) || has_cells(line)) {
            return false;
        }
        const bool lower_start = first_word_is_lower(line);
        if (starts_item(line)) { // "kinh tế / - xã hội" is one word, not a list
            return is_bullet(line.first) && is_full(above) && lower_start;
        }
        const Lexeme& head = all[line.first];
        if (head.kind == LexemeKind::word && head.letter_case == Case::lower) {
            return true;
        }
        if (all.is_mark(above.last - 1, U',') || leads_on(above) || breaks_code(above, line)) {
            return true;
        }
        const bool caps = is_capitals(above) || is_capitals(line);
        return is_full(above) && !fits(above, head) && !caps && above.letters <= not_wrapped;
    }

    [[nodiscard]] bool first_word_is_lower(const Line& line) const {
        const View all = view();
        for (std::size_t i = line.first; i < line.last; ++i) {
            if (all.is_word(i)) {
                return all[i].letter_case == Case::lower;
            }
        }
        return false;
    }

    [[nodiscard]] bool has_cells(const Line& line) const {
        return std::any_of(lexemes_.begin() + static_cast<std::ptrdiff_t>(line.first),
                           lexemes_.begin() + static_cast<std::ptrdiff_t>(line.last),
                           [](const Lexeme& lexeme) { return lexeme.kind == LexemeKind::tab; });
    }

    [[nodiscard]] bool leads_on(const Line& line) const {
        const View all = view();
        const std::size_t last = line.last - 1;
        return all.is_word(last) && all[last].letter_case != Case::upper &&
               is_one_of(lower(all.text(last)), leading_on);
    }

    /// "49/2024/NĐ-" above "CP ngày".
    [[nodiscard]] bool breaks_code(const Line& above, const Line& line) const {
        const View all = view();
        const std::size_t last = above.last - 1;
        return all.is_mark(last, U'-') && last > above.first && all.is_word(last - 1) &&
               all.touches(last - 1) && all.is_word(line.first);
    }

    [[nodiscard]] bool is_capitals(const Line& line) const {
        std::size_t upper_letters = 0;
        std::size_t all_letters = 0;
        for (std::size_t i = line.first; i < line.last; ++i) {
            if (lexemes_[i].kind == LexemeKind::word) {
                all_letters += lexemes_[i].letters;
                upper_letters += lexemes_[i].letter_case == Case::upper ? lexemes_[i].letters : 0U;
            }
        }
        return all_letters > 0 && upper_letters * 10 >= all_letters * 7;
    }

    void start(std::vector<Block>& out, const Line& line) {
        out.emplace_back();
        bool only_marker = true;
        for (std::size_t i = line.first; i < line.last; ++i) {
            if (lexemes_[i].kind == LexemeKind::tab) {
                // The number of a row is read with its first cell.
                const std::vector<Lexeme>& cell = out.back().lexemes;
                const bool number = only_marker && cell.size() <= 6 && !cell.empty() &&
                                    std::ranges::all_of(cell, [&](const Lexeme& lexeme) {
                                        return is_number_part(lexeme);
                                    });
                only_marker = false;
                if (!number && !cell.empty()) {
                    out.emplace_back();
                    continue;
                }
            }
            out.back().lexemes.push_back(lexemes_[i]);
        }
        if (out.back().lexemes.empty()) {
            out.pop_back();
        }
    }

    [[nodiscard]] bool is_number_part(const Lexeme& lexeme) const {
        const std::string_view piece = text_.substr(lexeme.begin, lexeme.end - lexeme.begin);
        return lexeme.kind == LexemeKind::digits || piece == "." || roman(piece) > 0;
    }

    void join(Block& block, const Line& above, const Line& line) {
        const View all = view();
        if (!breaks_code(above, line)) {
            for (std::size_t i = above.last; i < line.first; ++i) {
                if (all[i].kind == LexemeKind::newline) {
                    block.lexemes.push_back(lexemes_[i]);
                    break;
                }
            }
        }
        block.lexemes.insert(block.lexemes.end(),
                             lexemes_.begin() + static_cast<std::ptrdiff_t>(line.first),
                             lexemes_.begin() + static_cast<std::ptrdiff_t>(line.last));
    }

    void hide(std::vector<Block>& out, std::size_t first, std::size_t last) {
        Lexeme hidden = lexemes_[first];
        hidden.end = lexemes_[last - 1].end;
        hidden.kind = LexemeKind::hidden;
        if (out.empty()) {
            out.emplace_back();
        }
        out.back().lexemes.push_back(hidden);
    }

    [[nodiscard]] bool is_heading(const Block& block) const {
        constexpr std::size_t letters_max = 160;
        std::size_t letters = 0;
        bool shouted = true;
        bool hash = false;
        for (const Lexeme& lexeme : block.lexemes) {
            letters += lexeme.letters;
            hash = hash || (letters == 1 && lexeme.first == U'#');
            if (lexeme.kind == LexemeKind::word && lexeme.letter_case != Case::upper) {
                shouted = false;
            }
        }
        if (block.lexemes.empty() || letters > letters_max) {
            return false;
        }
        const View inside(text_, block.lexemes);
        const Line whole{.first = 0, .last = block.lexemes.size()};
        const bool closed =
            inside[whole.last - 1].kind == LexemeKind::mark && inside[whole.last - 1].first != U':';
        return hash || (!closed && (shouted || list_marker_length(inside, 0) > 0));
    }

    std::string_view text_;
    std::vector<Lexeme> lexemes_;
    std::vector<Line> lines_;
    std::vector<std::string_view> references_;
    std::size_t width_ = 0;
};

bool may_follow_marker(const View& view, std::size_t at) {
    return view.is_blank(at) || view.is_word(at) || view[at].kind == LexemeKind::mark;
}

} // namespace

std::vector<Block> cut_into_blocks(std::string_view text) {
    return Layout(text).blocks();
}

std::size_t list_marker_length(const View& view, std::size_t at) {
    if (view.is_mark(at, U'(')) { // (1), (a), (ii)
        const bool label =
            (view.is_digits(at + 1) && view[at + 1].letters <= 2) ||
            (view.is_word(at + 1) && (!letter_name(lower(view[at + 1].first)).empty() &&
                                      (view[at + 1].letters == 1 || roman(view.text(at + 1)) > 0)));
        return label && view.is_mark(at + 2, U')') && view.is_blank(at + 3) && at + 3 < view.size()
                   ? 3
                   : 0;
    }
    if (view.is_digits(at) && view[at].letters <= 2) {
        std::size_t end = at + 1;
        std::size_t levels = 1;
        while (view.is_mark(end, U'.') && view.is_digits(end + 1) && view[end + 1].letters <= 2) {
            end += 2;
            ++levels;
        }
        const bool stop = view.is_mark(end, U'.') || view.is_mark(end, U')');
        if (stop && !view.is_digits(end + 1) && may_follow_marker(view, end + 1)) {
            return end + 1 - at;
        }
        const bool spaced = view.is_blank(end) && end < view.size();
        const bool cell = view[end].kind == LexemeKind::tab;
        const std::size_t next = view.skip_blanks(end);
        const bool title = view.is_word(next) && view[next].letter_case != Case::lower;
        return cell || (spaced && levels > 1 && title) ? end - at : 0;
    }
    if (!view.is_word(at)) {
        return 0;
    }
    const bool numeral = roman(view.text(at)) > 0 && roman(view.text(at)) < 40;
    const bool stop = view.is_mark(at + 1, U'.') || view.is_mark(at + 1, U')');
    // "P. Vĩnh Thuận" is a ward, not the sixteenth point.
    const bool letter =
        view[at].letters == 1 && (view[at].letter_case == Case::lower || view[at].first <= U'G');
    const bool leads = view.skip_blanks(at + 2) < view.size(); // "y." alone is a word
    if ((letter || numeral) && leads && stop && may_follow_marker(view, at + 2) &&
        !view.is_word(at + 2)) {
        return 2;
    }
    return numeral && view[at + 1].kind == LexemeKind::tab ? 1 : 0;
}

} // namespace speech
