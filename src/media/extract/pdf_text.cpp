#include "base/text.hpp"
#include "media/extract/line_structure.hpp"
#include "media/extract/parsers.hpp"

#include <algorithm>
#include <map>

namespace media {

namespace {

using Page = std::vector<TextLine>;

constexpr std::size_t edge_lines = 2; // how far from the edge a running header or footer may stand
constexpr std::size_t letters_per_page = 12; // fewer on average means pictures of pages

std::vector<Page> split_pages(std::string_view text) {
    std::vector<Page> pages(1);
    bool blank = false;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of("\n\f"), text.size());
        std::string line = clean_text(text.substr(0, end));
        const bool page_ends = end < text.size() && text[end] == '\f';
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.empty()) {
            blank = true;
        } else {
            Page& page = pages.back();
            page.push_back({.text = std::move(line),
                            .after_blank = blank && !page.empty(),
                            .after_page = page.empty()});
            blank = false;
        }
        if (page_ends && !text.empty()) {
            pages.emplace_back();
            blank = false;
        }
    }
    return pages;
}

bool is_page_number(std::string_view line) {
    const std::string folded = base::fold(line);
    std::string_view rest = folded;
    if (rest.starts_with("trang ")) {
        rest.remove_prefix(6);
    }
    bool digit = false;
    const bool plain = std::ranges::all_of(rest, [&](char c) {
        digit = digit || (c >= '0' && c <= '9');
        return (c >= '0' && c <= '9') || c == ' ' || c == '/' || c == '-';
    });
    return plain && digit && rest.size() <= 9;
}

/// The line with its digits made equal: "Trang 3 / 12" and "Trang 4 / 12" are one running footer.
std::string shape(std::string_view line) {
    std::string text = base::fold(line);
    std::ranges::replace_if(text, [](char c) { return c >= '0' && c <= '9'; }, '#');
    return text;
}

template <class Use>
void for_edges(Page& page, Use use) {
    const std::size_t count = page.size();
    for (std::size_t i = 0; i < count; ++i) {
        if (i < edge_lines || i + edge_lines >= count) {
            use(page[i]);
        }
    }
}

void drop_running_lines(std::vector<Page>& pages) {
    std::map<std::string, std::size_t> seen;
    for (Page& page : pages) {
        for_edges(page, [&](TextLine& line) { ++seen[shape(line.text)]; });
    }
    const std::size_t often = std::max<std::size_t>(3, pages.size() / 2);
    for (Page& page : pages) {
        for_edges(page, [&](TextLine& line) {
            if (seen[shape(line.text)] >= often) {
                line.text.clear();
            }
        });
        // The number of the page stands alone as its first or last line.
        for (TextLine* line :
             {page.empty() ? nullptr : &page.front(), page.empty() ? nullptr : &page.back()}) {
            if (line != nullptr && pages.size() > 1 && is_page_number(line->text)) {
                line->text.clear();
            }
        }
    }
}

} // namespace

base::Result<ImportedText> read_pdf_text(std::string_view text, const ImportLimits& limits) {
    std::vector<Page> pages = split_pages(text);
    if (pages.size() > static_cast<std::size_t>(limits.pages_max)) {
        return base::fail(document_too_large());
    }
    std::size_t letters = 0;
    for (const Page& page : pages) {
        for (const TextLine& line : page) {
            letters += base::code_points(line.text);
        }
    }
    if (letters < letters_per_page * pages.size()) {
        return base::fail(
            base::Fault::invalid, "media.document_scanned",
            "Tệp PDF chỉ có ảnh chụp trang giấy, không có chữ để đọc. Hãy dùng bản gốc Word, hoặc "
            "gõ nội dung vào "
            "bản tin.",
            "The PDF holds pictures of pages and no text. Use the original document.");
    }
    drop_running_lines(pages);
    std::vector<TextLine> lines;
    for (Page& page : pages) {
        bool first = true;
        for (TextLine& line : page) {
            if (!line.text.empty()) {
                line.after_page = first && !lines.empty();
                first = false;
                lines.push_back(std::move(line));
            }
        }
    }
    BlockBuilder builder(limits);
    structure_lines(lines, builder);
    return builder.finish();
}

} // namespace media
