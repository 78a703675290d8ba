#include "speech/normalize/dictionary.hpp"

#include "base/text.hpp"
#include "speech/normalize/code_points.hpp"
#include "speech/normalize/syllable.hpp"

#include <algorithm>

namespace speech {

namespace {

bool continues_word(char32_t point) {
    return is_letter(point) || is_digit(point);
}

/// Bytes of `text` from `at` that equal `written`, or 0.
std::size_t matched(std::string_view text, std::size_t at, std::string_view written,
                    bool match_case) {
    if (match_case) {
        return text.substr(at).starts_with(written) ? written.size() : 0;
    }
    std::size_t here = at;
    std::size_t there = 0;
    while (there < written.size()) {
        if (here >= text.size()) {
            return 0;
        }
        const CodePoint found = decode(text, here);
        const CodePoint wanted = decode(written, there);
        if (lower(found.value) != wanted.value) {
            return 0;
        }
        here += found.length;
        there += wanted.length;
    }
    return here - at;
}

template <class Respell>
std::string respell_words(std::string_view text, Respell respell) {
    std::string out;
    std::size_t at = 0;
    while (at < text.size()) {
        std::size_t end = at;
        while (end < text.size() && is_letter(decode(text, end).value)) {
            end += decode(text, end).length;
        }
        if (end > at) {
            out += respell(text.substr(at, end - at));
        } else {
            end = at + decode(text, at).length;
            out.append(text.substr(at, end - at));
        }
        at = end;
    }
    return out;
}

} // namespace

Dictionary::Dictionary(const std::vector<DictionaryEntry>& entries) {
    for (const DictionaryEntry& entry : entries) {
        const std::string written = base::to_nfc(entry.written).value_or(std::string());
        if (written.empty()) {
            continue;
        }
        const std::string standard = respell_words(written, with_standard_tone);
        const std::string newer = respell_words(written, with_newer_tone);
        add(entry, written);
        if (standard != written) {
            add(entry, standard);
        }
        if (newer != written) {
            add(entry, newer);
        }
    }
    for (auto& [first, forms] : forms_) {
        std::ranges::sort(forms, [](const Form& a, const Form& b) {
            return a.written.size() != b.written.size() ? a.written.size() > b.written.size()
                                                        : a.match_case && !b.match_case;
        });
    }
}

void Dictionary::add(const DictionaryEntry& entry, std::string written) {
    std::string form = entry.match_case ? std::move(written) : lower(written);
    std::vector<Form>& forms = forms_[lower(decode(form, 0).value)];
    std::erase_if(forms, [&](const Form& known) {
        return known.written == form && known.match_case == entry.match_case;
    });
    forms.push_back({std::move(form), entry.spoken, entry.match_case, entry.whole_word});
}

std::optional<Dictionary::Match> Dictionary::find(std::string_view text, std::size_t at) const {
    if (forms_.empty() || at >= text.size()) {
        return std::nullopt;
    }
    const auto found = forms_.find(lower(decode(text, at).value));
    if (found == forms_.end()) {
        return std::nullopt;
    }
    for (const Form& form : found->second) {
        const std::size_t length = matched(text, at, form.written, form.match_case);
        if (length == 0) {
            continue;
        }
        const std::size_t end = at + length;
        const bool inner = end < text.size() && continues_word(decode(text, end).value);
        std::size_t last = end - 1;
        while (last > at && (static_cast<unsigned char>(text[last]) & 0xC0U) == 0x80U) {
            --last;
        }
        if (!form.whole_word || !inner || !continues_word(decode(text, last).value)) {
            return Match{length, form.spoken};
        }
    }
    return std::nullopt;
}

} // namespace speech
