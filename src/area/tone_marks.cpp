#include "area/tone_marks.hpp"

#include "base/text.hpp"

#include <array>
#include <utility>

namespace area {

namespace {

using Spelling = std::pair<std::string_view, std::string_view>;

constexpr std::array spellings{
    Spelling{"òa", "oà"}, Spelling{"óa", "oá"}, Spelling{"ỏa", "oả"}, Spelling{"õa", "oã"},
    Spelling{"ọa", "oạ"}, Spelling{"òe", "oè"}, Spelling{"óe", "oé"}, Spelling{"ỏe", "oẻ"},
    Spelling{"õe", "oẽ"}, Spelling{"ọe", "oẹ"}, Spelling{"ùy", "uỳ"}, Spelling{"úy", "uý"},
    Spelling{"ủy", "uỷ"}, Spelling{"ũy", "uỹ"}, Spelling{"ụy", "uỵ"},
};

} // namespace

std::string comparable(std::string_view text) {
    std::string lower = base::to_lower(text);
    for (const auto& [from, to] : spellings) {
        for (auto at = lower.find(from); at != std::string::npos; at = lower.find(from, at)) {
            lower.replace(at, from.size(), to);
            at += to.size();
        }
    }
    return lower;
}

} // namespace area
