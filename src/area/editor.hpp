#pragma once

#include "area/area_path.hpp"
#include "storage/database.hpp"

#include <functional>
#include <string>

namespace area {

/// One change of a thing of this folder, for the audit log.
struct Change {
    std::string action; ///< `area.add_village`
    std::string entity; ///< `village/31069-01`
    AreaPath area;
    std::string before; ///< canonical JSON, empty when new
    std::string after;  ///< empty when removed
};

/// Who is at work, as far as this folder needs to know. Rights and audit build on areas, so the
/// composition root gives them in: `manage_settings` over the place, and audit::append.
struct Editor {
    std::function<base::Result<void>(const AreaPath&)> require_manage;
    std::function<void(storage::Transaction&, const Change&)> record;
};

} // namespace area
