#include "speech/normalize/abbreviations.hpp"
#include "speech/normalize/code_points.hpp"
#include "speech/normalize/composer.hpp"
#include "speech/normalize/layout.hpp"
#include "speech/normalize/normalize.hpp"
#include "speech/normalize/number_words.hpp"
#include "speech/normalize/rules.hpp"
#include "speech/normalize/units.hpp"

namespace speech {

namespace {

class BlockReader {
public:
    BlockReader(std::string_view text, const Block& block, const Dictionary& dictionary,
                ReadingOptions options, Composer& out)
        : context_{View(text, block.lexemes), options.region}, dictionary_(dictionary), out_(out),
          heading_(block.heading) {}

    void read() {
        at_ = opening();
        while (at_ < view().size()) {
            step();
        }
        out_.end_block(heading_ ? Break::heading : Break::paragraph);
    }

private:
    [[nodiscard]] const View& view() const { return context_.view; }

    void silence(std::size_t end) {
        for (; at_ < end; ++at_) {
            if (view()[at_].kind == LexemeKind::hidden || !view().is_blank(at_)) {
                out_.silent(view()[at_]);
            }
        }
    }

    /// Bullets and numbers at the head of the block.
    std::size_t opening() {
        std::size_t end = 0;
        const auto ornament = [&](std::size_t at) {
            if (view().is_blank(at)) {
                return true;
            }
            const char32_t sign = view()[at].first;
            const bool bound = view().touches(at) && view().is_digits(at + 1);
            if (view()[at].kind != LexemeKind::mark || sign == U'/' || sign == U'[') {
                return false;
            }
            if (sign == U'+' ||
                sign == U'#') { // "+ 100% các xã", "## 2. Mục tiêu"; not "+84", "#1"
                return !bound;
            }
            if (sign == U'>') {
                return !view().is_digits(view().skip_blanks(at + 1));
            }
            return is_dash(view(), at) || (is_ornament(sign) && symbol_words(sign).empty());
        };
        while (end < view().size() && ornament(end)) {
            ++end;
        }
        silence(end);
        const std::size_t length = list_marker_length(view(), end);
        if (length == 0 || end + length > view().size()) {
            return end;
        }
        const std::string words = marker_words(end, length);
        if (words.empty()) {
            return end;
        }
        out_.spoken(view()[end].begin, view()[end + length - 1].end, words, TokenKind::number);
        out_.pause_after(view()[end + length - 1], ',');
        return end + length;
    }

    [[nodiscard]] std::string marker_words(std::size_t at, std::size_t length) const {
        std::string out;
        for (std::size_t i = at; i < at + length; ++i) {
            if (view().is_digits(i)) {
                add_word(out, out.empty() ? "" : "chấm");
                add_word(out, padded(view().text(i), context_.region));
            } else if (view().is_word(i)) {
                const std::string_view text = view().text(i);
                const bool lone_small =
                    view()[i].letters == 1 && view()[i].letter_case == Case::lower;
                const unsigned value = lone_small || text == "C" || text == "D" ? 0 : roman(text);
                add_word(out, value > 0 ? cardinal(value, context_.region)
                                        : std::string(letter_name(lower(view()[i].first))));
            }
        }
        return out;
    }

    void step() {
        const Lexeme& lexeme = view()[at_];
        if (lexeme.kind == LexemeKind::blank || lexeme.kind == LexemeKind::newline ||
            lexeme.kind == LexemeKind::tab) {
            ++at_;
            return;
        }
        if (lexeme.kind == LexemeKind::hidden) {
            out_.silent(lexeme);
            ++at_;
            return;
        }
        if (by_dictionary()) {
            return;
        }
        if (lexeme.kind != LexemeKind::mark || starts_number()) {
            if (by_rule()) {
                return;
            }
        }
        mark();
    }

    [[nodiscard]] bool starts_number() const {
        const char32_t sign = view()[at_].first;
        return sign == U'(' || sign == U'+' || sign == U'/' || sign == U'$' || sign == U'€' ||
               sign == U'£';
    }

    bool by_dictionary() {
        if (dictionary_.empty()) {
            return false;
        }
        const auto found = dictionary_.find(view().source(), view()[at_].begin);
        if (!found) {
            return false;
        }
        const std::size_t stop = view()[at_].begin + found->length;
        std::size_t end = at_;
        while (end < view().size() && view()[end].end <= stop) {
            ++end;
        }
        if (end == at_ || view()[end - 1].end != stop) {
            return false;
        }
        emit({end, std::string(found->spoken), TokenKind::dictionary});
        return true;
    }

    bool by_rule() {
        constexpr std::array rules{read_phone,      read_address, read_document_number,
                                   read_date,       read_time,    read_quantity,
                                   read_blank_date, read_word,    read_slash};
        for (const auto rule : rules) {
            if (auto match = rule(context_, at_)) {
                emit(*match);
                return true;
            }
        }
        return false;
    }

