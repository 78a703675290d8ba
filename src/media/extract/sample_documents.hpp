#pragma once

// Documents for tests, made in code so that nothing about them is hidden.

#include <string>
#include <utility>
#include <vector>

namespace media::samples {

using Entries = std::vector<std::pair<std::string, std::string>>;

/// A zip file with these entries.
[[nodiscard]] std::string zip(const Entries& entries);

/// A .docx whose body is `body`; the other parts may be left out.
[[nodiscard]] std::string docx(const std::string& body, const std::string& styles = "",
                               const std::string& numbering = "");
/// `<w:p>` with one run. `properties` goes into w:pPr.
[[nodiscard]] std::string docx_paragraph(const std::string& text,
                                         const std::string& properties = "", bool bold = false);

/// An .odt whose office:text is `body`.
[[nodiscard]] std::string odt(const std::string& body, const std::string& automatic_styles = "",
                              const std::string& manifest = "");

/// A PDF with one line of text per entry, top down, on pages of A4. The font is not embedded; its
/// ToUnicode table lets any text be read back.
[[nodiscard]] std::string pdf(const std::vector<std::vector<std::string>>& pages,
                              bool encrypted = false);

[[nodiscard]] std::string utf16(const std::string& utf8, bool big_endian);

} // namespace media::samples
