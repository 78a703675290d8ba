#pragma once

#include "content/bulletin_desk.hpp"
#include "media/extract_text.hpp"

namespace content {

/// The body of a draft from a document: its title, and its headings, paragraphs and list items in
/// their order. A table row becomes a paragraph. Valid for a week from `today`. Pure.
[[nodiscard]] BulletinBody body_from_document(const media::ImportedText& document,
                                              const area::AreaPath& area, base::LocalDate today,
                                              const std::string& file_name);

/// A new draft from an uploaded document. The refusals of media::TextExtractor pass through; then
/// nothing is changed.
[[nodiscard]] base::Result<Bulletin>
import_bulletin(BulletinDesk& desk, media::TextExtractor& extractor, const rights::Actor& actor,
                const area::AreaPath& area, const std::filesystem::path& file,
                const std::string& file_name);

} // namespace content
