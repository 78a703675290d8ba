#include "base/text.hpp"
#include "base/try.hpp"
#include "media/extract/line_structure.hpp"
#include "media/extract/parsers.hpp"

#include <algorithm>

namespace media {

namespace {

/// Text without the signs of emphasis, code, links and pictures; what a reader would see.
std::string plain(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '\\' && at + 1 < text.size() &&
            std::string_view("\\`*_{}[]()#+-.!|~>").find(text[at + 1]) != std::string_view::npos) {
            out += text[++at];
        } else if (c == '!' && at + 1 < text.size() && text[at + 1] == '[') {
            const std::size_t close = text.find("](", at);
            const std::size_t end = close == std::string_view::npos ? close : text.find(')', close);
            at = end == std::string_view::npos ? at : end;
        } else if (c == '[') {
            const std::size_t close = text.find("](", at);
            const std::size_t end = close == std::string_view::npos ? close : text.find(')', close);
            if (end == std::string_view::npos) {
                out += c;
            } else {
                out += text.substr(at + 1, close - at - 1);
                at = end;
            }
        } else if (c == '`' || c == '*' ||
                   (c == '~' && at + 1 < text.size() && text[at + 1] == '~')) {
            at += c == '~' ? 1 : 0;
        } else if (c == '_') {
            // Inside a word the sign is a letter of the word: ten_tep.
            const auto wordy = [&](std::size_t i) {
                return i < text.size() && (static_cast<unsigned char>(text[i]) >= 0x80 ||
                                           std::isalnum(static_cast<unsigned char>(text[i])) != 0);
            };
            if (at > 0 && wordy(at - 1) && wordy(at + 1)) {
                out += c;
            }
        } else {
            out += c;
        }
    }
    return out;
}

std::size_t indent_of(std::string_view line) {
    std::size_t columns = 0;
    for (const char c : line) {
        if (c == ' ') {
            ++columns;
        } else if (c == '\t') {
            columns += 4 - columns % 4;
        } else {
            break;
        }
    }
    return columns;
}

/// Reads line by line; `open_` is the paragraph or list item that the next line may continue.
class MarkdownReader {
public:
    explicit MarkdownReader(const ImportLimits& limits) : builder_(limits) {}

    void line(std::string_view raw);
    base::Result<ImportedText> finish() {
        close();
        return builder_.finish();
    }
    [[nodiscard]] bool full() const { return builder_.full(); }

private:
    bool fence(std::string_view text);
    bool atx_heading(std::string_view text);
    bool setext_or_rule(std::string_view text);
    bool list_item(std::string_view text, std::size_t indent);
    bool table_row(std::string_view text);
    void close();

    BlockBuilder builder_;
    std::string open_;
    std::string marker_;
    int depth_ = 0;
    std::vector<std::size_t> indents_;
    char fence_ = 0;
};

void MarkdownReader::close() {
    if (!marker_.empty()) {
        builder_.list_item(depth_, marker_, plain(open_));
    } else if (!open_.empty()) {
        builder_.paragraph(plain(open_));
    }
    open_.clear();
    marker_.clear();
}

bool MarkdownReader::fence(std::string_view text) {
    const bool mark = text.starts_with("```") || text.starts_with("~~~");
    if (fence_ == 0 && mark) {
        close();
        fence_ = text[0];
        return true;
    }
    if (fence_ != 0) {
        if (mark && text[0] == fence_) {
            fence_ = 0;
        } else {
            builder_.paragraph(text);
        }
        return true;
    }
    return false;
}

bool MarkdownReader::atx_heading(std::string_view text) {
    const std::size_t level = std::min(text.find_first_not_of('#'), text.size());
    if (level == 0 || level > 6 || (level < text.size() && text[level] != ' ')) {
        return false;
    }
    close();
    indents_.clear();
    std::string_view words = base::trim(text.substr(level));
    const std::size_t closing = words.find_last_not_of('#');
    if (closing != std::string_view::npos && closing + 1 < words.size() && words[closing] == ' ') {
        words = base::trim(words.substr(0, closing));
    }
    builder_.heading(static_cast<int>(level), plain(words));
    return true;
}

bool MarkdownReader::setext_or_rule(std::string_view text) {
    std::string signs(text);
    std::erase(signs, ' ');
    if (signs.size() < 2 || std::string_view("=-*_").find(signs[0]) == std::string_view::npos ||
        signs.find_first_not_of(signs[0]) != std::string::npos) {
        return false;
    }
    if (!open_.empty() && marker_.empty() && (signs[0] == '=' || signs[0] == '-')) {
        builder_.heading(signs[0] == '=' ? 1 : 2, plain(open_));
        open_.clear();
        return true;
    }
    if (signs.size() >= 3 && signs[0] != '=') {
        close();
        return true;
    }
    return false;
}

bool MarkdownReader::list_item(std::string_view text, std::size_t indent) {
    const auto marker = leading_marker(text);
    if (!marker || (marker->kind != MarkerKind::bullet && marker->kind != MarkerKind::decimal) ||
        text.substr(marker->text.size()).front() != ' ') {
        return false;
    }
    close();
    while (!indents_.empty() && indent < indents_.back()) {
        indents_.pop_back();
    }
    if (indents_.empty() || indent > indents_.back() + 1) {
        indents_.push_back(indent);
    }
    depth_ = static_cast<int>(indents_.size()) - 1;
    marker_ = marker->text;
    open_ = marker->rest;
    return true;
}

bool MarkdownReader::table_row(std::string_view text) {
    if (!text.starts_with('|')) {
        return false;
    }
    close();
    if (text.find_first_not_of("|-: ") == std::string_view::npos) {
        return true;
    }
    text.remove_prefix(1);
    if (text.ends_with('|')) {
        text.remove_suffix(1);
    }
    std::vector<std::string> cells;
    while (true) {
        const std::size_t bar = std::min(text.find('|'), text.size());
        cells.push_back(plain(text.substr(0, bar)));
        if (bar == text.size()) {
            break;
        }
        text.remove_prefix(bar + 1);
    }
    builder_.table_row(cells);
    return true;
}

void MarkdownReader::line(std::string_view raw) {
    const std::size_t indent = indent_of(raw);
    std::string_view text = base::trim(raw);
    if (fence(text)) {
        return;
    }
    while (text.starts_with('>')) {
        text = base::trim(text.substr(1));
    }
    if (text.empty()) {
        close();
        return;
    }
    if (atx_heading(text) || setext_or_rule(text) || list_item(text, indent) || table_row(text)) {
        return;
    }
    if (open_.empty()) {
        indents_.clear();
    }
    open_ += (open_.empty() ? "" : " ") + std::string(text);
}

} // namespace

base::Result<ImportedText> read_markdown(std::string_view bytes, const ImportLimits& limits) {
    TRY_ASSIGN(const std::string text, decode_text(bytes));
    MarkdownReader reader(limits);
    std::string_view left = text;
    while (!left.empty() && !reader.full()) {
        const std::size_t end = std::min(left.find('\n'), left.size());
        reader.line(left.substr(0, end));
        left.remove_prefix(std::min(end + 1, left.size()));
    }
    return reader.finish();
}

} // namespace media
