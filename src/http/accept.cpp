#include "http/accept.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace http {

namespace {

constexpr std::size_t elements_max = 32;

/// `0`, `0.5`, `1.000` in thousandths; nothing when malformed.
bool read_weight(std::string_view text, unsigned& weight) {
    if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1') ||
        (text.size() > 1 && text[1] != '.')) {
        return false;
    }
    weight = text[0] == '1' ? 1000U : 0U;
    unsigned place = 100;
    for (const char c : text.substr(std::min<std::size_t>(2, text.size()))) {
        if (c < '0' || c > '9') {
            return false;
        }
        weight += static_cast<unsigned>(c - '0') * place;
        place /= 10;
    }
    return weight <= 1000;
}

std::string ascii_lower(std::string_view text) {
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return lower;
}

bool read_element(std::string_view text, Weighted& element) {
    const auto semicolon = text.find(';');
    element.value = ascii_lower(base::trim(text.substr(0, semicolon)));
    element.weight = 1000;
    while (!text.empty()) {
        const auto next = text.find(';');
        if (next == std::string_view::npos) {
            break;
        }
        text.remove_prefix(next + 1);
        const std::string_view parameter = base::trim(text.substr(0, text.find(';')));
        if ((parameter.starts_with("q=") || parameter.starts_with("Q=")) &&
            !read_weight(parameter.substr(2), element.weight)) {
            return false;
        }
    }
    return !element.value.empty();
}

} // namespace

std::vector<Weighted> read_weighted(std::string_view header) {
    std::vector<Weighted> elements;
    while (!header.empty() && elements.size() < elements_max) {
        const auto comma = header.find(',');
        Weighted element;
        if (read_element(header.substr(0, comma), element)) {
            elements.push_back(std::move(element));
        }
        header = comma == std::string_view::npos ? std::string_view{} : header.substr(comma + 1);
    }
    return elements;
}

std::string_view choose_encoding(std::string_view header,
                                 const std::vector<std::string_view>& offered) {
    const std::vector<Weighted> accepted = read_weighted(header);
    std::string_view chosen;
    unsigned chosen_weight = 0;
    for (const std::string_view encoding : offered) {
        auto found = std::ranges::find(accepted, encoding, &Weighted::value);
        if (found == accepted.end()) {
            found = std::ranges::find(accepted, "*", &Weighted::value);
        }
        if (found != accepted.end() && found->weight > chosen_weight) {
            chosen = encoding;
            chosen_weight = found->weight;
        }
    }
    return chosen;
}

Language choose_language(std::string_view header) {
    unsigned vietnamese = 0;
    unsigned english = 0;
    for (const Weighted& element : read_weighted(header)) {
        const std::string_view primary =
            std::string_view(element.value).substr(0, element.value.find('-'));
        if (primary == "vi") {
            vietnamese = std::max(vietnamese, element.weight);
        } else if (primary == "en") {
            english = std::max(english, element.weight);
        }
    }
    return english > vietnamese ? Language::en : Language::vi;
}

} // namespace http
