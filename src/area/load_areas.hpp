#pragma once

#include "area/catalogue_check.hpp"
#include "area/directory.hpp"
#include "storage/database.hpp"

namespace area {

/// What a file holds, for the person who loads it.
struct LoadReport {
    base::LocalDate label;
    Counts counts;
    std::size_t formers = 0;
    bool stored = false; ///< false when this very list is there already
};

/// `nguon areas load FILE`: checks a list and stores it for every later start. Refuses
/// `area.bad_catalogue`, `area.unsound_catalogue` (each problem as a field) and
/// `area.old_catalogue` (not later than the one in use, and not the same).
[[nodiscard]] base::Result<LoadReport> load_areas(storage::Database& database,
                                                  std::string_view text, base::Instant now);

/// The list in use: the latest of what came with the program and what was loaded.
[[nodiscard]] base::Result<std::shared_ptr<const Directory>>
open_directory(storage::Database& database);

} // namespace area
