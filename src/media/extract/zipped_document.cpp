#include "base/try.hpp"
#include "media/extract/block_builder.hpp"
#include "media/extract/office_parsers.hpp"
#include "media/extract/parsers.hpp"

namespace media {

namespace {

base::Error has_macros() {
    return base::refuse(base::Fault::invalid, "media.document_macros",
                        "Tài liệu có chứa macro (chương trình nhúng) nên không được nhập. Hãy lưu "
                        "lại thành .docx hoặc .odt "
                        "không có macro.",
                        "The document holds macros. Save it without them.");
}

} // namespace

base::Result<ImportedText> read_zipped_document(std::string_view bytes,
                                                const ImportLimits& limits) {
    TRY_ASSIGN(const ZipArchive archive, ZipArchive::open(bytes));
    if (archive.has("word/document.xml")) {
        if (archive.has("word/vbaProject.bin")) {
            return base::fail(has_macros());
        }
        return read_docx(archive, limits);
    }
    TRY_ASSIGN(const std::string type, archive.read("mimetype"));
    if (archive.has("content.xml") && type.starts_with("application/vnd.oasis.opendocument.text")) {
        if (archive.has_below("Basic/") || archive.has_below("Scripts/")) {
            return base::fail(has_macros());
        }
        TRY_ASSIGN(const std::string manifest, archive.read("META-INF/manifest.xml"));
        if (manifest.find("encryption-data") != std::string::npos) {
            return base::fail(document_encrypted());
        }
        return read_odt(archive, limits);
    }
    return base::fail(
        base::Fault::invalid, "media.document_unknown_kind",
        "Không nhận ra loại tài liệu này. Hãy dùng tệp .docx, .odt, .pdf, .txt hoặc .md.",
        "This kind of document is not known. Use .docx, .odt, .pdf, .txt or .md.");
}

} // namespace media