    void emit(const Match& match) {
        const std::size_t begin = view()[at_].begin;
        const std::size_t end = view()[match.end - 1].end;
        if (match.kind == TokenKind::silent || match.spoken.empty()) {
            out_.silent(begin, end);
        } else if (match.kind == TokenKind::pause) {
            out_.pause(view()[at_], match.spoken.front());
        } else {
            out_.spoken(begin, end, match.spoken, match.kind);
        }
        const bool word_before_number = view().is_digits(match.end) && match.end == at_ + 1 &&
                                        view().is_word(at_) && view().touches(at_);
        const std::size_t next = view().skip_blanks(match.end);
        if (match.kind == TokenKind::code && match.spoken.contains(',') && view().is_word(next)) {
            out_.pause_after(view()[match.end - 1], ','); // "số 49/2024/NĐ-CP, ngày"
        }
        at_ = match.end;
        if (word_before_number && view()[at_].letters <= 2) { // a footnote's number
            const std::size_t after = at_ + 1;
            if (after >= view().size() || view()[after].kind == LexemeKind::mark) {
                silence(after);
            }
        }
    }

    void mark() {
        const Lexeme& lexeme = view()[at_];
        const std::size_t at = at_++;
        switch (lexeme.first) {
        case U'.':
            full_stop(at);
            return;
        case U'…':
            out_.pause(lexeme, ends_sentence(at + 1) ? '.' : ',');
            return;
        case U'!':
        case U'?':
            out_.pause(lexeme, static_cast<char>(lexeme.first));
            return;
        case U',':
        case U';':
        case U':':
            out_.pause(lexeme, static_cast<char>(lexeme.first));
            return;
        case U'(':
        case U'[':
        case U'{':
            out_.open_bracket(lexeme);
            return;
        case U')':
        case U']':
        case U'}':
            out_.close_bracket(lexeme);
            return;
        case U'—':
        case U'|':
        case U'→':
        case U'⇒':
        case U'➔':
            out_.pause(lexeme, ',');
            return;
        default:
            sign(at);
        }
    }

    void full_stop(std::size_t at) {
        std::size_t end = at + 1;
        while (view().is_mark(end, U'.')) {
            ++end;
        }
        const bool dots = end > at + 1;
        const bool inside = view().touches(at) && view().is_word(end) && end == at + 1 &&
                            view()[end].letter_case == Case::lower;
        const char sound = inside || (dots && !ends_sentence(end)) ? ',' : '.';
        out_.pause(view()[at], sound);
        at_ = at + 1;
        silence(end);
    }

    [[nodiscard]] bool ends_sentence(std::size_t at) const {
        std::size_t next = at;
        while (next < view().size() &&
               (view().is_blank(next) || view().is_mark(next, U'”') || view().is_mark(next, U'"') ||
                view().is_mark(next, U'.') || view().is_mark(next, U'/'))) {
            ++next;
        }
        return next >= view().size() ||
               (view().is_word(next) && view()[next].letter_case != Case::lower);
    }

    /// Any other character.
    void sign(std::size_t at) {
        const Lexeme& lexeme = view()[at];
        const char32_t point = lexeme.first;
        const std::size_t next = view().skip_blanks(at + 1);
        const bool number_next = view().is_digits(next);
        std::string_view words = symbol_words(point);
        if ((point == U'<' || point == U'>' || point == U'~' || point == U'=' || point == U'+') &&
            !number_next && !(point != U'<' && point != U'>' && view().is_word(next) && at > 0)) {
            words = {};
        }
        if (point == U'@' && !view().touches(at)) {
            words = {};
        }
        if (point == U'#' && number_next && view().touches(at)) {
            words = "số";
        }
        if (is_dash(view(), at) && next > at + 1 && at > 1 && view().is_blank(at - 1) &&
            (!abbreviation(view().text(at - 2)).empty() ||
             !abbreviation(view().text(next)).empty())) {
            out_.pause(lexeme, ','); // "Đảng ủy - HĐND - UBND"
            return;
        }
        if (is_dash(view(), at) && next > at + 1 && number_next && at > 1 &&
            view().is_blank(at - 1) && view().is_digits(at - 2)) { // two telephone numbers
            out_.pause(lexeme, ',');
            return;
        }
        if (point == U'-' && at + 1 == next && number_next &&
            (at == 0 || view().is_blank(at - 1))) {
            words = "âm"; // "-5 độ"
        }
        if (!words.empty()) {
            out_.spoken(lexeme.begin, lexeme.end, std::string(words), TokenKind::symbol);
        } else if (is_ornament(point)) {
            out_.silent(lexeme);
        } else {
            out_.unreadable(lexeme);
        }
    }

    Context context_;
    const Dictionary& dictionary_;
    Composer& out_;
    bool heading_;
    std::size_t at_ = 0;
};

} // namespace

Reading normalize(std::string_view text, const Dictionary& dictionary, ReadingOptions options) {
    const CleanText cleaned = clean(text);
    Composer out(text, cleaned);
    for (const Block& block : cut_into_blocks(cleaned.text)) {
        BlockReader(cleaned.text, block, dictionary, options, out).read();
    }
    return out.finish();
}

} // namespace speech
