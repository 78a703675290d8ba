// Goal: the whole way from a file to blocks, with the parsers really confined. The parsers' own
// behaviour is tested in extract/parsers_test.cpp.
#include "media/extract_text_child.hpp"

#include "media/extract/sample_documents.hpp"
#include "media/sandbox_process.hpp"

#include <fstream>
#include <gtest/gtest.h>

namespace media {
namespace {

namespace fs = std::filesystem;

class ExtractTextTest : public testing::Test {
protected:
    void SetUp() override {
        auto pattern = (fs::temp_directory_path() / "nguon-extract-XXXXXX").string();
        directory_ = mkdtemp(pattern.data());
    }
    void TearDown() override { fs::remove_all(directory_); }

    base::Result<ImportedText> extract(const std::string& name, const std::string& bytes) {
        std::ofstream(directory_ / "upload", std::ios::binary) << bytes;
        return extractor_.extract(directory_ / "upload", name, {});
    }
    std::string refusal(const std::string& name, const std::string& bytes) {
        const auto document = extract(name, bytes);
        return document ? "accepted" : document.error().code;
    }

    fs::path directory_;
    ProcessSandbox sandbox_{find_own_program("nguon-sandbox").value()};
    SandboxedTextExtractor extractor_{sandbox_, ExtractPrograms::find().value()};
};

TEST_F(ExtractTextTest, text_and_markdown_differ_by_name_only) {
    EXPECT_EQ(extract("a.txt", "# Chào").value().blocks.front().kind, BlockKind::paragraph);
    EXPECT_EQ(extract("a.MD", "# Chào").value().blocks.front().kind, BlockKind::heading);
}

TEST_F(ExtractTextTest, the_kind_of_other_documents_is_found_by_content) {
    for (const std::string& bytes : {samples::docx(samples::docx_paragraph("Chào bà con")),
                                     samples::odt("<text:p>Chào bà con</text:p>")}) {
        const auto document = extract("no-extension", bytes);
        ASSERT_TRUE(document.has_value()) << document.error().message.en;
        EXPECT_EQ(document->blocks.front().text, "Chào bà con");
    }
}

TEST_F(ExtractTextTest, a_pdf_is_read_with_its_paragraphs_joined) {
    const auto document = extract(
        "a.pdf",
        samples::pdf({{"KẾ HOẠCH", "Công tác thông tin cơ sở", "I. MỤC ĐÍCH",
                       "Nâng cao hiệu quả hoạt động thông tin cơ sở trên địa bàn xã, thúc đẩy",
                       "chuyển đổi số, phát triển mạng lưới thông tin cơ sở hiện đại nhằm đáp ứng",
                       "yêu cầu của bà con.", "- Đơn vị chủ trì: Phòng Văn hoá."},
                      {"II. KINH PHÍ", "Từ ngân sách xã."}}));
    ASSERT_TRUE(document.has_value()) << document.error().message.en;
    EXPECT_EQ(document->title, "KẾ HOẠCH Công tác thông tin cơ sở");
    std::vector<std::string> texts;
    for (const TextBlock& block : document->blocks) {
        texts.push_back(block.text);
    }
    EXPECT_EQ(texts, (std::vector<std::string>{
                         "KẾ HOẠCH", "Công tác thông tin cơ sở", "I. MỤC ĐÍCH",
                         "Nâng cao hiệu quả hoạt động thông tin cơ sở trên địa bàn xã, thúc đẩy "
                         "chuyển đổi số, phát triển mạng "
                         "lưới thông tin cơ sở hiện đại nhằm đáp ứng yêu cầu của bà con.",
                         "Đơn vị chủ trì: Phòng Văn hoá.", "II. KINH PHÍ", "Từ ngân sách xã."}));
}

TEST_F(ExtractTextTest, unreadable_documents_are_refused_each_with_its_reason) {
    using namespace std::string_literals;
    EXPECT_EQ(refusal("a.txt", ""), "media.document_empty");
    EXPECT_EQ(refusal("a.txt", "Th\xF4ng b\xE1o"), "media.document_encoding");
    EXPECT_EQ(refusal("a.docx", "\x01\x02\x03 noise"), "media.document_unknown_kind");
    EXPECT_EQ(refusal("a.docx", "\x89PNG\r\n\x1A\n"), "media.document_unknown_kind");
    EXPECT_EQ(refusal("a.doc", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"s + std::string(1000, 'x')),
              "media.document_old_word");
    EXPECT_EQ(refusal("a.docx", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"s +
                                    "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"s),
              "media.document_encrypted");
    EXPECT_EQ(refusal("a.pdf", samples::pdf({{"Chữ"}}, /*encrypted=*/true)),
              "media.document_encrypted");
    EXPECT_EQ(refusal("a.pdf", samples::pdf({{}, {}, {}})), "media.document_scanned");
    EXPECT_EQ(refusal("a.pdf", "%PDF-1.7\nbroken"), "media.document_broken");
    EXPECT_EQ(refusal("a.txt", std::string((20U << 20U) + 1, 'x')), "media.document_too_large");
    EXPECT_EQ(refusal("a.txt", std::string((2U << 20U) + 1, 'x')), "media.document_too_large");
}

TEST_F(ExtractTextTest, a_pdf_of_too_many_pages_is_refused) {
    EXPECT_EQ(refusal("a.pdf", samples::pdf(std::vector<std::vector<std::string>>(
                                   301, {"Một trang có chữ đủ dài để đọc."}))),
              "media.document_too_large");
}

TEST_F(ExtractTextTest, a_missing_file_is_told_as_such) {
    EXPECT_EQ(extractor_.extract(directory_ / "none", "a.txt", {}).error().code,
              "media.file_missing");
}

TEST_F(ExtractTextTest, the_import_can_be_cancelled) {
    std::ofstream(directory_ / "upload") << "Chào";
    std::stop_source stop;
    stop.request_stop();
    EXPECT_EQ(extractor_.extract(directory_ / "upload", "a.txt", stop.get_token()).error().code,
              "media.cancelled");
}

} // namespace
} // namespace media
