#include "media/extract/docx_numbering.hpp"

#include "media/extract/xml_tree.hpp"

#include <charconv>

namespace media {

namespace {

int number(std::string_view text, int otherwise) {
    int value = otherwise;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

NumberForm form_of(std::string_view name) {
    if (name == "bullet") {
        return NumberForm::bullet;
    }
    if (name == "none") {
        return NumberForm::none;
    }
    if (name == "lowerLetter") {
        return NumberForm::lower_letter;
    }
    if (name == "upperLetter") {
        return NumberForm::upper_letter;
    }
    if (name == "lowerRoman") {
        return NumberForm::lower_roman;
    }
    if (name == "upperRoman") {
        return NumberForm::upper_roman;
    }
    return name == "decimalZero" ? NumberForm::decimal_zero : NumberForm::decimal;
}

} // namespace

void DocxNumbering::read_level(const pugi::xml_node& node, Level& level) {
    level.start = number(attribute(child(node, "start"), "val"), 1);
    level.form = form_of(attribute(child(node, "numFmt"), "val"));
    level.text = attribute(child(node, "lvlText"), "val");
    level.legal = static_cast<bool>(child(node, "isLgl"));
}

void DocxNumbering::read_list(const pugi::xml_node& node,
                              const std::map<std::string, Levels>& abstract_lists) {
    List list;
    list.abstract_id = attribute(child(node, "abstractNumId"), "val");
    if (const auto found = abstract_lists.find(list.abstract_id); found != abstract_lists.end()) {
        list.levels = found->second;
    }
    for (const auto& override_node : node.children()) {
        const auto level = static_cast<std::size_t>(number(attribute(override_node, "ilvl"), 0));
        if (!is(override_node, "lvlOverride") || level >= levels_max) {
            continue;
        }
        if (const auto whole = child(override_node, "lvl")) {
            read_level(whole, list.levels[level]);
        }
        if (const auto start = child(override_node, "startOverride")) {
            list.levels[level].start = number(attribute(start, "val"), 1);
            list.restarts = true;
        }
    }
    lists_.emplace(attribute(node, "numId"), std::move(list));
}

DocxNumbering::DocxNumbering(const pugi::xml_document& numbering_part) {
    const auto root = child(numbering_part, "numbering");
    std::map<std::string, Levels> abstract_lists;
    for (const auto& node : root.children()) {
        if (!is(node, "abstractNum")) {
            continue;
        }
        Levels& levels = abstract_lists[std::string(attribute(node, "abstractNumId"))];
        for (const auto& level_node : node.children()) {
            const auto level = static_cast<std::size_t>(number(attribute(level_node, "ilvl"), 0));
            if (is(level_node, "lvl") && level < levels_max) {
                read_level(level_node, levels[level]);
            }
        }
    }
    for (const auto& node : root.children()) {
        if (is(node, "num")) {
            read_list(node, abstract_lists);
        }
    }
}

std::optional<std::string> DocxNumbering::next_marker(const std::string& number_id,
                                                      int level_number) {
    const auto found = lists_.find(number_id);
    const auto at = static_cast<std::size_t>(level_number);
    if (found == lists_.end() || at >= levels_max) {
        return std::nullopt;
    }
    const List& list = found->second;
    Counters& counters = counters_[list.restarts ? "n" + number_id : "a" + list.abstract_id];
    for (std::size_t above = 0; above < at; ++above) {
        if (!counters[above]) {
            counters[above] = list.levels[above].start;
        }
    }
    counters[at] = counters[at] ? *counters[at] + 1 : list.levels[at].start;
    for (std::size_t below = at + 1; below < levels_max; ++below) {
        counters[below].reset();
    }
    const Level& level = list.levels[at];
    if (level.form == NumberForm::bullet) {
        // Symbol fonts keep their pictures in the private area, which means nothing elsewhere.
        const bool readable = !level.text.empty() &&
                              (level.text < "\uE000" || level.text > "\uF8FF") &&
                              level.text != "o" && level.text != "§";
        return readable ? level.text : "•";
    }
    std::string marker;
    for (std::size_t i = 0; i < level.text.size(); ++i) {
        const char digit = i + 1 < level.text.size() ? level.text[i + 1] : ' ';
        if (level.text[i] != '%' || digit < '1' || digit > '9') {
            marker += level.text[i];
            continue;
        }
        const auto counted = static_cast<std::size_t>(digit - '1');
        const NumberForm form =
            level.legal && counted != at ? NumberForm::decimal : list.levels[counted].form;
        marker += format_number(form, counters[counted].value_or(list.levels[counted].start));
        ++i;
    }
    return marker;
}

} // namespace media
