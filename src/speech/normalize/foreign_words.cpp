#include "speech/normalize/foreign_words.hpp"

#include "speech/normalize/abbreviations.hpp"
#include "speech/normalize/code_points.hpp"
#include "speech/normalize/syllable.hpp"

#include <array>
#include <cstddef>

// The rule of last resort. It need not be beautiful; it must give syllables that a Vietnamese voice
// can say, and leave nothing out. Vowels keep their marks; a cluster of consonants is broken by
// "ờ".

namespace speech {

namespace {

struct Pair {
    std::string_view from;
    std::string_view to;
};

/// Openings, longest first. An empty `to` is silent.
constexpr std::array<Pair, 39> openings{
    {{"sch", "s"}, {"ngh", "ngh"}, {"ch", "ch"}, {"ph", "ph"}, {"th", "th"}, {"sh", "s"},
     {"kh", "kh"}, {"gh", "g"},    {"wh", "u"},  {"rh", "r"},  {"tr", "tr"}, {"ck", "c"},
     {"qu", "qu"}, {"ng", "ng"},   {"nh", "nh"}, {"gi", "gi"}, {"b", "b"},   {"c", "c"},
     {"d", "đ"},   {"đ", "đ"},     {"f", "ph"},  {"g", "g"},   {"h", "h"},   {"j", "gi"},
     {"k", "c"},   {"l", "l"},     {"m", "m"},   {"n", "n"},   {"p", "p"},   {"q", "c"},
     {"r", "r"},   {"s", "x"},     {"t", "t"},   {"v", "v"},   {"w", "u"},   {"x", "x"},
     {"z", "d"},   {"'", ""},      {"’", ""}}};

/// Closings as a Vietnamese ear hears them.
constexpr std::array<Pair, 27> closings{
    {{"ng", "ng"}, {"nh", "nh"}, {"ch", "ch"}, {"ck", "c"}, {"th", "t"}, {"sh", "t"}, {"ph", "p"},
     {"m", "m"},   {"n", "n"},   {"p", "p"},   {"t", "t"},  {"c", "c"},  {"k", "c"},  {"q", "c"},
     {"b", "p"},   {"d", "t"},   {"đ", "t"},   {"g", "c"},  {"f", "p"},  {"v", "p"},  {"s", "t"},
     {"x", "t"},   {"z", "t"},   {"j", "t"},   {"l", "n"},  {"r", ""},   {"h", ""}}};

constexpr std::array<Pair, 12> vowel_pairs{{{"ee", "i"},
                                            {"oo", "u"},
                                            {"ou", "au"},
                                            {"ay", "ây"},
                                            {"ei", "ây"},
                                            {"ey", "ây"},
                                            {"ea", "i"},
                                            {"ie", "i"},
                                            {"ae", "e"},
                                            {"ow", "ô"},
                                            {"aw", "o"},
                                            {"ew", "iu"}}};

bool is_vowel(char32_t point) {
    constexpr std::u32string_view plain = U"aăâeêioôơuưy";
    if (plain.find(point) != std::u32string_view::npos) {
        return true;
    }
    std::string word;
    append_utf8(word, point);
    return spelling_of(word) == Spelling::syllable; // a vowel with a tone mark
}

template <std::size_t n>
const Pair* longest(const std::array<Pair, n>& pairs, std::string_view text) {
    for (const Pair& pair : pairs) {
        if (text.starts_with(pair.from)) {
            return &pair;
        }
    }
    return nullptr;
}

/// Letters of other alphabets lose their marks: "é" stays, "ç" is "c", "ü" is "u".
std::string in_our_letters(std::string_view word) {
    std::string out;
    std::size_t at = 0;
    while (at < word.size()) {
        const CodePoint point = decode(word, at);
        at += point.length;
        constexpr std::u32string_view strange = U"çñüöäåæøœßîïôûëğşžčšćłńśźż";
        constexpr std::string_view plain = "cnuoaaeoesiiouegszcscslnszz";
        const std::size_t found = strange.find(point.value);
        const bool ours = point.value < 0x80 || is_vowel(point.value) || point.value == U'đ' ||
                          point.value == U'’';
        if (ours) {
            append_utf8(out, point.value);
        } else if (found != std::u32string_view::npos && found < plain.size()) {
            out.push_back(plain[found]);
        }
    }
    return out;
}

class Respeller {
public:
    explicit Respeller(std::string_view word) : word_(in_our_letters(word)) {}

    std::string run() {
        if (!has_vowel()) {
            return {};
        }
        while (at_ < word_.size() &&
               (out_.empty() || vowel_from(at_))) { // a tail of consonants is not heard
            const std::size_t before = at_;
            syllable();
            if (at_ == before) {
                ++at_; // nothing we can say
            }
        }
        return out_;
    }

private:
    [[nodiscard]] std::string_view rest() const { return std::string_view(word_).substr(at_); }

    [[nodiscard]] bool vowel_at(std::size_t at) const {
        return at < word_.size() && is_vowel(decode(word_, at).value);
    }

    [[nodiscard]] bool has_vowel() const { return vowel_from(0); }

    [[nodiscard]] bool vowel_from(std::size_t begin) const {
        for (std::size_t at = begin; at < word_.size(); at += decode(word_, at).length) {
            if (vowel_at(at)) {
                return true;
            }
        }
        return false;
    }

    void say(std::string_view syllable) {
        if (!out_.empty()) {
            out_.push_back(' ');
        }
        out_.append(syllable);
    }

