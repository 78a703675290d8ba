// nguon-extract: reads one document and answers with JSON on standard output. Runs only inside the
// sandbox, started by SandboxedTextExtractor: `nguon-extract text|markdown|zip FILE`, or
// `nguon-extract pdftext` with the text on standard input.
#include "media/extract/block_builder.hpp"
#include "media/extract/extract_json.hpp"
#include "media/extract/parsers.hpp"

#include <cstdio>
#include <cstdlib>
#include <string>
#include <unistd.h>

#if __has_feature(address_sanitizer)
// The sandbox refuses what AddressSanitizer does at its start by default.
extern "C" const char* __asan_default_options() { // NOLINT(bugprone-reserved-identifier): its name
    return "disable_coredump=0:detect_leaks=0";
}
#endif

namespace {

base::Result<std::string> read_everything(std::FILE* file) {
    std::string bytes;
    std::string piece(1U << 16U, '\0');
    std::size_t got = 0;
    while ((got = std::fread(piece.data(), 1, piece.size(), file)) > 0) {
        bytes.append(piece, 0, got);
    }
    if (std::ferror(file) != 0) {
        return base::fail(media::document_broken());
    }
    return bytes;
}

base::Result<media::ImportedText> read_document(std::string_view kind, const std::string& bytes) {
    const media::ImportLimits limits;
    if (kind == "text") {
        return media::read_plain_text(bytes, limits);
    }
    if (kind == "markdown") {
        return media::read_markdown(bytes, limits);
    }
    if (kind == "zip") {
        return media::read_zipped_document(bytes, limits);
    }
    return media::read_pdf_text(bytes, limits);
}

} // namespace

int main(int count, char** words) {
    if (count < 2) {
        return 2;
    }
    std::FILE* file = count > 2 ? std::fopen(words[2], "rb") : stdin;
    if (file == nullptr) {
        return 2;
    }
    const auto bytes = read_everything(file);
    const std::string reply =
        media::write_reply(bytes ? read_document(words[1], *bytes) : base::fail(bytes.error()));
    const bool written = std::fwrite(reply.data(), 1, reply.size(), stdout) == reply.size() &&
                         std::fflush(stdout) == 0;
    // The trees need no tidying up: the process ends here.
    _exit(written ? 0 : 1);
}
