#include "area/search.hpp"

#include "area/tone_marks.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

namespace area {

namespace {

constexpr std::size_t text_bytes_max = 200;
constexpr std::size_t words_max = 12;

/// How well a name fits; smaller is better.
enum class Fit : std::uint8_t { whole, beginning, word_inside, none };

struct Spoken {
    std::string_view words; ///< folded, with a space behind
    Kind kind;
};
/// What people write before a name.
constexpr std::array spoken_kinds{
    Spoken{"thanh pho ", Kind::city},       Spoken{"tp ", Kind::city},
    Spoken{"tinh ", Kind::province},        Spoken{"phuong ", Kind::ward},
    Spoken{"xa ", Kind::commune},           Spoken{"thi tran ", Kind::commune},
    Spoken{"dac khu ", Kind::special_zone},
};

/// One way to read the question: so much of it is the name, the rest its place.
struct Reading {
    std::string folded;
    std::string lower;
    std::string place;
};

/// The question, taken apart once. The reading with the longest name comes first.
struct Asked {
    std::vector<Reading> readings;
    std::optional<Kind> kind;
    bool has_marks = false;
};

std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> words;
    std::string word;
    for (const char c : text) {
        if (c == ' ' || c == ',' || c == '\t' || c == '.') {
            if (!word.empty()) {
                words.push_back(std::move(word));
                word.clear();
            }
        } else {
            word += c;
        }
    }
    if (!word.empty()) {
        words.push_back(std::move(word));
    }
    return words;
}

std::string join(const std::vector<std::string>& words, std::size_t first, std::size_t last) {
    std::string text;
    for (std::size_t i = first; i < last; ++i) {
        text += (text.empty() ? "" : " ") + words[i];
    }
    return text;
}

Fit fit_of(std::string_view name, std::string_view asked) {
    if (name.starts_with(asked)) {
        return name.size() == asked.size() ? Fit::whole : Fit::beginning;
    }
    for (auto at = name.find(' '); at != std::string_view::npos; at = name.find(' ', at + 1)) {
        if (name.substr(at + 1).starts_with(asked)) {
            return Fit::word_inside;
        }
    }
    return Fit::none;
}

/// True when the words begin words of the place, in their order: "an gi" in "kien giang an giang".
bool place_fits(std::string_view place, std::string_view asked) {
    return asked.empty() || fit_of(place, asked) != Fit::none;
}

/// The place behind a name, without "tỉnh", "huyện" … in front.
std::string place_words(const std::vector<std::string>& words, std::size_t first) {
    std::string place = join(words, first, words.size());
    for (const std::string_view kind :
         {"tinh ", "thanh pho ", "tp ", "huyen ", "thi xa ", "quan "}) {
        if (place.starts_with(kind)) {
            place.erase(0, kind.size());
            break;
        }
    }
    return place;
}

Asked take_apart(std::string_view text) {
    const auto composed = base::to_nfc(text.substr(0, std::min(text.size(), text_bytes_max)));
    Asked asked;
    std::vector<std::string> lower = split(comparable(composed ? *composed : std::string{}));
    std::vector<std::string> folded;
    for (const std::string& word : lower) {
        folded.push_back(base::fold(word));
        asked.has_marks = asked.has_marks || folded.back() != word;
    }
    const std::string all = join(folded, 0, folded.size()) + ' ';
    for (const Spoken& spoken : spoken_kinds) {
        if (all.starts_with(spoken.words) && all.size() > spoken.words.size()) {
            asked.kind = spoken.kind;
            const auto count = std::ranges::count(spoken.words, ' ');
            folded.erase(folded.begin(), folded.begin() + count);
            lower.erase(lower.begin(), lower.begin() + count);
            break;
        }
    }
    for (std::size_t count = std::min(folded.size(), words_max); count > 0; --count) {
        asked.readings.push_back(
            {join(folded, 0, count), join(lower, 0, count), place_words(folded, count)});
    }
    return asked;
}

struct Ranked {
    Found found;
    /// Less is better; see search.hpp for the order.
    std::tuple<bool, std::uint8_t, bool, bool, bool, std::string> rank;
};

class Search {
public:
    explicit Search(const SearchQuery& query) : query_(query), asked_(take_apart(query.text)) {}

    std::vector<Found> run(const Directory& directory) {
        if (asked_.readings.empty()) {
            return {};
        }
        for (const Directory::Name& name : directory.names()) {
            consider(directory, name);
        }
        std::ranges::sort(ranked_, {}, &Ranked::rank);
        std::vector<Found> found;
        std::set<AreaCode> seen;
        for (const Ranked& ranked : ranked_) {
            if (found.size() < query_.limit && seen.insert(ranked.found.unit->code).second) {
                found.push_back(ranked.found);
            }
        }
        return found;
    }

private:
    void consider(const Directory& directory, const Directory::Name& name) {
        const AreaCode& code = name.former == nullptr ? name.unit->code : name.former->code;
        if (asked_.readings.size() == 1 && asked_.readings.front().folded == code) {
            add(directory, name, Fit::whole, true);
            return;
        }
        for (const Reading& reading : asked_.readings) {
            const Fit fit = fit_of(name.folded, reading.folded);
            if (fit != Fit::none && place_fits(name.folded_place, reading.place)) {
                add(directory, name, fit, fit_of(name.lower, reading.lower) != Fit::none);
                return;
            }
        }
    }

    void add(const Directory& directory, const Directory::Name& name, Fit fit, bool marks) {
        const bool present = name.former == nullptr && in_force(*name.unit, query_.day);
        const Unit* unit = present ? name.unit : directory.find(name.unit->code, query_.day);
        if (unit == nullptr || !query_.under.covers(directory.path_of(*unit))) {
            return;
        }
        const bool other_marks = asked_.has_marks && !marks;
        const bool other_kind = asked_.kind && *asked_.kind != unit->kind;
        ranked_.push_back({{unit, name.former},
                           {other_marks, static_cast<std::uint8_t>(fit), !present, other_kind,
                            !is_province_level(unit->kind), name.folded + ' ' + unit->code}});
    }

    const SearchQuery& query_;
    const Asked asked_;
    std::vector<Ranked> ranked_;
};

} // namespace

std::vector<Found> search(const Directory& directory, const SearchQuery& query) {
    return Search(query).run(directory);
}

} // namespace area
