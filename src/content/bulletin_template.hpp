#pragma once

#include "content/bulletin.hpp"

#include <map>

namespace content {

using TemplateId = base::Id<struct TemplateTag>;

/// What a unit writes again and again. Title and texts may have blanks, `{ngày}`, that are filled
/// when a bulletin is made from it. It has no recording: what was recorded is said once.
struct TemplateBody {
    std::string name;    ///< how the unit calls it in its list
    area::AreaPath area; ///< of the unit that keeps it
    std::string title;
    BroadcastClass class_ = BroadcastClass::ordinary;
    std::string field;
    Targets targets;
    std::vector<LanguageVariant> variants;

    friend bool operator==(const TemplateBody&, const TemplateBody&) = default;
};

/// A template as it is kept. The unit and all within it write bulletins from it.
struct BulletinTemplate {
    TemplateId id;
    TemplateBody body;
    Person changed_by;
    base::Instant changed_at;
    std::int64_t version = 1;

    friend bool operator==(const BulletinTemplate&, const BulletinTemplate&) = default;
};

/// What goes into the blanks, by their names.
using Blanks = std::map<std::string, std::string>;

/// The rules of check_body for what a template has of one (`content.wrong_members`); recordings are
/// taken out.
[[nodiscard]] base::Result<TemplateBody> check_template(TemplateBody body);

/// Names of the blanks of title and texts, each once, in reading order.
[[nodiscard]] std::vector<std::string> blanks_of(const TemplateBody& body);

/// A bulletin of `area` from the template, valid for two weeks from `today`. Blanks without content
/// stay as they are, to be seen and filled by hand. Another unit's bulletin is for its own area.
/// `content.template_elsewhere` when the template's unit does not cover the area.
[[nodiscard]] base::Result<BulletinBody> body_from_template(const TemplateBody& body,
                                                            const area::AreaPath& area,
                                                            base::LocalDate today,
                                                            const Blanks& blanks);

} // namespace content
