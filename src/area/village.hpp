#pragma once

#include "area/area_path.hpp"
#include "base/instant.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <optional>

namespace area {

/// What a village is called; no administrative unit, but the place that people name.
enum class VillageKind : std::uint8_t {
    thon,
    ap,
    ban,
    buon,
    lang,
    khom,
    khu_pho,
    to_dan_pho,
    other,
};

/// A part of a commune, kept by the commune itself.
struct Village {
    AreaCode code;    ///< the commune's code and a number: "31069-01"
    AreaCode commune; ///< "31069"
    VillageKind kind = VillageKind::ap;
    std::string name;
    std::optional<std::int64_t> population;
    std::optional<std::int64_t> households;
    std::int64_t version = 1;
    base::Instant changed_at;

    friend bool operator==(const Village&, const Village&) = default;
};

/// What an officer writes of it.
struct VillageText {
    VillageKind kind = VillageKind::ap;
    std::string name;
    std::optional<std::int64_t> population;
    std::optional<std::int64_t> households;
};

inline constexpr std::size_t villages_per_commune_max = 99;

/// Puts the text on the village: name in NFC of 1 to 100 characters, numbers from 0 to 1,000,000
/// and no more households than people (`area.bad_village`, with the members).
[[nodiscard]] base::Result<Village> with_text(Village village, const VillageText& text);
/// The code of the next village of a commune, given the highest number in use
/// (`area.too_many_villages`).
[[nodiscard]] base::Result<AreaCode> next_village_code(const AreaCode& commune,
                                                       std::int64_t last_number);

} // namespace area
