#include "content/import_bulletin.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "content/write_bulletin.hpp"
#include "rights/policy.hpp"

namespace content {

namespace {

constexpr std::size_t title_characters_max = 300;

/// Documents begin with titles of any length; a bulletin's is cut at a word.
std::string cut_title(std::string title) {
    while (base::code_points(title) > title_characters_max) {
        const auto space = title.rfind(' ');
        if (space == std::string::npos || space == 0) {
            return "Văn bản nhập vào";
        }
        title.resize(space);
    }
    return title;
}

TextBlock to_block(const media::TextBlock& block) {
    switch (block.kind) {
    case media::BlockKind::heading:
        return {BlockKind::heading, block.level, std::nullopt, block.text};
    case media::BlockKind::list_item:
        return {BlockKind::list_item, block.level,
                block.marker.empty() ? std::nullopt : std::optional(block.marker), block.text};
    default:
        return {BlockKind::paragraph, 0, std::nullopt, block.text};
    }
}

} // namespace

BulletinBody body_from_document(const media::ImportedText& document, const area::AreaPath& area,
                                base::LocalDate today, const std::string& file_name) {
    BulletinBody body;
    body.title = cut_title(document.title.value_or(file_name));
    body.area = area;
    body.valid_from = today;
    body.valid_to = base::add_days(today, 7);
    body.targets.areas = {area};
    LanguageVariant vietnamese{.language = "vi", .source = VariantSource::speech};
    for (const media::TextBlock& block : document.blocks) {
        vietnamese.blocks.push_back(to_block(block));
    }
    body.variants.push_back(std::move(vietnamese));
    return body;
}

base::Result<Bulletin> import_bulletin(BulletinDesk& desk, media::TextExtractor& extractor,
                                       const rights::Actor& actor, const area::AreaPath& area,
                                       const std::filesystem::path& file,
                                       const std::string& file_name) {
    TRY(rights::require(actor, rights::Permission::write_bulletins, area));
    TRY_ASSIGN(const media::ImportedText document, extractor.extract(file, file_name, {}));
    const base::LocalDate today = base::to_local(desk.clock.now()).date;
    return draft_bulletin(desk, actor, std::nullopt,
                          body_from_document(document, area, today, file_name));
}

} // namespace content
