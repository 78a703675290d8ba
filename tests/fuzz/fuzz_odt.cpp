// As fuzz_docx.cpp; the parts are content and styles.
#include "fuzz_check.hpp"

#include "media/extract/parsers.hpp"
#include "media/extract/sample_documents.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes = fuzz::bytes_of(data, size);
    const std::size_t cut = bytes.find('\0');
    media::samples::Entries parts{{"mimetype", "application/vnd.oasis.opendocument.text"},
                                  {"content.xml", std::string(bytes.substr(0, cut))}};
    if (cut != std::string_view::npos) {
        parts.emplace_back("styles.xml", bytes.substr(cut + 1));
    }
    fuzz::check_document(media::read_zipped_document(media::samples::zip(parts), {}));
    return 0;
}
