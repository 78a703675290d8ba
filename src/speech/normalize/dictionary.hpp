#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace speech {

/// How an officer wants one written form to be read: "TTDVTH" → "trung tâm dịch vụ tổng hợp".
struct DictionaryEntry {
    std::string written;
    std::string spoken;
    bool match_case = false;
    bool whole_word = true;
};

/// The entries in force for one reading, ready to be looked up. A value: made once per text, thrown
/// away afterwards. The longest written form wins; between equals the later entry wins, so that a
/// commune's entry placed after the province's replaces it. Both spellings of a tone mark ("hòa",
/// "hoà") match one entry.
class Dictionary {
public:
    Dictionary() = default;
    explicit Dictionary(const std::vector<DictionaryEntry>& entries);

    struct Match {
        std::size_t length = 0; ///< bytes of the text
        std::string_view spoken;
    };

    [[nodiscard]] bool empty() const { return forms_.empty(); }
    /// The entry whose written form stands in the NFC `text` at byte `at`.
    [[nodiscard]] std::optional<Match> find(std::string_view text, std::size_t at) const;

private:
    struct Form {
        std::string written; ///< lower case unless match_case
        std::string spoken;
        bool match_case = false;
        bool whole_word = true;
    };
    void add(const DictionaryEntry& entry, std::string written);

    std::unordered_map<char32_t, std::vector<Form>>
        forms_; ///< by first letter in lower case, longest first
};

} // namespace speech
