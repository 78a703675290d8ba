#pragma once

#include "area/unit.hpp"
#include "base/result.hpp"

namespace area {

/// A list of administrative units as it is published: what a file holds. Its text form is
/// described in README.md.
struct Catalogue {
    base::LocalDate label; ///< the day from which this list is right; a newer list has a later one
    std::vector<Basis> bases;
    std::vector<Unit> units;
    std::vector<Alias> aliases;
    std::vector<FormerUnit> formers;

    friend bool operator==(const Catalogue&, const Catalogue&) = default;
};

inline constexpr std::size_t catalogue_bytes_max = std::size_t{16} * 1024 * 1024;

/// Refuses (`area.bad_catalogue`) with the number of the first wrong line.
[[nodiscard]] base::Result<Catalogue> read_catalogue(std::string_view text);
[[nodiscard]] std::string write_catalogue(const Catalogue& catalogue);
/// The catalogue that came with this program.
[[nodiscard]] std::string_view built_in_catalogue();

} // namespace area
