#include "base/text.hpp"
#include "base/try.hpp"
#include "media/extract/line_structure.hpp"
#include "media/extract/numbering.hpp"
#include "media/extract/office_parsers.hpp"
#include "media/extract/xml_tree.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

namespace media {

namespace {

constexpr std::size_t levels_max = 10;

/// One level of an OpenDocument list style (ISO/IEC 26300, 14.10).
struct ListLevel {
    NumberForm form = NumberForm::bullet;
    std::string bullet = "•";
    std::string prefix;
    std::string suffix;
    int start = 1;
    int shown_levels = 1;
};
using ListStyle = std::array<ListLevel, levels_max>;

int number(std::string_view text, int otherwise) {
    int value = otherwise;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

NumberForm form_of(std::string_view format) {
    if (format == "a") {
        return NumberForm::lower_letter;
    }
    if (format == "A") {
        return NumberForm::upper_letter;
    }
    if (format == "i") {
        return NumberForm::lower_roman;
    }
    if (format == "I") {
        return NumberForm::upper_roman;
    }
    return format.empty() ? NumberForm::none : NumberForm::decimal;
}

void read_list_styles(const pugi::xml_node& parent, std::map<std::string, ListStyle>& styles) {
    for (const auto& node : parent.children()) {
        if (!is(node, "list-style")) {
            continue;
        }
        ListStyle& style = styles[std::string(attribute(node, "name"))];
        for (const auto& level_node : node.children()) {
            const int level = number(attribute(level_node, "level"), 0);
            if (level < 1 || level > static_cast<int>(levels_max)) {
                continue;
            }
            ListLevel& entry = style[static_cast<std::size_t>(level - 1)];
            entry.prefix = attribute(level_node, "num-prefix");
            entry.suffix = attribute(level_node, "num-suffix");
            if (is(level_node, "list-level-style-number")) {
                entry.form = form_of(attribute(level_node, "num-format"));
                entry.start = number(attribute(level_node, "start-value"), 1);
                entry.shown_levels = number(attribute(level_node, "display-levels"), 1);
            } else {
                const std::string_view bullet = attribute(level_node, "bullet-char");
                const bool readable = !bullet.empty() && (bullet < "\uE000" || bullet > "\uF8FF");
                entry.bullet = readable ? std::string(bullet) : "•";
            }
        }
    }
}

class OdtReader {
public:
    OdtReader(const ImportLimits& limits, std::map<std::string, ListStyle> styles)
        : builder_(limits), styles_(std::move(styles)) {}

    void body(const pugi::xml_node& node, int depth);
    BlockBuilder& builder() { return builder_; }

private:
    void list(const pugi::xml_node& node, std::string style_name, int level);
    void item(const pugi::xml_node& node, const std::string& style_name, int level);
    std::string marker(const std::string& style_name, int level) const;
    void table(const pugi::xml_node& node, int depth);
    static void collect(const pugi::xml_node& node, std::string& text, int depth);

    BlockBuilder builder_;
    std::map<std::string, ListStyle> styles_;
    ListDepth depth_;
    std::array<int, levels_max> counters_{};
    std::map<std::string, int>
        last_counts_; ///< where a list of this style ended, for lists that continue it
};

void OdtReader::collect(const pugi::xml_node& node, std::string& text, int depth) {
    if (depth > xml_depth_max) {
        return;
    }
    for (const auto& part : node.children()) {
        if (part.type() == pugi::node_pcdata || part.type() == pugi::node_cdata) {
            text += part.value();
        } else if (is(part, "s") || is(part, "tab") || is(part, "line-break")) {
            text += ' ';
        } else if (!is(part, "note") && !is(part, "annotation") && !is(part, "ruby-text")) {
            collect(part, text, depth + 1);
        }
    }
}

std::string OdtReader::marker(const std::string& style_name, int level) const {
    const auto found = styles_.find(style_name);
    if (found == styles_.end()) {
        return "•";
    }
    const auto at = static_cast<std::size_t>(level);
    const ListLevel& entry = found->second[at];
    if (entry.form == NumberForm::bullet) {
        return entry.bullet;
    }
    if (entry.form == NumberForm::none) {
        return {};
    }
    std::string numbers;
    const auto shown = static_cast<std::size_t>(std::clamp(entry.shown_levels, 1, level + 1));
    for (std::size_t i = at + 1 - shown; i <= at; ++i) {
        numbers +=
            (numbers.empty() ? "" : ".") + format_number(found->second[i].form, counters_[i]);
    }
    return entry.prefix + numbers + entry.suffix;
}

void OdtReader::item(const pugi::xml_node& node, const std::string& style_name, int level) {
    bool first = true;
    for (const auto& part : node.children()) {
        if (is(part, "list")) {
            list(part, style_name, level + 1);
        } else if (is(part, "p") || is(part, "h")) {
            std::string text;
            collect(part, text, 0);
            if (clean_text(text).empty()) {
                continue;
            }
            const std::string mark = first ? marker(style_name, level) : "";
            if (is(part, "h")) {
                builder_.heading(number(attribute(part, "outline-level"), 1), mark + " " + text);
            } else {
                builder_.list_item(level, mark, text);
            }
            first = false;
        }
    }
}

void OdtReader::list(const pugi::xml_node& node, std::string style_name, int level) {
    if (level >= static_cast<int>(levels_max)) {
        return;
    }
    if (const std::string_view own = attribute(node, "style-name"); !own.empty()) {
        style_name = own;
    }
    const auto at = static_cast<std::size_t>(level);
    const auto style = styles_.find(style_name);
    const std::string key = style_name + "/" + std::to_string(level);
    counters_[at] = (style == styles_.end() ? 1 : style->second[at].start) - 1;
    if (attribute(node, "continue-numbering") == "true" ||
        !attribute(node, "continue-list").empty()) {
        counters_[at] = last_counts_.contains(key) ? last_counts_[key] : counters_[at];
    }
    for (const auto& part : node.children()) {
        if (builder_.full()) {
            return;
        }
        if (is(part, "list-item")) {
            counters_[at] = number(attribute(part, "start-value"), counters_[at] + 1);
            item(part, style_name, level);
        } else if (is(part, "list-header")) {
            item(part, "", level);
        }
    }
    last_counts_[key] = counters_[at];
}

void OdtReader::table(const pugi::xml_node& node, int depth) {
    if (depth > xml_depth_max) {
        return;
    }
    for (const auto& row : node.children()) {
        if (is(row, "table-header-rows") || is(row, "table-rows") || is(row, "table-row-group")) {
            table(row, depth + 1);
        }
        if (!is(row, "table-row")) {
            continue;
        }
        std::vector<std::string> cells;
        for (const auto& cell : row.children()) {
            if (is(cell, "table-cell")) {
                std::string text;
                for (const auto& part : cell.children()) {
                    text += ' ';
                    collect(part, text, 0);
                }
                cells.push_back(std::move(text));
            }
        }
        builder_.table_row(cells);
    }
}

void OdtReader::body(const pugi::xml_node& node, int depth) {
    for (const auto& part : node.children()) {
        if (builder_.full() || depth > xml_depth_max) {
            return;
        }
        if (is(part, "h")) {
            std::string text;
            collect(part, text, 0);
            depth_.reset();
            builder_.heading(number(attribute(part, "outline-level"), 1), text);
        } else if (is(part, "p")) {
            std::string text;
            collect(part, text, 0);
            add_paragraph_by_form(clean_text(text), depth_, builder_);
        } else if (is(part, "list")) {
            list(part, "", 0);
        } else if (is(part, "table")) {
            table(part, 0);
        } else if (is(part, "section") || is(part, "index-body")) {
            body(part, depth + 1);
        }
    }
}

} // namespace

base::Result<ImportedText> read_odt(const ZipArchive& archive, const ImportLimits& limits) {
    TRY_ASSIGN(const std::string content_text, archive.read("content.xml"));
    TRY_ASSIGN(const std::string style_text, archive.read("styles.xml"));
    TRY_ASSIGN(const pugi::xml_document content, parse_xml(content_text));
    TRY_ASSIGN(const pugi::xml_document style_part, parse_xml(style_text));
    const auto root = child(content, "document-content");
    const auto text = child(child(root, "body"), "text");
    if (!text) {
        return base::fail(document_broken());
    }
    std::map<std::string, ListStyle> styles;
    read_list_styles(child(child(style_part, "document-styles"), "styles"), styles);
    read_list_styles(child(root, "automatic-styles"), styles);
    OdtReader reader(limits, std::move(styles));
    reader.body(text, 0);
    return reader.builder().finish();
}

} // namespace media
