#include "area/unit.hpp"

#include <algorithm>
#include <array>

namespace area {

namespace {

struct KindWords {
    Kind kind;
    std::string_view words;
};

constexpr std::array all_kinds{
    KindWords{Kind::city, "Thành phố"},       KindWords{Kind::province, "Tỉnh"},
    KindWords{Kind::ward, "Phường"},          KindWords{Kind::commune, "Xã"},
    KindWords{Kind::special_zone, "Đặc khu"},
};

} // namespace

std::string_view kind_words(Kind kind) {
    return std::ranges::find(all_kinds, kind, &KindWords::kind)->words;
}

std::optional<Kind> kind_of(std::string_view words) {
    const auto* found = std::ranges::find(all_kinds, words, &KindWords::words);
    return found == all_kinds.end() ? std::nullopt : std::optional(found->kind);
}

bool is_province_level(Kind kind) {
    return kind == Kind::city || kind == Kind::province;
}

std::string full_name(const Unit& unit) {
    return std::string(kind_words(unit.kind)) + ' ' + unit.name;
}

bool in_force(const Unit& unit, base::LocalDate day) {
    return unit.valid_from <= day && (!unit.valid_to || day < *unit.valid_to);
}

} // namespace area
