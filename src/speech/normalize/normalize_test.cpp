#include "speech/normalize/normalize.hpp"

#include "base/text.hpp"
#include "speech/normalize/code_points.hpp"
#include "speech/normalize/syllable.hpp"
#include "testing/golden.hpp"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <sstream>
#include <string>
#include <vector>

// Three kinds of proof: tables of cases by kind (testdata/*.tsv: source, tab, what is said), whole
// documents as golden files, and properties that hold for any text, tried on random mixtures of the
// pieces that make trouble.

namespace speech {
namespace {

std::string said(std::string_view text) {
    return spoken_text(normalize(text));
}

std::string unescaped(std::string_view cell) {
    std::string out;
    for (std::size_t i = 0; i < cell.size(); ++i) {
        if (cell[i] == '\\' && i + 1 < cell.size()) {
            ++i;
            out.push_back(cell[i] == 'n' ? '\n' : cell[i] == 't' ? '\t' : cell[i]);
        } else {
            out.push_back(cell[i]);
        }
    }
    return out;
}

class NormalizeTable : public testing::TestWithParam<const char*> {};

TEST_P(NormalizeTable, reads_every_case_as_written_down) {
    const std::string path = std::string("src/speech/normalize/testdata/") + GetParam() + ".tsv";
    std::istringstream lines(testing_support::read_test_file(path));
    std::string line;
    std::size_t number = 0;
    std::size_t cases = 0;
    while (std::getline(lines, line)) {
        ++number;
        if (number == 1 || line.empty()) { // the first line tells what the columns are
            continue;
        }
        const auto tab = line.find('\t');
        ASSERT_NE(tab, std::string::npos) << path << ":" << number;
        EXPECT_EQ(said(unescaped(line.substr(0, tab))), unescaped(line.substr(tab + 1)))
            << path << ":" << number << " for " << line.substr(0, tab);
        ++cases;
    }
    EXPECT_GT(cases, 10U);
}

INSTANTIATE_TEST_SUITE_P(ByKind, NormalizeTable,
                         testing::Values("numbers", "money", "dates", "times", "measures", "phones",
                                         "codes", "abbreviations", "names", "addresses", "symbols",
                                         "layout"),
                         [](const auto& info) { return std::string(info.param); });

TEST(NormalizeDocument, reads_a_plan_of_a_commune) {
    const std::string text =
        testing_support::read_test_file("src/speech/normalize/testdata/plan_of_a_commune.txt");
    EXPECT_EQ(testing_support::compare_golden(
                  "src/speech/normalize/testdata/plan_of_a_commune.spoken.txt", said(text) + "\n"),
              "");
}

TEST(NormalizeDocument, reads_a_wrapped_document_with_footnotes) {
    const std::string text =
        testing_support::read_test_file("src/speech/normalize/testdata/wrapped_document.txt");
    EXPECT_EQ(testing_support::compare_golden(
                  "src/speech/normalize/testdata/wrapped_document.spoken.txt", said(text) + "\n"),
              "");
}

TEST(NormalizeDictionary, an_entry_wins_over_the_rules) {
    const Dictionary dictionary({{"UBND", "u bê nờ dê"}, {"ấp 3", "ấp Ba"}});
    EXPECT_EQ(spoken_text(normalize("UBND xã họp ở ấp 3, ấp 30.", dictionary)),
              "u bê nờ dê xã họp ở ấp Ba, ấp ba mươi.");
}

TEST(NormalizeDictionary, the_longest_entry_wins) {
    const Dictionary dictionary({{"TT", "trung tâm"}, {"TT VH", "trung tâm văn hóa"}});
    EXPECT_EQ(spoken_text(normalize("TT VH xã", dictionary)), "trung tâm văn hóa xã.");
}

TEST(NormalizeDictionary, a_later_entry_replaces_an_earlier_one) {
    const Dictionary dictionary({{"KP", "khu phố"}, {"KP", "ca pê"}});
    EXPECT_EQ(spoken_text(normalize("KP 2", dictionary)), "ca pê hai.");
}

TEST(NormalizeDictionary, both_tone_spellings_match_one_entry) {
    const Dictionary dictionary({{"Hoà Lợi", "hòa lợi bê"}});
    EXPECT_EQ(spoken_text(normalize("ấp Hòa Lợi và ấp Hoà Lợi", dictionary)),
              "ấp hòa lợi bê và ấp hòa lợi bê.");
}

TEST(NormalizeDictionary, case_and_word_ends_count_when_asked) {
    const Dictionary dictionary({{"An", "a nờ", true, true}});
    EXPECT_EQ(spoken_text(normalize("An an Anh", dictionary)), "a nờ an Anh.");
}

TEST(NormalizeRegion, the_south_says_le_and_ngan) {
    EXPECT_EQ(spoken_text(normalize("1.105", {}, {Region::south})), "một ngàn một trăm lẻ năm.");
    EXPECT_EQ(spoken_text(normalize("1.105", {}, {Region::north})), "một nghìn một trăm linh năm.");
}

TEST(NormalizeSpans, every_token_points_at_its_source) {
    const std::string text = "Họp lúc 7h30 tại UBND xã.";
    const Reading reading = normalize(text);
    ASSERT_EQ(reading.sentences.size(), 1U);
    const std::vector<Token>& tokens = reading.sentences[0].tokens;
    ASSERT_EQ(tokens.size(), 7U);
    EXPECT_EQ(tokens[2].source_text, "7h30");
    EXPECT_EQ(tokens[2].kind, TokenKind::time);
    EXPECT_EQ(tokens[4].source_text, "UBND");
    EXPECT_EQ(tokens[4].kind, TokenKind::abbreviation);
}

TEST(NormalizeSpans, decomposed_text_points_at_its_own_bytes) {
    const std::string text = "Ho\u0323p u\u0309y ban"; // "Họp ủy ban", marks apart
    const Reading reading = normalize(text);
    EXPECT_EQ(spoken_text(reading), "Họp ủy ban.");
    EXPECT_EQ(reading.sentences[0].tokens[0].source_text, "Ho\u0323p");
}

TEST(NormalizeSpans, foreign_scripts_are_shown_as_unreadable) {
    const Reading reading = normalize("chữ ខ ở đây");
    EXPECT_EQ(spoken_text(reading), "chữ ở đây.");
    EXPECT_EQ(reading.sentences[0].tokens[1].kind, TokenKind::unreadable);
}

// ---- properties ----

/// `all_plain`: the text has no blank but the ASCII ones.
void check_spans(const std::string& text, const Reading& reading, bool all_plain) {
    std::vector<bool> covered(text.size(), false);
    std::size_t at = 0;
    for (const Sentence& sentence : reading.sentences) {
        for (const Token& token : sentence.tokens) {
            ASSERT_GE(token.source_begin, at) << text;
            ASSERT_GE(token.source_end, token.source_begin) << text;
            ASSERT_LE(token.source_end, text.size()) << text;
            ASSERT_EQ(token.source_text,
                      text.substr(token.source_begin, token.source_end - token.source_begin));
            for (std::size_t i = token.source_begin; i < token.source_end; ++i) {
                covered[i] = true;
            }
            at = token.source_end;
        }
    }
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool blank = text[i] == ' ' || text[i] == '\n' || text[i] == '\t' ||
                           text[i] == '\r' || text[i] == '\f' || text[i] == '\v';
        ASSERT_TRUE(covered[i] || blank || !all_plain)
            << "byte " << i << " (" << int(text[i]) << ") of " << text;
    }
}

void check_sayable(const std::string& text, const std::string& spoken) {
    std::size_t at = 0;
    std::string word;
    const auto check_word = [&] {
        if (!word.empty()) {
            EXPECT_NE(spelling_of(lower(word)), Spelling::none)
                << word << " in: " << spoken << "\nof: " << text;
            EXPECT_FALSE(word.size() > 1 && lower(word) != word && base::code_points(word) > 1 &&
                         is_upper(decode(word, decode(word, 0).length).value))
                << word << " in: " << spoken << "\nof: " << text;
        }
        word.clear();
    };
    while (at < spoken.size()) {
        const CodePoint point = decode(spoken, at);
        ASSERT_TRUE(point.valid);
        if (is_letter(point.value)) {
            append_utf8(word, point.value);
        } else {
            check_word();
            ASSERT_TRUE(std::u32string_view(U" \n.,?!;:").contains(point.value))
                << spoken << "\nof: " << text;
        }
        at += point.length;
    }
    check_word();
}

/// What makes trouble, alone and next to each other.
// clang-format off
const auto pieces = std::to_array<std::string_view>({
    "UBND", "49/2024/NĐ-CP", "10/5/2024", "7h30", "07:30", "80-150mm", "1.250.000đ", "2,5", "tỷ",
    "%", "Chương", "II", "III", "xã", "hòa", "hoà", "Đắk", "Lắk", "Krông", "a)", "1.1.", "-", "+",
    "*", "**", "#", "(", ")", "\"", "“", "”", "/", "./.", "...", "…", ".", ",", ";", ":", "!",
    "?", "\n", "\n\n", "\t", "&", "TT&TT", "CNTT-VT", "0912345678", "1900 1234", "abc@xyz.vn",
    "https://a.vn/b?c=1", "Covid-19", "km²", "°C", "37,5°C", "½", "→", "№", "@", "_", "A", "B12",
    "QL1A", "H5N1", "XYZW", "BKVT", "Smartphone", "xin", "chào", "năm", "tháng", "ngày", "quý",
    "số", "thứ", "4", "1", "05", "2026", "2021 – 2025", "1/2", "17/19", "24/24h", "$50", "TP.",
    "HCM", "Q.", "P.5", "Đ.", "KT.", "CHỦ", "TỊCH", "ỦY", "BAN", "NHÂN", "DÂN", "M'Đrắk", "ữ",
    "Ω", "日本", "ខ", "\U0001F600", "\xFF", "e\u0301", "Ho\u0323p", "x", "3 x 4", "±", "≥", "<b>",
    "</b>", "v.v...", "IV.", "i)", "(ii)", "cơ sở1.", "sở2", "SỐ", "AI", "OA", "zalo", "5G", "k",
    "50k", "15tr", "mg/l", "đồng/người/tháng", "'", "’", "5'", "\"5", "=", "<", ">", "~5", "-5",
    "00", "000", "999999999999999999999", "0", "1,2,3", "1.2.3.4",
});
// clang-format on

TEST(NormalizeProperties, any_mixture_is_sayable_covered_and_stable) {
    std::mt19937 engine(20260721);
    std::uniform_int_distribution<std::size_t> pick(0, pieces.size() - 1);
    std::uniform_int_distribution<int> length(1, 14);
    std::uniform_int_distribution<int> gap(0, 3);
    for (int round = 0; round < 6000; ++round) {
        std::string text;
        const int count = length(engine);
        for (int i = 0; i < count; ++i) {
            text += pieces[pick(engine)];
            text += gap(engine) == 0 ? "" : " ";
        }
        const Reading reading = normalize(text);
        check_spans(text, reading, true);
        const std::string spoken = spoken_text(reading);
        check_sayable(text, spoken);
        EXPECT_EQ(said(spoken), spoken) << "of: " << text;
        if (HasFailure()) {
            return;
        }
    }
}

TEST(NormalizeProperties, any_bytes_are_taken) {
    std::mt19937 engine(7);
    std::uniform_int_distribution<int> byte(0, 255);
    std::uniform_int_distribution<int> length(0, 60);
    for (int round = 0; round < 5000; ++round) {
        std::string text;
        const int count = length(engine);
        for (int i = 0; i < count; ++i) {
            text.push_back(static_cast<char>(byte(engine)));
        }
        const Reading reading = normalize(text);
        check_spans(text, reading, false);
        check_sayable(text, spoken_text(reading));
        if (HasFailure()) {
            return;
        }
    }
}

TEST(NormalizeProperties, the_empty_text_reads_as_nothing) {
    EXPECT_EQ(said(""), "");
    EXPECT_EQ(said(" \n\t "), "");
    EXPECT_EQ(said("- * ..."), "");
}

} // namespace
} // namespace speech
