#include "media/extract/sample_documents.hpp"

#include <cstdint>
#include <cstdlib>
#include <fmt/format.h>
#include <zip.h>

namespace media::samples {

namespace {

constexpr const char* word_space =
    R"(xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main")";

/// UTF-16 code units; enough for the basic plane, where Vietnamese lives.
std::vector<std::uint16_t> units(const std::string& utf8) {
    std::vector<std::uint16_t> out;
    for (std::size_t i = 0; i < utf8.size();) {
        const auto c = static_cast<unsigned char>(utf8[i]);
        const auto next = [&](std::size_t k) {
            return static_cast<unsigned>(static_cast<unsigned char>(utf8[i + k]) & 0x3FU);
        };
        if (c < 0x80) {
            out.push_back(c);
            i += 1;
        } else if (c < 0xE0) {
            out.push_back(static_cast<std::uint16_t>((c & 0x1FU) << 6U | next(1)));
            i += 2;
        } else {
            out.push_back(static_cast<std::uint16_t>((c & 0x0FU) << 12U | next(1) << 6U | next(2)));
            i += 3;
        }
    }
    return out;
}

} // namespace

std::string zip(const Entries& entries) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* target = zip_source_buffer_create(nullptr, 0, 0, &error);
    zip_source_keep(target);
    zip_t* archive = zip_open_from_source(target, ZIP_TRUNCATE, &error);
    for (const auto& [name, content] : entries) {
        zip_source_t* source = zip_source_buffer(archive, content.data(), content.size(), 0);
        zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8);
    }
    if (zip_close(archive) != 0) {
        std::abort();
    }
    zip_source_open(target);
    zip_source_seek(target, 0, SEEK_END);
    std::string bytes(static_cast<std::size_t>(zip_source_tell(target)), '\0');
    zip_source_seek(target, 0, SEEK_SET);
    zip_source_read(target, bytes.data(), bytes.size());
    zip_source_close(target);
    zip_source_free(target);
    return bytes;
}

std::string docx(const std::string& body, const std::string& styles, const std::string& numbering) {
    Entries entries{
        {"[Content_Types].xml", "<Types/>"},
        {"word/document.xml",
         fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document {}><w:body>{}"
                     "</w:body></w:document>",
                     word_space, body)}};
    if (!styles.empty()) {
        entries.emplace_back("word/styles.xml",
                             fmt::format("<w:styles {}>{}</w:styles>", word_space, styles));
    }
    if (!numbering.empty()) {
        entries.emplace_back("word/numbering.xml", fmt::format("<w:numbering {}>{}</w:numbering>",
                                                               word_space, numbering));
    }
    return zip(entries);
}

std::string docx_paragraph(const std::string& text, const std::string& properties, bool bold) {
    return fmt::format(
        "<w:p><w:pPr>{}</w:pPr><w:r>{}<w:t xml:space=\"preserve\">{}</w:t></w:r></w:p>", properties,
        bold ? "<w:rPr><w:b/></w:rPr>" : "", text);
}

std::string odt(const std::string& body, const std::string& automatic_styles,
                const std::string& manifest) {
    const std::string spaces = R"(xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" )"
                               R"(xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" )"
                               R"(xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" )"
                               R"(xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0")";
    Entries entries{
        {"mimetype", "application/vnd.oasis.opendocument.text"},
        {"content.xml",
         fmt::format("<office:document-content {}><office:automatic-styles>{}"
                     "</office:automatic-styles><office:body><office:text>{}</office:text>"
                     "</office:body></office:document-content>",
                     spaces, automatic_styles, body)}};
    if (!manifest.empty()) {
        entries.emplace_back("META-INF/manifest.xml", manifest);
    }
    return zip(entries);
}

std::string pdf(const std::vector<std::vector<std::string>>& pages, bool encrypted) {
    const std::string to_unicode =
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        "1 beginbfrange <0000> <FFFF> <0000> endbfrange\n"
        "endcmap CMapName currentdict /CMap defineresource pop end end\n";
    std::vector<std::string> objects; // object n is objects[n - 1]
    objects.emplace_back("<</Type/Catalog/Pages 2 0 R>>");
    objects.emplace_back(); // the page tree, written last
    objects.emplace_back("<</Type/Font/Subtype/Type0/BaseFont/Sample/Encoding/Identity-H/"
                         "DescendantFonts[4 0 R]/ToUnicode 6 0 R>>");
    objects.emplace_back("<</Type/Font/Subtype/CIDFontType2/BaseFont/Sample/CIDSystemInfo<</"
                         "Registry(Adobe)/Ordering(Identity)"
                         "/Supplement 0>>/FontDescriptor 5 0 R/DW 500>>");
    objects.emplace_back("<</Type/FontDescriptor/FontName/Sample/Flags 32/FontBBox[0 0 500 "
                         "700]/ItalicAngle 0/Ascent 700"
                         "/Descent -200/CapHeight 700/StemV 80>>");
    objects.push_back(
        fmt::format("<</Length {}>>stream\n{}endstream", to_unicode.size(), to_unicode));
    std::string kids;
    for (const auto& page : pages) {
        std::string content = "BT /F 10 Tf 14 TL 50 800 Td\n";
        for (const std::string& line : page) {
            content += "<";
            for (const std::uint16_t unit : units(line)) {
                content += fmt::format("{:04X}", unit);
            }
            content += "> Tj T*\n";
        }
        content += "ET\n";
        objects.push_back(
            fmt::format("<</Length {}>>stream\n{}endstream", content.size(), content));
        objects.push_back(
            fmt::format("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {} 0 R"
                        "/Resources<</Font<</F 3 0 R>>>>>>",
                        objects.size()));
        kids += fmt::format("{} 0 R ", objects.size());
    }
    objects[1] = fmt::format("<</Type/Pages/Count {}/Kids[{}]>>", pages.size(), kids);
    std::string trailer = "/Root 1 0 R";
    if (encrypted) {
        objects.push_back(
            fmt::format("<</Filter/Standard/V 1/R 2/P -4/O<{0}>/U<{0}>>>", std::string(64, 'A')));
        trailer +=
            fmt::format("/Encrypt {0} 0 R/ID[<{1}><{1}>]", objects.size(), std::string(32, '1'));
    }
    std::string bytes = "%PDF-1.5\n";
    std::string table = fmt::format("xref\n0 {}\n0000000000 65535 f \n", objects.size() + 1);
    for (std::size_t i = 0; i < objects.size(); ++i) {
        table += fmt::format("{:010} 00000 n \n", bytes.size());
        bytes += fmt::format("{} 0 obj\n{}\nendobj\n", i + 1, objects[i]);
    }
    return bytes + table +
           fmt::format("trailer<</Size {}{}>>\nstartxref\n{}\n%%EOF\n", objects.size() + 1, trailer,
                       bytes.size());
}

std::string utf16(const std::string& utf8, bool big_endian) {
    std::string bytes = big_endian ? "\xFE\xFF" : "\xFF\xFE";
    for (const std::uint16_t unit : units(utf8)) {
        const char high = static_cast<char>(unit >> 8U);
        const char low = static_cast<char>(unit & 0xFFU);
        bytes += big_endian ? high : low;
        bytes += big_endian ? low : high;
    }
    return bytes;
}

} // namespace media::samples
