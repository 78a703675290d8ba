#pragma once

#include "area/area_path.hpp"
#include "base/local_time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace area {

/// The kinds of unit in force: two at the level of provinces, three below.
enum class Kind : std::uint8_t {
    city,         ///< thành phố trực thuộc trung ương
    province,     ///< tỉnh
    ward,         ///< phường
    commune,      ///< xã
    special_zone, ///< đặc khu
};

/// An administrative unit during one period. A unit that changed its name or kind has a row for
/// each period, with the same code.
struct Unit {
    AreaCode code;
    AreaCode parent; ///< empty for provinces
    Kind kind = Kind::commune;
    std::string name; ///< without the kind: "Vĩnh Thuận"
    base::LocalDate valid_from;
    std::optional<base::LocalDate> valid_to; ///< the first day on which it is no more
    std::string basis;                       ///< key of Catalogue::bases

    friend bool operator==(const Unit&, const Unit&) = default;
};

/// A unit from before 1/7/2025 and the code of the unit that it became part of.
struct FormerUnit {
    AreaCode code;     ///< empty where no source gives it
    std::string name;  ///< "Xã Tân Thuận"
    std::string place; ///< "Huyện Vĩnh Thuận, Tỉnh Kiên Giang"
    AreaCode successor;

    friend bool operator==(const FormerUnit&, const FormerUnit&) = default;
};

/// A second code of a unit, because published lists differ.
struct Alias {
    AreaCode alias;
    AreaCode code;

    friend bool operator==(const Alias&, const Alias&) = default;
};

/// The legal document behind units.
struct Basis {
    std::string key;
    std::string document;

    friend bool operator==(const Basis&, const Basis&) = default;
};

/// "Phường", "Xã" …
[[nodiscard]] std::string_view kind_words(Kind kind);
/// The kind whose words these are.
[[nodiscard]] std::optional<Kind> kind_of(std::string_view words);
[[nodiscard]] bool is_province_level(Kind kind);
/// "Xã Vĩnh Thuận".
[[nodiscard]] std::string full_name(const Unit& unit);
[[nodiscard]] bool in_force(const Unit& unit, base::LocalDate day);

} // namespace area
