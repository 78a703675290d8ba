#include "base/text.hpp"
#include "base/try.hpp"
#include "media/extract/docx_numbering.hpp"
#include "media/extract/line_structure.hpp"
#include "media/extract/office_parsers.hpp"
#include "media/extract/xml_tree.hpp"

#include <algorithm>
#include <charconv>
#include <map>

namespace media {

namespace {

/// What a paragraph style (ISO/IEC 29500-1, 17.7) says about structure.
struct Style {
    std::string based_on;
    std::optional<int> heading; ///< 1 to 6
    std::string number_id;
    std::optional<int> number_level;
};

std::optional<int> number(std::string_view text) {
    int value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    return result.ec == std::errc{} ? std::optional(value) : std::nullopt;
}

std::optional<int> outline_heading(const pugi::xml_node& properties) {
    const auto level = number(attribute(child(properties, "outlineLvl"), "val"));
    return level && *level >= 0 && *level < 6 ? std::optional(*level + 1) : std::nullopt;
}

/// Styles of other programs carry the level in their name only: "heading 2", "Tiêu đề 2".
std::optional<int> named_heading(std::string_view name) {
    const std::string folded = base::fold(name);
    if (folded == "title" || folded == "tieu de") {
        return 1;
    }
    for (const std::string_view word : {"heading ", "tieu de ", "muc "}) {
        if (folded.starts_with(word)) {
            return number(std::string_view(folded).substr(word.size()));
        }
    }
    return std::nullopt;
}

std::map<std::string, Style> read_styles(const pugi::xml_document& part) {
    std::map<std::string, Style> styles;
    for (const auto& node : child(part, "styles").children()) {
        if (!is(node, "style")) {
            continue;
        }
        const auto properties = child(node, "pPr");
        const auto list = child(properties, "numPr");
        Style style{.based_on = std::string(attribute(child(node, "basedOn"), "val")),
                    .heading = outline_heading(properties),
                    .number_id = std::string(attribute(child(list, "numId"), "val")),
                    .number_level = number(attribute(child(list, "ilvl"), "val"))};
        if (!style.heading) {
            style.heading = named_heading(attribute(child(node, "name"), "val"));
        }
        styles.emplace(attribute(node, "styleId"), std::move(style));
    }
    return styles;
}

bool switched_on(const pugi::xml_node& node) {
    const std::string_view value = attribute(node, "val");
    return node && value != "0" && value != "false" && value != "off";
}

/// The text of one paragraph and whether all of it is bold.
struct ParagraphText {
    std::string text;
    bool any_plain = false;

    void run(const pugi::xml_node& node, bool bold);
    void collect(const pugi::xml_node& node, int depth);
};

void ParagraphText::run(const pugi::xml_node& node, bool bold) {
    const std::size_t before = text.size();
    for (const auto& part : node.children()) {
        if (is(part, "t")) {
            text += part.text().get();
        } else if (is(part, "tab") || is(part, "br") || is(part, "cr")) {
            text += ' ';
        } else if (is(part, "noBreakHyphen")) {
            text += '-';
        }
    }
    if (!bold && !clean_text(std::string_view(text).substr(before)).empty()) {
        any_plain = true;
    }
}

void ParagraphText::collect(const pugi::xml_node& node, int depth) {
    if (depth > xml_depth_max) {
        return;
    }
    for (const auto& part : node.children()) {
        if (is(part, "r")) {
            run(part, switched_on(child(child(part, "rPr"), "b")));
        } else if (!is(part, "pPr") && !is(part, "del") && !is(part, "moveFrom")) {
            // Links, insertions, fields, content controls: their runs belong to the paragraph.
            // Deleted text does not.
            collect(part, depth + 1);
        }
    }
}

class DocxReader {
public:
    DocxReader(const ImportLimits& limits, std::map<std::string, Style> styles,
               DocxNumbering numbering)
        : builder_(limits), styles_(std::move(styles)), numbering_(std::move(numbering)) {}

    void body(const pugi::xml_node& node, int depth);
    BlockBuilder& builder() { return builder_; }

private:
    void paragraph(const pugi::xml_node& node);
    void table(const pugi::xml_node& node);
    Style style_of(const std::string& id) const;

