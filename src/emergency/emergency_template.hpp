#pragma once

#include "area/area_path.hpp"
#include "base/id.hpp"
#include "base/instant.hpp"
#include "storage/database.hpp"

#include <optional>
#include <string>
#include <vector>

namespace emergency {

using TemplateId = base::Id<struct TemplateTag>;

/// A text prepared for a hazard, so that nobody has to write in the hour of danger.
struct Template {
    TemplateId id;
    area::AreaPath area; ///< of the unit that keeps it; the country's come with the program
    std::string hazard;  ///< `flood`, `storm` …
    std::string name;
    std::string title;
    std::string text;
    bool siren = true;
    std::int32_t minutes = 30;
    std::int64_t version = 1;
    base::Instant changed_at;

    friend bool operator==(const Template&, const Template&) = default;
};

/// Lengths and minutes; the result is NFC without outer spaces. `emergency.wrong_template`.
[[nodiscard]] base::Result<Template> check_template(Template draft);

/// Of the area and of those above it, the nearest first, then by name.
[[nodiscard]] std::vector<Template> list_templates(storage::Connection& connection,
                                                   const area::AreaPath& area);
[[nodiscard]] std::optional<Template> find_template(storage::Connection& connection,
                                                    const TemplateId& id);
void insert_template(storage::Transaction& transaction, const Template& draft);
/// False when the stored version is not the one before.
[[nodiscard]] bool update_template(storage::Transaction& transaction, const Template& draft);
void remove_template(storage::Transaction& transaction, const TemplateId& id);

} // namespace emergency
