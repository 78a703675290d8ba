// Goal: headings and list order of real administrative documents survive the import, whatever the
// format; what cannot be read is refused with its own reason. Method: documents are made in code
// (sample_documents.hpp) and shown as short lines:
// "#1 …" heading, "p …" paragraph, "0[a)] …" list item, "| …" table row.
#include "media/extract/parsers.hpp"

#include "media/extract/block_builder.hpp"
#include "media/extract/extract_json.hpp"
#include "media/extract/line_structure.hpp"
#include "media/extract/numbering.hpp"
#include "media/extract/sample_documents.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace media {
namespace {

std::string show(const TextBlock& block) {
    switch (block.kind) {
    case BlockKind::heading:
        return fmt::format("#{} {}", block.level, block.text);
    case BlockKind::list_item:
        return fmt::format("{}[{}] {}", block.level, block.marker, block.text);
    case BlockKind::table_row:
        return "| " + block.text;
    case BlockKind::paragraph:
        break;
    }
    return "p " + block.text;
}

std::string show(const base::Result<ImportedText>& document) {
    if (!document) {
        return document.error().code;
    }
    std::string text;
    for (const TextBlock& block : document->blocks) {
        text += show(block) + "\n";
    }
    return text;
}

std::string text(std::string_view bytes) {
    return show(read_plain_text(bytes, {}));
}
std::string markdown(std::string_view bytes) {
    return show(read_markdown(bytes, {}));
}
std::string zipped(std::string_view bytes) {
    return show(read_zipped_document(bytes, {}));
}

TEST(LeadingMarkerTest, usual_markers_are_seen) {
    const auto marker = [](std::string_view line) {
        return std::string(leading_marker(line)->text);
    };
    EXPECT_EQ(marker("1. Mục đích"), "1.");
    EXPECT_EQ(marker("12) Nội dung"), "12)");
    EXPECT_EQ(marker("2.1. Giải pháp"), "2.1.");
    EXPECT_EQ(marker("2.1 Giải pháp"), "2.1");
    EXPECT_EQ(marker("(1) Nội dung"), "(1)");
    EXPECT_EQ(marker("a) Đơn vị"), "a)");
    EXPECT_EQ(marker("đ) Đơn vị"), "đ)");
    EXPECT_EQ(marker("IV. TỔ CHỨC"), "IV.");
    EXPECT_EQ(marker("- Đơn vị"), "-");
    EXPECT_EQ(marker("-Đơn vị"), "-");
    EXPECT_EQ(marker("+ Phổ biến"), "+");
    EXPECT_EQ(marker("• Sở"), "•");
}

TEST(LeadingMarkerTest, numbers_dates_and_words_are_no_markers) {
    for (const char* line :
         {"12/12/2025 của Cục", "5.000 đồng", "2026. Trong năm", "-5 độ", "Vĩnh Thuận", "a", "1.",
          "20 hộ dân", "I", "Xã. Huyện", "49/2024/NĐ-CP ngày", "-- ghi chú"}) {
        EXPECT_FALSE(leading_marker(line).has_value()) << line;
    }
}

TEST(HeadingLevelTest, headings_of_administrative_documents_are_seen) {
    EXPECT_EQ(heading_level("KẾ HOẠCH"), 1);
    EXPECT_EQ(heading_level("I. MỤC ĐÍCH, YÊU CẦU"), 2);
    EXPECT_EQ(heading_level("II. Nhiệm vụ và giải pháp"), 2);
    EXPECT_EQ(heading_level("Chương II"), 2);
    EXPECT_EQ(heading_level("Điều 7. Trách nhiệm của xã"), 3);
    EXPECT_EQ(heading_level("1. MỤC ĐÍCH"), 3);
    EXPECT_FALSE(heading_level("1. Mục đích").has_value());
    EXPECT_FALSE(heading_level("Điều 7 quy định về việc này như sau:").has_value());
    EXPECT_FALSE(heading_level("Ủy ban nhân dân xã Vĩnh Thuận").has_value());
    EXPECT_FALSE(heading_level("2026").has_value());
    EXPECT_FALSE(heading_level("UB").has_value());
}

TEST(PlainTextTest, one_paragraph_per_line_keeps_its_paragraphs) {
    EXPECT_EQ(text("THÔNG BÁO\n\nVề việc phun thuốc diệt muỗi.\nBà con chú ý:\n- Đậy kín thức "
                   "ăn;\n- Ra khỏi nhà.\n"),
              "#1 THÔNG BÁO\np Về việc phun thuốc diệt muỗi.\np Bà con chú ý:\n0[-] Đậy kín thức "
              "ăn;\n0[-] Ra khỏi nhà.\n");
}

TEST(PlainTextTest, lines_broken_at_the_margin_are_joined) {
    EXPECT_EQ(text("Ủy ban nhân dân xã Vĩnh Thuận thông báo đến toàn thể bà con nhân dân\n"
                   "trên địa bàn xã về việc tổ chức tiêm phòng dại cho đàn chó, mèo trong\n"
                   "tháng 6 năm 2026.\n"
                   "Thời gian: từ 7 giờ 30 phút đến 11 giờ.\n"
                   "Địa điểm: nhà văn hóa các ấp.\n"),
              "p Ủy ban nhân dân xã Vĩnh Thuận thông báo đến toàn thể bà con nhân dân trên địa bàn "
              "xã về việc tổ chức tiêm "
              "phòng dại cho đàn chó, mèo trong tháng 6 năm 2026.\n"
              "p Thời gian: từ 7 giờ 30 phút đến 11 giờ.\n"
              "p Địa điểm: nhà văn hóa các ấp.\n");
}

TEST(PlainTextTest, a_sentence_torn_by_a_blank_line_is_mended) {
    EXPECT_EQ(text("+ Tiếp tục ban hành quy chế hoạt động Đài truyền thanh theo Công văn số 1470 "
                   "ngày\n\n12/12/2025 của Cục.\n\n"
                   "Đoạn khác không liên quan.\n"),
              "0[+] Tiếp tục ban hành quy chế hoạt động Đài truyền thanh theo Công văn số 1470 "
              "ngày 12/12/2025 của Cục.\n"
              "p Đoạn khác không liên quan.\n");
}

TEST(PlainTextTest, lists_keep_their_order_and_depth) {
    EXPECT_EQ(text("I. NỘI DUNG\n1. Việc một\na) Phần a\n- ý nhỏ\nb) Phần b\n2. Việc hai\nII. KINH "
                   "PHÍ\n- Ngân sách\n"),
              "#2 I. NỘI DUNG\n0[1.] Việc một\n1[a)] Phần a\n2[-] ý nhỏ\n1[b)] Phần b\n0[2.] Việc "
              "hai\n#2 II. KINH PHÍ\n"
              "0[-] Ngân sách\n");
}

TEST(PlainTextTest, every_unicode_encoding_gives_the_same_text) {
    const std::string sample = "Thông báo: nước sạch.\nHẹn gặp ở ấp Vĩnh Đông 2.";
    const std::string expected = "p Thông báo: nước sạch.\np Hẹn gặp ở ấp Vĩnh Đông 2.\n";
    EXPECT_EQ(text(sample), expected);
    EXPECT_EQ(text("\xEF\xBB\xBF" + sample), expected);
    EXPECT_EQ(text(samples::utf16(sample, false)), expected);
    EXPECT_EQ(text(samples::utf16(sample, true)), expected);
    EXPECT_EQ(text("Tho\u0302ng ba\u0301o: nu\u031Bo\u031B\u0301c sa\u0323ch.\r\nHe\u0323n "
                   "ga\u0323\u0306p \u01A1\u0309 "
                   "a\u0302\u0301p Vi\u0303nh \u0110o\u0302ng 2."),
              expected);
}

TEST(PlainTextTest, what_is_not_unicode_is_refused_with_a_way_out) {
    EXPECT_EQ(text("Th\xF4ng b\xE1o"), "media.document_encoding"); // Windows-1258
    EXPECT_EQ(text("\xFF\xFE"
                   "a"),
              "media.document_encoding"); // half a unit
    EXPECT_EQ(text(std::string("\xFF\xFE\x00\xD8\x41\x00", 6)),
              "media.document_encoding"); // half a pair
    EXPECT_EQ(text("Th«ng b¸o cña ñy ban nh©n d©n x· vÒ viÖc phßng chèng dÞch bÖnh mïa ma"),
              "media.document_encoding");
}

TEST(PlainTextTest, empty_and_huge_texts_are_refused) {
    EXPECT_EQ(text(" \n\r\n\t\n"), "media.document_empty");
    EXPECT_EQ(show(read_plain_text("một hai ba bốn", {.text_bytes_max = 10})),
              "media.document_too_large");
}

TEST(PlainTextTest, control_and_invisible_characters_are_dropped) {
    EXPECT_EQ(text("Xin\u200B chào\u00A0\u00A0bà\tcon\u202E"), "p Xin chào bà con\n");
}

TEST(TitleTest, the_matter_is_the_title_not_the_letterhead) {
    const auto document = read_plain_text(
        "ỦY BAN NHÂN DÂN\nXÃ VĨNH THUẬN\n\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n\nKẾ HOẠCH\n"
        "Công tác thông tin cơ sở năm 2026\n\nCăn cứ Nghị định;\n",
        {});
    EXPECT_EQ(document->title, "KẾ HOẠCH Công tác thông tin cơ sở năm 2026");
    EXPECT_EQ(read_plain_text("chỉ là một đoạn.", {})->title, std::nullopt);
}

TEST(MarkdownTest, headings_lists_tables_and_emphasis_are_read) {
    EXPECT_EQ(markdown("# Thông báo\n\nĐoạn **một** nối\nsang dòng, xem [trang](https://x.vn) và "
                       "`mã`.\n\n## Việc cần làm\n"
                       "1. Dọn dẹp\n   - trong nhà\n   - ngoài ngõ\n2. Đậy *kín*\n\n| Ấp | Giờ "
                       "|\n|---|---|\n| Vĩnh Đông | 7:30 |\n"),
              "#1 Thông báo\np Đoạn một nối sang dòng, xem trang và mã.\n#2 Việc cần làm\n0[1.] "
              "Dọn dẹp\n1[-] trong nhà\n"
              "1[-] ngoài ngõ\n0[2.] Đậy kín\n| Ấp | Giờ\n| Vĩnh Đông | 7:30\n");
}

TEST(MarkdownTest, underlined_headings_quotes_fences_and_rules_are_read) {
    EXPECT_EQ(markdown("Tiêu đề\n=====\nMục\n---\n> Trích lời\n\n***\n```\n# không phải tiêu "
                       "đề\n```\n![ảnh](a.png)Hết ten_tep.\n"),
              "#1 Tiêu đề\n#2 Mục\np Trích lời\np # không phải tiêu đề\np Hết ten_tep.\n");
}

std::string list_of(int number, int level) {
    return fmt::format("<w:numPr><w:ilvl w:val=\"{}\"/><w:numId w:val=\"{}\"/></w:numPr>", level,
                       number);
}

const std::string numbering_part =
    "<w:abstractNum w:abstractNumId=\"0\">"
    "<w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"upperRoman\"/><w:lvlText "
    "w:val=\"%1.\"/></w:lvl>"
    "<w:lvl w:ilvl=\"1\"><w:start w:val=\"1\"/><w:numFmt w:val=\"decimal\"/><w:lvlText "
    "w:val=\"%2.\"/></w:lvl>"
    "<w:lvl w:ilvl=\"2\"><w:start w:val=\"1\"/><w:numFmt w:val=\"lowerLetter\"/><w:lvlText "
    "w:val=\"%2.%3)\"/></w:lvl>"
    "</w:abstractNum><w:abstractNum w:abstractNumId=\"1\">"
    "<w:lvl w:ilvl=\"0\"><w:numFmt w:val=\"bullet\"/><w:lvlText "
    "w:val=\"\uF0B7\"/></w:lvl></w:abstractNum>"
    "<w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num><w:num "
    "w:numId=\"2\"><w:abstractNumId w:val=\"1\"/></w:num>"
    "<w:num w:numId=\"3\"><w:abstractNumId w:val=\"0\"/><w:lvlOverride "
    "w:ilvl=\"1\"><w:startOverride w:val=\"5\"/>"
    "</w:lvlOverride></w:num>";

TEST(DocxTest, headings_by_style_by_outline_and_by_form_are_found) {
    const std::string styles =
        "<w:style w:styleId=\"T1\"><w:name w:val=\"heading 1\"/></w:style>"
        "<w:style w:styleId=\"T2\"><w:name w:val=\"My\"/><w:basedOn w:val=\"T1\"/></w:style>"
        "<w:style w:styleId=\"T3\"><w:name w:val=\"x\"/><w:pPr><w:outlineLvl "
        "w:val=\"2\"/></w:pPr></w:style>";
    using samples::docx_paragraph;
    EXPECT_EQ(zipped(samples::docx(
                  docx_paragraph("Phòng dịch", "<w:pStyle w:val=\"T1\"/>") +
                      docx_paragraph("Kế thừa", "<w:pStyle w:val=\"T2\"/>") +
                      docx_paragraph("Sâu hơn", "<w:pStyle w:val=\"T3\"/>") +
                      docx_paragraph("I. MỤC ĐÍCH") + docx_paragraph("1. Yêu cầu", "", true) +
                      docx_paragraph("1. Yêu cầu thường") + docx_paragraph("Một đoạn văn.") +
                      docx_paragraph("Quan trọng.", "", true),
                  styles)),
              "#1 Phòng dịch\n#1 Kế thừa\n#3 Sâu hơn\n#2 I. MỤC ĐÍCH\n#3 1. Yêu cầu\n0[1.] Yêu cầu "
              "thường\np Một đoạn văn.\n"
              "p Quan trọng.\n");
}

TEST(DocxTest, automatic_numbers_are_counted_like_the_word_processor_does) {
    using samples::docx_paragraph;
    EXPECT_EQ(
        zipped(samples::docx(
            docx_paragraph("Nhiệm vụ chung;", list_of(1, 0)) +
                docx_paragraph("việc", list_of(1, 1)) + docx_paragraph("phần", list_of(1, 2)) +
                docx_paragraph("phần", list_of(1, 2)) + docx_paragraph("việc", list_of(1, 1)) +
                docx_paragraph("phần", list_of(1, 2)) + docx_paragraph("ý", list_of(2, 0)) +
                docx_paragraph("Nhiệm vụ riêng;", list_of(1, 0)) +
                docx_paragraph("việc", list_of(1, 1)) + docx_paragraph("việc", list_of(3, 1)),
            "", numbering_part)),
        "0[I.] Nhiệm vụ chung;\n1[1.] việc\n2[1.a)] phần\n2[1.b)] phần\n1[2.] việc\n2[2.a)] "
        "phần\n0[•] ý\n"
        "0[II.] Nhiệm vụ riêng;\n1[1.] việc\n1[5.] việc\n");
}

TEST(DocxTest, runs_links_and_insertions_join_and_deletions_go) {
    EXPECT_EQ(
        zipped(samples::docx(
            "<w:p><w:r><w:t>Nước</w:t></w:r><w:r><w:t xml:space=\"preserve\"> </w:t></w:r>"
            "<w:hyperlink><w:r><w:t>sạch</w:t></w:r></w:hyperlink><w:del><w:r><w:delText>cũ</"
            "w:delText>"
            "</w:r></w:del><w:ins><w:r><w:br/><w:t>đã về</w:t></w:r></w:ins><w:r><w:instrText>PAGE"
            "</w:instrText></w:r></w:p><w:sdt><w:sdtContent><w:p><w:r><w:t>Trong "
            "khung.</w:t></w:r></w:p>"
            "</w:sdtContent></w:sdt>")),
        "p Nước sạch đã về\np Trong khung.\n");
}

TEST(DocxTest, tables_become_rows) {
    const auto cell = [](const std::string& content) {
        return "<w:tc>" + samples::docx_paragraph(content) + "</w:tc>";
    };
    EXPECT_EQ(zipped(samples::docx("<w:tbl><w:tr>" + cell("Ấp") + cell("Giờ") + "</w:tr><w:tr>" +
                                   cell("Vĩnh Đông") + cell("7 giờ") + "</w:tr><w:tr>" + cell("") +
                                   cell("") + "</w:tr></w:tbl>")),
              "| Ấp | Giờ\n| Vĩnh Đông | 7 giờ\n");
}

TEST(DocxTest, other_prefixes_are_the_same_document) {
    EXPECT_EQ(
        zipped(samples::zip({{"word/document.xml", "<x:document "
                                                   "xmlns:x=\"u\"><x:body><x:p><x:r><x:t>Chào</"
                                                   "x:t></x:r></x:p></x:body></x:document>"}})),
        "p Chào\n");
}

TEST(DocxTest, macros_breakage_and_strange_zips_are_refused) {
    EXPECT_EQ(zipped(samples::zip(
                  {{"word/document.xml", "<w:document/>"}, {"word/vbaProject.bin", "x"}})),
              "media.document_macros");
    EXPECT_EQ(zipped(samples::zip({{"word/document.xml", "<w:document><w:body>"}})),
              "media.document_broken");
    EXPECT_EQ(zipped(samples::zip({{"word/document.xml", "<w:other/>"}})), "media.document_broken");
    EXPECT_EQ(zipped(samples::zip({{"readme.txt", "hello"}})), "media.document_unknown_kind");
    EXPECT_EQ(zipped("PK\x03\x04 not a zip"), "media.document_broken");
    std::string cut = samples::docx(samples::docx_paragraph("Chào"));
    cut.resize(cut.size() / 2);
    EXPECT_EQ(zipped(cut), "media.document_broken");
    EXPECT_EQ(zipped(samples::docx("")), "media.document_empty");
}

TEST(DocxTest, a_zip_that_unfolds_beyond_measure_is_refused) {
    EXPECT_EQ(zipped(samples::zip({{"word/document.xml", std::string(70U << 20U, ' ')}})),
              "media.document_too_large");
}

TEST(DocxTest, deep_nesting_neither_crashes_nor_hangs) {
    std::string deep;
    for (int i = 0; i < 20'000; ++i) {
        deep += "<w:sdt>";
    }
    deep += samples::docx_paragraph("sâu");
    for (int i = 0; i < 20'000; ++i) {
        deep += "</w:sdt>";
    }
    EXPECT_EQ(zipped(samples::docx(deep)), "media.document_empty");
}

TEST(OdtTest, headings_lists_and_tables_are_read) {
    const std::string styles = "<text:list-style style:name=\"L1\"><text:list-level-style-number "
                               "text:level=\"1\" style:num-format=\"1\" "
                               "style:num-suffix=\".\"/><text:list-level-style-number "
                               "text:level=\"2\" style:num-format=\"a\" style:num-suffix=\")\"/>"
                               "</text:list-style><text:list-style "
                               "style:name=\"L2\"><text:list-level-style-bullet text:level=\"1\" "
                               "text:bullet-char=\"–\"/></text:list-style>";
    EXPECT_EQ(
        zipped(samples::odt(
            "<text:h text:outline-level=\"2\">Nhiệm vụ</text:h><text:p>Một<text:s "
            "text:c=\"2\"/>đoạn"
            "<text:note><text:p>chú thích</text:p></text:note>.</text:p>"
            "<text:list "
            "text:style-name=\"L1\"><text:list-item><text:p>một</text:p><text:list><text:list-item>"
            "<text:p>nhỏ</text:p></text:list-item><text:list-item><text:p>nhỏ</text:p></"
            "text:list-item></text:list>"
            "</text:list-item><text:list-item><text:p>hai</text:p></text:list-item></text:list>"
            "<text:list text:style-name=\"L1\" "
            "text:continue-numbering=\"true\"><text:list-item><text:p>ba</text:p>"
            "</text:list-item></text:list><text:list "
            "text:style-name=\"L2\"><text:list-item><text:p>ý</text:p>"
            "</text:list-item></"
            "text:list><table:table><table:table-row><table:table-cell><text:p>Ấp</text:p>"
            "</table:table-cell><table:table-cell><text:p>Giờ</text:p></table:table-cell></"
            "table:table-row>"
            "</table:table>",
            styles)),
        "#2 Nhiệm vụ\np Một đoạn.\n0[1.] một\n1[a)] nhỏ\n1[b)] nhỏ\n0[2.] hai\n0[3.] ba\n0[–] ý\n| "
        "Ấp | Giờ\n");
}

TEST(OdtTest, encryption_and_macros_are_refused) {
    EXPECT_EQ(zipped(samples::odt("<text:p>x</text:p>", "", "<manifest:encryption-data/>")),
              "media.document_encrypted");
    EXPECT_EQ(zipped(samples::zip({{"mimetype", "application/vnd.oasis.opendocument.text"},
                                   {"content.xml", "<a/>"},
                                   {"Basic/script-lc.xml", "<a/>"}})),
              "media.document_macros");
}

TEST(PdfTextTest, running_headers_and_page_numbers_go_and_sentences_cross_pages) {
    const char* matters[] = {"phòng dịch sốt xuất huyết", "thu gom rác thải",
                             "tiêm phòng cho đàn chó", "phòng cháy"};
    std::string pages;
    for (int i = 1; i <= 4; ++i) {
        const char* matter = matters[i - 1];
        pages += fmt::format(
            "{}\nUBND xã Vĩnh Thuận\nTrang này nói về việc {} mà bà con cần phải biết, và câu dài\n"
            "sang dòng sau về {}.\nViệc {} do ấp làm.\nCâu cuối trang về {} chưa hết vì còn nối "
            "tiếp\n\f",
            i, matter, matter, matter, matter);
    }
    const std::string shown =
        show(read_pdf_text(pages + "5\nUBND xã Vĩnh Thuận\nsang trang kế thì hết.\n", {}));
    EXPECT_EQ(shown.find("UBND"), std::string::npos) << shown;
    EXPECT_NE(shown.find("và câu dài sang dòng sau về phòng cháy."), std::string::npos) << shown;
    EXPECT_NE(shown.find("còn nối tiếp sang trang kế thì hết."), std::string::npos) << shown;
    EXPECT_EQ(shown.find(" 2"), std::string::npos) << shown;
}

TEST(PdfTextTest, pages_without_text_are_scans_and_too_many_are_too_many) {
    EXPECT_EQ(show(read_pdf_text("\f\f\f", {})), "media.document_scanned");
    EXPECT_EQ(show(read_pdf_text("1\f2\f3\f", {})), "media.document_scanned");
    std::string many;
    for (int i = 0; i < 301; ++i) {
        many += "Một trang có chữ đủ dài.\f";
    }
    EXPECT_EQ(show(read_pdf_text(many, {})), "media.document_too_large");
}

TEST(NumberFormTest, numbers_are_written_in_every_form) {
    EXPECT_EQ(format_number(NumberForm::lower_roman, 14), "xiv");
    EXPECT_EQ(format_number(NumberForm::upper_roman, 1999), "MCMXCIX");
    EXPECT_EQ(format_number(NumberForm::lower_letter, 28), "bb");
    EXPECT_EQ(format_number(NumberForm::decimal_zero, 7), "07");
    EXPECT_EQ(format_number(NumberForm::upper_letter, -3), "-3");
    EXPECT_EQ(format_number(NumberForm::lower_roman, 2'000'000'000), "2000000000");
}

TEST(ExtractReplyTest, a_reply_goes_there_and_back) {
    const auto document = read_plain_text("KẾ HOẠCH\n1. Việc \"một\"\n", {});
    EXPECT_EQ(read_reply(write_reply(document)).value(), *document);
    const auto refusal = read_reply(write_reply(base::fail(document_encrypted())));
    EXPECT_EQ(refusal.error().code, "media.document_encrypted");
    EXPECT_EQ(refusal.error().message.vi, document_encrypted().message.vi);
}

TEST(ExtractReplyTest, what_is_no_reply_is_a_broken_document) {
    for (const char* reply :
         {"", "{}", "[]", "{\"document\":{\"blocks\":[]},\"refusal\":null,\"x\":1}",
          R"({"refusal":{"fault":"forbidden","code":"access.denied","vi":"","en":""}})"}) {
        EXPECT_EQ(read_reply(reply).error().code, "media.document_broken") << reply;
    }
}

} // namespace
} // namespace media
