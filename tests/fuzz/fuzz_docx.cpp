// The zip around the parts is made here, so that mutations reach the XML and not only the packing.
// The parts are separated by NUL: document, styles, numbering.
#include "fuzz_check.hpp"

#include "media/extract/parsers.hpp"
#include "media/extract/sample_documents.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes = fuzz::bytes_of(data, size);
    const std::size_t first = bytes.find('\0');
    const std::size_t second =
        first == std::string_view::npos ? first : bytes.find('\0', first + 1);
    media::samples::Entries parts{{"word/document.xml", std::string(bytes.substr(0, first))}};
    if (first != std::string_view::npos) {
        parts.emplace_back("word/styles.xml", bytes.substr(first + 1, second - first - 1));
    }
    if (second != std::string_view::npos) {
        parts.emplace_back("word/numbering.xml", bytes.substr(second + 1));
    }
    fuzz::check_document(media::read_zipped_document(media::samples::zip(parts), {}));
    return 0;
}
