#include "speech/speech_word.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "speech/normalize/code_points.hpp"

#include <algorithm>

namespace speech {

namespace {

constexpr std::size_t written_length_max = 80;
constexpr std::size_t spoken_length_max = 300;

bool is_written_form(const std::string& text) {
    bool has_sign = false;
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint point = decode(text, at);
        if (point.value < U' ' || point.value == 0x7F) {
            return false;
        }
        has_sign = has_sign || point.value > U' ';
        at += point.length;
    }
    return has_sign && base::code_points(text) <= written_length_max;
}

/// Letters, blanks and pauses; no two capitals in a row, which would be an abbreviation again.
bool is_spoken_form(const std::string& text) {
    bool has_letter = false;
    bool after_capital = false;
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint point = decode(text, at);
        at += point.length;
        const bool capital = is_letter(point.value) && is_upper(point.value);
        if (!is_letter(point.value) && point.value != U' ' && point.value != U',') {
            return false;
        }
        if (capital && after_capital) {
            return false;
        }
        has_letter = has_letter || is_letter(point.value);
        after_capital = capital;
    }
    return has_letter && base::code_points(text) <= spoken_length_max;
}

} // namespace

base::Result<SpeechWord> with_text(SpeechWord word, const SpeechWordText& text) {
    base::Error error = base::refuse(base::Fault::invalid, "speech.bad_word",
                                     "Từ này chưa đúng. Hãy xem các ô được đánh dấu.",
                                     "The word is not right. See the marked fields.");
    TRY_ASSIGN(const std::string written, base::to_nfc(text.written));
    TRY_ASSIGN(const std::string spoken, base::to_nfc(text.spoken));
    word.written = base::trim(written);
    word.spoken = base::trim(spoken);
    word.match_case = text.match_case;
    word.whole_word = text.whole_word;
    if (!is_written_form(word.written)) {
        error.fields.push_back(
            {"/written",
             {"dài từ 1 đến 80 ký tự, trên một dòng", "has 1 to 80 characters on one line"}});
    }
    if (!is_spoken_form(word.spoken)) {
        error.fields.push_back(
            {"/spoken",
             {"viết bằng chữ đúng như khi đọc, không có chữ số, ký hiệu hay chữ viết tắt, dài từ 1 "
              "đến 300 ký tự",
              "is written in words just as it is said, without digits, symbols or abbreviations, "
              "1 to 300 characters"}});
    }
    if (!error.fields.empty()) {
        return base::fail(std::move(error));
    }
    return word;
}

std::string written_key(const SpeechWord& word) {
    return word.match_case ? "=" + word.written : "~" + lower(word.written);
}

Dictionary to_dictionary(std::span<const SpeechWord> words) {
    std::vector<const SpeechWord*> ordered;
    for (const SpeechWord& word : words) {
        ordered.push_back(&word);
    }
    std::ranges::sort(ordered, [](const SpeechWord* a, const SpeechWord* b) {
        const std::size_t depth_a = a->area.codes().size();
        const std::size_t depth_b = b->area.codes().size();
        return depth_a != depth_b ? depth_a < depth_b : a->id < b->id;
    });
    std::vector<DictionaryEntry> entries;
    for (const SpeechWord* word : ordered) {
        entries.push_back({word->written, word->spoken, word->match_case, word->whole_word});
    }
    return Dictionary(entries);
}

} // namespace speech
