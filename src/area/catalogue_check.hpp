#pragma once

#include "area/catalogue.hpp"

namespace area {

/// How many units a list has on its day.
struct Counts {
    std::size_t provinces = 0; ///< cities and provinces together
    std::size_t cities = 0;
    std::size_t wards = 0;
    std::size_t communes = 0;
    std::size_t special_zones = 0;

    [[nodiscard]] std::size_t below_provinces() const { return wards + communes + special_zones; }
    friend bool operator==(const Counts&, const Counts&) = default;
};

/// Since 30/04/2026: 34 provinces, of them 7 cities, and 3,321 units below.
inline constexpr Counts counts_of_2026_04_30{
    .provinces = 34, .cities = 7, .wards = 697, .communes = 2611, .special_zones = 13};

[[nodiscard]] Counts count_units(const Catalogue& catalogue, base::LocalDate day);

/// What is wrong with a list, one sentence each, at most 50: codes of the wrong form (2 digits for
/// provinces, 5 below), parents that are not there, two rows of one code in force on the same day,
/// gaps between the rows of one code, names that are not NFC or have stray spaces, unknown bases,
/// successors and aliases that lead nowhere. Empty when it is sound.
[[nodiscard]] std::vector<std::string> check_catalogue(const Catalogue& catalogue);

} // namespace area
