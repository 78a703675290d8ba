#pragma once

#include "media/extract/zip_archive.hpp"
#include "media/extract_text.hpp"

namespace media {

[[nodiscard]] base::Result<ImportedText> read_docx(const ZipArchive& archive,
                                                   const ImportLimits& limits);
[[nodiscard]] base::Result<ImportedText> read_odt(const ZipArchive& archive,
                                                  const ImportLimits& limits);

} // namespace media