    /// Consonants before the vowel; all but the last become syllables of their own.
    std::string opening() {
        std::string last;
        while (at_ < word_.size() && !vowel_at(at_)) {
            const Pair* pair = longest(openings, rest());
            if (pair == nullptr) {
                at_ += decode(word_, at_).length;
                continue;
            }
            const bool soft = pair->from == "qu" || pair->from == "gi";
            if (soft && !vowel_at(at_ + 2)) { // "gin", "qum": the vowel belongs to the rhyme
                say_alone(last);
                last = pair->from == "gi" ? "gi" : "c";
                ++at_;
                return last;
            }
            say_alone(last);
            last = pair->to;
            at_ += pair->from.size();
        }
        return last;
    }

    void say_alone(const std::string& consonant) {
        if (!consonant.empty()) {
            say(consonant == "u"    ? "u"
                : consonant == "qu" ? "cờ"
                : consonant == "c"  ? "cờ"
                                    : consonant + "ờ");
        }
    }

    std::string vowel() {
        if (const Pair* pair = longest(vowel_pairs, rest()); pair != nullptr) {
            at_ += pair->from.size();
            return std::string(pair->to);
        }
        // As many vowels as make one rhyme.
        std::string best;
        std::string taken;
        std::size_t end = at_;
        std::size_t best_end = at_;
        while (vowel_at(end)) {
            const CodePoint point = decode(word_, end);
            end += point.length;
            append_utf8(taken, point.value);
            if (spelling_of(taken) != Spelling::none) {
                best = taken;
                best_end = end;
            }
        }
        at_ = best_end;
        return best;
    }

    /// A consonant closes the syllable when no vowel follows it.
    std::string closing() {
        const Pair* pair = longest(closings, rest());
        if (pair == nullptr || vowel_at(at_ + pair->from.size())) {
            // "-ing-e": only the n closes
            return {};
        }
        at_ += pair->from.size();
        return std::string(pair->to);
    }

    void syllable() {
        const std::string onset = opening();
        if (at_ >= word_.size()) {
            say_alone(onset);
            return;
        }
        const std::string nucleus = vowel();
        const bool silent_e =
            nucleus == "e" && at_ == word_.size() && !out_.empty() && !onset.empty();
        const std::string coda = closing();
        if (silent_e) { // "-ine", "-ase": the e is mute, its consonant is said shortly
            say_alone(onset);
            return;
        }
        say(fit(onset, nucleus, coda));
    }

    static std::string fit(const std::string& onset, const std::string& nucleus,
                           const std::string& coda) {
        for (const std::string& rhyme :
             {toned(nucleus, coda), toned(nucleus, ""), std::string("ơ")}) {
            for (const std::string& start : {spelled_onset(onset, rhyme), onset, std::string()}) {
                const std::string whole = start + rhyme;
                if (spelling_of(whole) == Spelling::syllable) {
                    return with_standard_tone(whole);
                }
            }
        }
        return "ơ";
    }

    static std::string spelled_onset(const std::string& onset, std::string_view rhyme) {
        const bool front = rhyme.starts_with('e') || rhyme.starts_with('i') ||
                           rhyme.starts_with("ê") || rhyme.starts_with("é") ||
                           rhyme.starts_with("ế") || rhyme.starts_with("í");
        if (onset == "c" && front) {
            return "k";
        }
        return onset == "g" && front ? "gh" : onset;
    }

    /// A syllable closed by a stop has the rising tone, unless the word brings its own.
    static std::string toned(const std::string& nucleus, const std::string& coda) {
        const bool stop = coda == "c" || coda == "ch" || coda == "p" || coda == "t";
        constexpr std::array<Pair, 12> rising{{{"a", "á"},
                                               {"ă", "ắ"},
                                               {"â", "ấ"},
                                               {"e", "é"},
                                               {"ê", "ế"},
                                               {"i", "í"},
                                               {"o", "ó"},
                                               {"ô", "ố"},
                                               {"ơ", "ớ"},
                                               {"u", "ú"},
                                               {"ư", "ứ"},
                                               {"y", "ý"}}};
        std::string vowel = nucleus;
        if (coda.empty() && nucleus == "e") {
            vowel = "ê";
        } else if (coda.empty() && nucleus == "o") {
            vowel = "ô";
        } else if (coda.empty() && (nucleus == "ă" || nucleus == "â")) {
            vowel = nucleus == "ă" ? "a" : "ơ";
        } else if (nucleus == "y") {
            vowel = "i";
        }
        if (stop) {
            for (const Pair& pair : rising) {
                if (vowel == pair.from) {
                    return std::string(pair.to) + coda;
                }
            }
        }
        return vowel + coda;
    }

    std::string word_;
    std::string out_;
    std::size_t at_ = 0;
};

} // namespace

std::string spell_letters(std::string_view lower_word) {
    std::string out;
    std::size_t at = 0;
    while (at < lower_word.size()) {
        const CodePoint point = decode(lower_word, at);
        at += point.length;
        std::string name(letter_name(point.value));
        if (name.empty()) {
            std::string letter;
            append_utf8(letter, point.value);
            const std::string ours = in_our_letters(letter);
            name = spelling_of(ours) == Spelling::syllable ? ours
                   : ours.empty()                          ? std::string()
                                  : std::string(letter_name(decode(ours, 0).value));
        }
        if (!name.empty()) {
            out += out.empty() ? name : " " + name;
        }
    }
    return out;
}

std::string respell_foreign(std::string_view lower_word) {
    const std::string spoken = Respeller(lower_word).run();
    return spoken.empty() ? spell_letters(lower_word) : spoken;
}

} // namespace speech
