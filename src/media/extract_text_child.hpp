#pragma once

#include "media/extract_text.hpp"
#include "media/sandbox.hpp"

namespace media {

struct ExtractPrograms {
    std::filesystem::path extract;   ///< our nguon-extract
    std::filesystem::path pdftotext; ///< of poppler-utils

    [[nodiscard]] static base::Result<ExtractPrograms> find();
};

/// Reads documents in sandboxed children: nguon-extract, and pdftotext before it for PDF.
class SandboxedTextExtractor final : public TextExtractor {
public:
    /// The sandbox must outlive this extractor.
    SandboxedTextExtractor(Sandbox& sandbox, ExtractPrograms programs, ImportLimits limits = {})
        : sandbox_(sandbox), programs_(std::move(programs)), limits_(limits) {}

    [[nodiscard]] base::Result<ImportedText> extract(const std::filesystem::path& input,
                                                     const std::string& file_name,
                                                     std::stop_token stop) override;

private:
    [[nodiscard]] base::Result<ImportedText> run_child(std::vector<std::string> arguments,
                                                       const std::filesystem::path* input,
                                                       std::string_view text, std::stop_token stop);
    [[nodiscard]] base::Result<std::string> pdf_to_text(const std::filesystem::path& input,
                                                        std::stop_token stop);

    Sandbox& sandbox_;
    ExtractPrograms programs_;
    ImportLimits limits_;
};

} // namespace media
