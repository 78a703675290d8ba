#include "speech/normalize/composer.hpp"

#include <array>
#include <utility>

namespace speech {

namespace {

int strength(char sound) {
    switch (sound) {
    case '.':
    case '!':
    case '?':
        return 3;
    case ';':
    case ':':
        return 2;
    default:
        return 1;
    }
}

bool ends_sentence(char sound) {
    return strength(sound) == 3;
}

} // namespace

std::size_t Composer::place(std::size_t at) const {
    return cleaned_.source_of.empty() ? at : cleaned_.source_of[at];
}

void Composer::push(std::size_t begin, std::size_t end, std::string words, TokenKind kind) {
    const std::size_t from = place(begin);
    const std::size_t to = place(end);
    sentence_.tokens.push_back(
        {from, to, std::string(source_.substr(from, to - from)), std::move(words), kind});
    end_ = end;
}

void Composer::spoken(std::size_t begin, std::size_t end, std::string words, TokenKind kind) {
    push(begin, end, std::move(words), kind);
    has_words_ = true;
    last_pause_ = none;
}

void Composer::silent(std::size_t begin, std::size_t end) {
    push(begin, end, {}, TokenKind::silent);
}

void Composer::unreadable(const Lexeme& lexeme) {
    push(lexeme.begin, lexeme.end, {}, TokenKind::unreadable);
}

void Composer::add_pause(std::size_t begin, std::size_t end, char sound) {
    if (!has_words_) {
        push(begin, end, {}, TokenKind::pause);
        return;
    }
    if (last_pause_ != none) {
        Token& before = sentence_.tokens[last_pause_];
        if (strength(sound) <= strength(before.spoken.front())) {
            push(begin, end, {}, TokenKind::pause);
            return;
        }
        before.spoken.clear();
    }
    push(begin, end, std::string(1, sound), TokenKind::pause);
    last_pause_ = sentence_.tokens.size() - 1;
}

bool Composer::has_only_a_letter() const {
    std::string_view said;
    for (const Token& token : sentence_.tokens) {
        if (!token.spoken.empty() && token.kind != TokenKind::pause) {
            if (!said.empty()) {
                return false;
            }
            said = token.spoken;
        }
    }
    return !said.empty() && decode(said, 0).length == said.size();
}

void Composer::pause(const Lexeme& lexeme, char sound) {
    if (sound == '.' && has_only_a_letter()) {
        sound = ','; // "A. Mở đầu" is no sentence of one letter
    }
    add_pause(lexeme.begin, lexeme.end, sound);
    if (ends_sentence(sound) && has_words_) {
        end_sentence(Break::sentence);
    }
}

void Composer::pause_after(const Lexeme& lexeme, char sound) {
    add_pause(lexeme.end, lexeme.end, sound);
}

void Composer::open_bracket(const Lexeme& lexeme) {
    add_pause(lexeme.begin, lexeme.end, ',');
    open_bracket_ = sentence_.tokens.size() - 1;
}

void Composer::close_bracket(const Lexeme& lexeme) {
    if (drop_repeated_bracket()) {
        silent(lexeme);
    } else {
        add_pause(lexeme.begin, lexeme.end, ',');
    }
    open_bracket_ = none;
}

bool Composer::drop_repeated_bracket() {
    if (open_bracket_ == none || open_bracket_ >= sentence_.tokens.size()) {
        return false;
    }
    std::string before;
    std::string inside;
    for (std::size_t i = 0; i < sentence_.tokens.size(); ++i) {
        const Token& token = sentence_.tokens[i];
        if (token.kind != TokenKind::pause && !token.spoken.empty()) {
            std::string& side = i < open_bracket_ ? before : inside;
            side += ' ';
            side += lower(token.spoken);
        }
    }
    if (inside.empty() || !before.ends_with(inside)) {
        return false;
    }
    for (std::size_t i = open_bracket_; i < sentence_.tokens.size(); ++i) {
        Token& token = sentence_.tokens[i];
        token.spoken.clear();
        if (token.kind != TokenKind::pause) {
            token.kind = TokenKind::silent;
        }
    }
    last_pause_ = none;
    for (std::size_t i = open_bracket_; i-- > 0 && last_pause_ == none;) {
        const Token& token = sentence_.tokens[i];
        if (!token.spoken.empty() && token.kind != TokenKind::pause) {
            break;
        }
        last_pause_ = token.spoken.empty() ? none : i;
    }
    return true;
}

void Composer::end_sentence(Break kind) {
    sentence_.break_after = kind;
    reading_.sentences.push_back(std::move(sentence_));
    sentence_ = {};
    last_pause_ = none;
    open_bracket_ = none;
    has_words_ = false;
}

void Composer::end_block(Break kind) {
    if (has_words_) {
        const bool closed = last_pause_ != none && sentence_.tokens[last_pause_].spoken != ",";
        if (!closed) {
            add_pause(end_, end_, '.');
        }
        end_sentence(kind);
        return;
    }
    if (!reading_.sentences.empty()) { // quotes and brackets behind the last full stop
        Sentence& last = reading_.sentences.back();
        last.tokens.insert(last.tokens.end(), std::make_move_iterator(sentence_.tokens.begin()),
                           std::make_move_iterator(sentence_.tokens.end()));
        last.break_after = kind;
        sentence_ = {};
        last_pause_ = none;
        open_bracket_ = none;
    }
}

Reading Composer::finish() {
    if (!sentence_.tokens.empty()) {
        reading_.sentences.push_back(std::move(sentence_));
    }
    return std::move(reading_);
}

std::string spoken_text(const Sentence& sentence) {
    std::string out;
    for (const Token& token : sentence.tokens) {
        if (token.spoken.empty()) {
            continue;
        }
        if (!out.empty() && token.kind != TokenKind::pause) {
            out.push_back(' ');
        }
        out += token.spoken;
    }
    return out;
}

std::string spoken_text(const Reading& reading) {
    std::string out;
    for (const Sentence& sentence : reading.sentences) {
        const std::string words = spoken_text(sentence);
        if (words.empty()) {
            continue;
        }
        out += words;
        out.push_back(sentence.break_after == Break::sentence ? ' ' : '\n');
    }
    if (!out.empty()) {
        out.pop_back();
    }
    return out;
}

std::string_view name_of(TokenKind kind) {
    constexpr std::array<std::string_view, 17> names{
        "word",       "number", "date",    "time",         "money",     "measure",
        "phone",      "code",   "address", "abbreviation", "letters",   "foreign",
        "dictionary", "symbol", "pause",   "silent",       "unreadable"};
    return names[static_cast<std::size_t>(kind)];
}

} // namespace speech
