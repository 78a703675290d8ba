#pragma once

#include "media/extract_text.hpp"

#include <string_view>

namespace media {

// One function per format, pure over the bytes of the file. They run inside the sandboxed child and
// under the fuzzers.

/// UTF-8 or UTF-16 with a mark; else `media.document_encoding`.
[[nodiscard]] base::Result<std::string> decode_text(std::string_view bytes);

[[nodiscard]] base::Result<ImportedText> read_plain_text(std::string_view bytes,
                                                         const ImportLimits& limits);
/// The part of CommonMark that people write: headings, lists, tables, emphasis, links, quotes,
/// code.
[[nodiscard]] base::Result<ImportedText> read_markdown(std::string_view bytes,
                                                       const ImportLimits& limits);
/// A zip file: Office Open XML text (ISO/IEC 29500) or OpenDocument text (ISO/IEC 26300).
[[nodiscard]] base::Result<ImportedText> read_zipped_document(std::string_view bytes,
                                                              const ImportLimits& limits);
/// What pdftotext wrote: pages end with a form feed.
[[nodiscard]] base::Result<ImportedText> read_pdf_text(std::string_view text,
                                                       const ImportLimits& limits);

} // namespace media
