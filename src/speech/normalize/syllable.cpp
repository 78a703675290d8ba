#include "speech/normalize/syllable.hpp"

#include "speech/normalize/code_points.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <unordered_set>
#include <vector>

// A syllable is onset + rhyme + tone. Letters are held as one byte each: ASCII, and for the marked
// vowels and đ the codes below. The table of rhymes follows the inventory in Đoàn Thiện Thuật, "Ngữ
// âm tiếng Việt" (1977), with the few rhymes of names and loan words (oong, oăng, ơng, êng) that
// official texts use.

namespace speech {

namespace {

constexpr std::u32string_view vowel_rows = U"aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợ"
                                           U"uùủũúụưừửữứựyỳỷỹýỵ";
constexpr std::string_view vowel_codes = "a12e3io45u6y";
constexpr char d_stroke = '7';
constexpr std::size_t tones = 6;

constexpr std::string_view rhyme_list =
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em "
    "en eng eo ep "
    "et ê êch êm ên ênh êng êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu o oa "
    "oac oach oai "
    "oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oem oen oeo oep oet oi om on ong "
    "ooc "
    "oong op ot "
    "ô ôc ôi ôm ôn ông ôông ôp ôt ơ ơc ơi ơm ơn ơng ơp ơt u ua uân uâng uât uây uc uê uêch uên "
    "uênh uêu ui um "
    "un ung uôc uôi uôm uôn uông uôt up uơ ut uy uya uych uyên uyêt uyn uynh uyp uyt uyu ư ưa ưc "
    "ưi ưm ưn ưng "
    "ươc ươi ươm ươn ương ươp ươt ươu ưt ưu y yêm yên yêng yêt yêu ynh yt ych yn";

constexpr std::array<std::string_view, 29> onsets{
    "ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr", "b", "c", "d", "7",
    "g",   "h",  "k",  "l",  "m",  "n",  "p",  "r",  "s",  "t",  "v",  "x", "",  ""};

struct Letter {
    char code = 0; ///< 0 when it is no letter of ours
    std::uint8_t tone = 0;
};

constexpr auto make_letters() {
    std::array<Letter, 0x1F00> table{};
    for (char32_t c = U'a'; c <= U'z'; ++c) {
        table[c].code = static_cast<char>(c);
    }
    for (std::size_t i = 0; i < vowel_rows.size(); ++i) {
        table[vowel_rows[i]] = {vowel_codes[i / tones], static_cast<std::uint8_t>(i % tones)};
    }
    table[U'đ'].code = d_stroke;
    for (const char foreign : {'f', 'j', 'w', 'z'}) {
        table[static_cast<std::size_t>(foreign)].code = 0;
    }
    return table;
}

constexpr auto letters = make_letters();

constexpr char unmarked(char code) {
    switch (code) {
    case '1':
    case '2':
        return 'a';
    case '3':
        return 'e';
    case '4':
    case '5':
        return 'o';
    case '6':
        return 'u';
    case '7':
        return 'd';
    default:
        return code;
    }
}

struct Coded {
    std::array<char, 8> code{};
    std::size_t size = 0;
    std::uint8_t tone = 0;
    std::size_t tone_at = 0;
    bool ok = false;

