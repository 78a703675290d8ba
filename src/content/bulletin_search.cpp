#include "content/bulletin_search.hpp"

#include "base/text.hpp"
#include "content/bulletin_json.hpp"
#include "content/offered_below.hpp"

#include <algorithm>

namespace content {

namespace {

constexpr std::size_t query_words_max = 10;
/// Longer ones are addresses and codes that nobody types; PostgreSQL refuses to index very long
/// ones.
constexpr std::size_t word_bytes_max = 60;

std::vector<std::string> split(std::string_view folded) {
    std::vector<std::string> words;
    while (!folded.empty()) {
        const std::size_t end = std::min(folded.find(' '), folded.size());
        if (end > 0) {
            words.emplace_back(folded.substr(0, end));
        }
        folded.remove_prefix(std::min(end + 1, folded.size()));
    }
    return words;
}

void collect(std::set<std::string>& words, std::string_view text) {
    for (std::string& word : split(base::fold(text))) {
        if (word.size() <= word_bytes_max) {
            words.insert(std::move(word));
        }
    }
}

bool holds(const std::set<std::string>& terms, const std::vector<std::string>& words) {
    const auto holds_one = [&](const std::string& word) {
        const auto at = terms.lower_bound(word);
        const bool last = &word == &words.back();
        return at != terms.end() && (last ? at->starts_with(word) : *at == word);
    };
    return std::ranges::all_of(words, holds_one);
}

std::string area_term(const area::AreaPath& area) {
    return "/area=" + area::to_text(area);
}

std::string state_term(BulletinState state) {
    return "/state=" + std::string(to_text(state));
}

std::string class_term(BroadcastClass broadcast_class) {
    return "/class=" + std::string(to_text(broadcast_class));
}

std::string author_term(const identity::UserId& author) {
    return "/author=" + base::to_text(author);
}

std::string field_term(std::string_view field) {
    std::string key = base::fold(field);
    std::ranges::replace(key, ' ', '_');
    return "/field=" + key;
}

std::string issuer_term(const area::AreaPath& area) {
    return "/of=" + area::to_text(area);
}

bool is_commune_or_less(const area::AreaPath& area) {
    return area.codes().size() >= 2;
}

std::vector<std::string> area_terms(const std::vector<area::AreaPath>& areas) {
    std::vector<std::string> terms;
    std::ranges::transform(areas, std::back_inserter(terms), area_term);
    return terms;
}

} // namespace

std::set<std::string> search_terms(const Bulletin& bulletin) {
    const BulletinBody& body = bulletin.body;
    std::set<std::string> words;
    collect(words, body.title);
    const std::vector<std::string> title = title_terms({words.begin(), words.end()});
    collect(words, body.source_document_number.value_or(""));
    for (const LanguageVariant& variant : body.variants) {
        for (const TextBlock& block : variant.blocks) {
            collect(words, block.text);
        }
    }
    words.insert(title.begin(), title.end());
    words.insert({state_term(bulletin.state), class_term(body.class_),
                  author_term(bulletin.author.user), field_term(body.field)});
    words.insert(issuer_term(body.area));
    std::vector<area::AreaCode> codes = body.area.codes();
    for (; !codes.empty(); codes.pop_back()) {
        words.insert(area_term(area::AreaPath(codes)));
    }
    return words;
}

std::vector<std::string> search_words(std::string_view query) {
    std::vector<std::string> words = split(base::fold(query));
    words.resize(std::min(words.size(), query_words_max));
    return words;
}

std::vector<std::string> title_terms(std::vector<std::string> words) {
    for (std::string& word : words) {
        word.insert(0, "=");
    }
    return words;
}

SearchHit search_hit(const std::set<std::string>& terms, const std::vector<std::string>& words) {
    if (!holds(terms, words)) {
        return SearchHit::none;
    }
    return holds(terms, title_terms(words)) ? SearchHit::in_title : SearchHit::in_text;
}

std::vector<std::vector<std::string>> wanted_terms(const BulletinFilter& filter) {
    std::vector<std::vector<std::string>> groups;
    const bool has_words = !search_words(filter.search).empty();
    if (const auto issuers = units_above(filter.visible); filter.from_above && !issuers.empty()) {
        auto& terms = groups.emplace_back();
        std::ranges::transform(issuers, std::back_inserter(terms), issuer_term);
    }
    for (const auto& areas :
         {filter.area ? std::vector{*filter.area} : std::vector<area::AreaPath>(),
          filter.from_above ? std::vector<area::AreaPath>() : filter.visible}) {
        if (areas.empty() || std::ranges::any_of(areas, &area::AreaPath::is_country)) {
            continue;
        }
        if (has_words && !filter.from_above && std::ranges::all_of(areas, is_commune_or_less)) {
            return {area_terms(areas)}; // a few hundred bulletins; more terms only cost time
        }
        groups.push_back(area_terms(areas));
    }
    if (filter.state) {
        groups.push_back({state_term(*filter.state)});
    }
    if (filter.class_) {
        groups.push_back({class_term(*filter.class_)});
    }
    if (filter.author) {
        groups.push_back({author_term(*filter.author)});
    }
    if (!filter.field.empty()) {
        groups.push_back({field_term(filter.field)});
    }
    return groups;
}

} // namespace content
