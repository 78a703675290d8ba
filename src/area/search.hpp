#pragma once

#include "area/directory.hpp"

namespace area {

struct SearchQuery {
    std::string text;
    AreaPath under; ///< only units within it
    std::size_t limit = 20;
    base::LocalDate day; ///< the units in force on it
};

/// A unit that was found, and the former unit when it was found by an old name or code.
struct Found {
    const Unit* unit = nullptr;
    const FormerUnit* former = nullptr;
};

/// Finds units by name, without tone marks or with them, by code, by a former name, each narrowed
/// by a place behind the name ("vinh thuan an giang", "xã Tân Thuận, Kiên Giang"). Best first: a
/// name with the very marks that were typed, the whole name, its beginning, a word inside; present
/// names before former ones; provinces before communes. Each unit once. Pure.
[[nodiscard]] std::vector<Found> search(const Directory& directory, const SearchQuery& query);

} // namespace area