    BlockBuilder builder_;
    std::map<std::string, Style> styles_;
    DocxNumbering numbering_;
    ListDepth depth_;
};

Style DocxReader::style_of(const std::string& id) const {
    Style merged;
    std::string at = id;
    for (int depth = 0; depth < 20 && !at.empty(); ++depth) {
        const auto found = styles_.find(at);
        if (found == styles_.end()) {
            break;
        }
        const Style& style = found->second;
        merged.heading = merged.heading ? merged.heading : style.heading;
        merged.number_id = merged.number_id.empty() ? style.number_id : merged.number_id;
        merged.number_level = merged.number_level ? merged.number_level : style.number_level;
        at = style.based_on;
    }
    return merged;
}

void DocxReader::paragraph(const pugi::xml_node& node) {
    const auto properties = child(node, "pPr");
    Style style = style_of(std::string(attribute(child(properties, "pStyle"), "val")));
    if (const auto own = outline_heading(properties)) {
        style.heading = own;
    }
    if (const auto list = child(properties, "numPr")) {
        const std::string_view own = attribute(child(list, "numId"), "val");
        style.number_id = own.empty() ? style.number_id : std::string(own);
        const auto level = number(attribute(child(list, "ilvl"), "val"));
        style.number_level = level ? level : style.number_level;
    }
    ParagraphText content;
    content.collect(node, 0);
    const std::string text = clean_text(content.text);
    if (text.empty()) {
        return; // Word counts empty list paragraphs too, but shows them to nobody's use
    }
    std::optional<std::string> marker;
    const int level = std::max(style.number_level.value_or(0), 0);
    if (!style.number_id.empty() && style.number_id != "0") {
        marker = numbering_.next_marker(style.number_id, level);
    }
    const std::string whole = marker && !marker->empty() ? *marker + " " + text : text;
    const auto by_form = heading_level(whole);
    const bool bold_heading =
        !content.any_plain && by_form.value_or(0) == 0 && base::code_points(whole) <= 150 &&
        leading_marker(whole) && leading_marker(whole)->kind != MarkerKind::bullet &&
        leading_marker(whole)->kind != MarkerKind::letter && !text.ends_with(';');
    if (style.heading || by_form || bold_heading) {
        depth_.reset();
        builder_.heading(style.heading.value_or(by_form.value_or(3)), whole);
    } else if (marker) {
        builder_.list_item(level, marker->empty() ? "" : *marker, text);
    } else {
        add_paragraph_by_form(text, depth_, builder_);
    }
}

void DocxReader::table(const pugi::xml_node& node) {
    for (const auto& row : node.children()) {
        if (!is(row, "tr")) {
            continue;
        }
        std::vector<std::string> cells;
        for (const auto& cell : row.children()) {
            if (is(cell, "tc")) {
                ParagraphText content;
                for (const auto& part : cell.children()) {
                    content.text += ' ';
                    content.collect(part, 0);
                }
                cells.push_back(std::move(content.text));
            }
        }
        builder_.table_row(cells);
    }
}

void DocxReader::body(const pugi::xml_node& node, int depth) {
    for (const auto& part : node.children()) {
        if (builder_.full() || depth > xml_depth_max) {
            return;
        }
        if (is(part, "p")) {
            paragraph(part);
        } else if (is(part, "tbl")) {
            table(part);
        } else if (is(part, "sdt") || is(part, "sdtContent") || is(part, "ins") ||
                   is(part, "customXml")) {
            body(part, depth + 1);
        }
    }
}

} // namespace

base::Result<ImportedText> read_docx(const ZipArchive& archive, const ImportLimits& limits) {
    TRY_ASSIGN(const std::string document_text, archive.read("word/document.xml"));
    TRY_ASSIGN(const std::string style_text, archive.read("word/styles.xml"));
    TRY_ASSIGN(const std::string numbering_text, archive.read("word/numbering.xml"));
    TRY_ASSIGN(const pugi::xml_document document, parse_xml(document_text));
    TRY_ASSIGN(const pugi::xml_document styles, parse_xml(style_text));
    TRY_ASSIGN(const pugi::xml_document numbering, parse_xml(numbering_text));
    const auto body = child(child(document, "document"), "body");
    if (!body) {
        return base::fail(document_broken());
    }
    DocxReader reader(limits, read_styles(styles), DocxNumbering(numbering));
    reader.body(body, 0);
    return reader.builder().finish();
}

} // namespace media