    [[nodiscard]] std::string_view view() const { return {code.data(), size}; }
};

Coded encode(std::string_view word) {
    Coded out;
    std::size_t at = 0;
    while (at < word.size()) {
        const CodePoint point = decode(word, at);
        at += point.length;
        const Letter letter = point.value < letters.size() ? letters[point.value] : Letter{};
        if (letter.code == 0 || out.size == out.code.size() ||
            (letter.tone != 0 && out.tone != 0)) {
            return out;
        }
        if (letter.tone != 0) {
            out.tone = letter.tone;
            out.tone_at = out.size;
        }
        out.code[out.size++] = letter.code;
    }
    out.ok = out.size > 0;
    return out;
}

std::uint64_t packed(std::string_view rhyme, bool without_marks) {
    std::uint64_t out = 0;
    for (const char code : rhyme) {
        out = (out << 8U) | static_cast<unsigned char>(without_marks ? unmarked(code) : code);
    }
    return out;
}

struct Rhymes {
    std::unordered_set<std::uint64_t> marked;
    std::unordered_set<std::uint64_t> unmarked;
};

Rhymes make_rhymes() {
    Rhymes out;
    std::size_t at = 0;
    while (at < rhyme_list.size()) {
        const std::size_t end = std::min(rhyme_list.find(' ', at), rhyme_list.size());
        const Coded coded = encode(rhyme_list.substr(at, end - at));
        out.marked.insert(packed(coded.view(), false));
        out.unmarked.insert(packed(coded.view(), true));
        at = end + 1;
    }
    return out;
}

const Rhymes& rhymes() {
    static const Rhymes table = make_rhymes();
    return table;
}

/// Length of the onset of the syllable, or npos.
std::size_t onset_of(std::string_view code, const std::unordered_set<std::uint64_t>& known,
                     bool without_marks) {
    for (const std::string_view onset : onsets) {
        const std::string_view rhyme = code.substr(std::min(onset.size(), code.size()));
        if (code.starts_with(onset) && !rhyme.empty() && rhyme.size() <= 4 &&
            known.contains(packed(rhyme, without_marks))) {
            return onset.size();
        }
    }
    return std::string_view::npos;
}

std::string recompose(std::string_view word, const Coded& coded, std::size_t tone_at) {
    std::string out;
    std::size_t at = 0;
    for (std::size_t i = 0; i < coded.size; ++i) {
        const CodePoint point = decode(word, at);
        at += point.length;
        const char code = coded.code[i];
        const std::size_t row = vowel_codes.find(code);
        if (row == std::string_view::npos) {
            append_utf8(out, point.value);
            continue;
        }
        const char32_t plain = vowel_rows[row * tones + (i == tone_at ? coded.tone : 0)];
        append_utf8(out, is_upper(point.value) ? upper(plain) : plain);
    }
    return out;
}

bool is_vowel(char code) {
    return vowel_codes.find(code) != std::string_view::npos;
}

/// Where the tone mark stands in the rhyme.
std::size_t tone_place(std::string_view rhyme, bool newer) {
    for (std::size_t i = rhyme.size(); i-- > 0;) { // ơ in ươ, ê in iê, uyê, ô in uô carry it
        if (rhyme[i] == '3' || rhyme[i] == '5' || rhyme[i] == '1' || rhyme[i] == '2' ||
            rhyme[i] == '4') {
            return i;
        }
    }
    std::size_t vowels = 0;
    while (vowels < rhyme.size() && is_vowel(rhyme[vowels])) {
        ++vowels;
    }
    if (vowels <= 1) {
        return 0;
    }
    if (vowels == 3) {
        return 1;
    }
    const bool closed = vowels < rhyme.size();
    const std::string_view pair = rhyme.substr(0, 2);
    const bool glide = pair == "oa" || pair == "oe" || pair == "uy";
    return closed || (glide && newer) ? 1 : 0;
}

std::string respell(std::string_view word, bool newer) {
    const std::string lowered = lower(word);
    Coded coded = encode(lowered);
    if (!coded.ok || coded.tone == 0) {
        return std::string(word);
    }
    const std::size_t onset = onset_of(coded.view(), rhymes().marked, false);
    if (onset == std::string_view::npos) {
        return std::string(word);
    }
    const std::size_t place = onset + tone_place(coded.view().substr(onset), newer);
    if (place == coded.tone_at) {
        return std::string(word);
    }
    return recompose(word, coded, place);
}

} // namespace

Spelling spelling_of(std::string_view lower_word) {
    const Coded coded = encode(lower_word);
    if (!coded.ok) {
        return Spelling::none;
    }
    if (onset_of(coded.view(), rhymes().marked, false) != std::string_view::npos) {
        return Spelling::syllable;
    }
    return onset_of(coded.view(), rhymes().unmarked, true) != std::string_view::npos
               ? Spelling::unmarked
               : Spelling::none;
}

std::string with_standard_tone(std::string_view word) {
    return respell(word, false);
}

std::string with_newer_tone(std::string_view word) {
    return respell(word, true);
}

std::optional<std::string> cut_into_syllables(std::string_view lower_letters) {
    constexpr std::size_t longest = 7;
    constexpr std::size_t letters_max = 64;
    const std::size_t size = lower_letters.size();
    if (size == 0 || size > letters_max) {
        return std::nullopt;
    }
    // From the end: few pieces, rather with an onset ("dich vu cong", not "dich vuc ong"), the
    // longest first.
    constexpr std::size_t unreachable = 4 * letters_max;
    std::vector<std::size_t> cost(size + 1, unreachable);
    std::vector<std::size_t> until(size + 1, size);
    cost[size] = 0;
    for (std::size_t begin = size; begin-- > 0;) {
        const std::size_t piece = is_vowel(lower_letters[begin]) ? 3 : 2;
        for (std::size_t end = begin + 2; end <= std::min(size, begin + longest); ++end) {
            if (cost[end] + piece <= cost[begin] &&
                spelling_of(lower_letters.substr(begin, end - begin)) != Spelling::none) {
                cost[begin] = cost[end] + piece;
                until[begin] = end;
            }
        }
    }
    if (cost[0] >= unreachable) {
        return std::nullopt;
    }
    std::string out;
    for (std::size_t begin = 0; begin < size; begin = until[begin]) {
        out += (begin == 0 ? "" : " ") +
               std::string(lower_letters.substr(begin, until[begin] - begin));
    }
    return out;
}

} // namespace speech
