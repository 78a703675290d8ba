#include "area/village.hpp"

#include "base/text.hpp"
#include "base/try.hpp"

#include <fmt/format.h>

namespace area {

namespace {

constexpr std::size_t name_length_max = 100;
constexpr std::int64_t people_max = 1'000'000;

bool is_count(const std::optional<std::int64_t>& number) {
    return !number || (*number >= 0 && *number <= people_max);
}

} // namespace

base::Result<Village> with_text(Village village, const VillageText& text) {
    base::Error error = base::refuse(base::Fault::invalid, "area.bad_village",
                                     "Thông tin thôn, ấp chưa đúng. Hãy xem các ô được đánh dấu.",
                                     "The village is not right. See the marked fields.");
    TRY_ASSIGN(const std::string composed, base::to_nfc(text.name));
    const std::string name(base::trim(composed));
    if (name.empty() || base::code_points(name) > name_length_max ||
        name.find_first_of("\n\r\t") != std::string::npos) {
        error.fields.push_back({"/name", {"dài từ 1 đến 100 ký tự", "has 1 to 100 characters"}});
    }
    if (!is_count(text.population)) {
        error.fields.push_back(
            {"/population", {"từ 0 đến 1.000.000 người", "is from 0 to 1,000,000 people"}});
    }
    if (!is_count(text.households) ||
        (text.households && text.population && *text.households > *text.population)) {
        error.fields.push_back({"/households",
                                {"từ 0 đến 1.000.000 hộ và không nhiều hơn số người",
                                 "is from 0 to 1,000,000 and not above the number of people"}});
    }
    if (!error.fields.empty()) {
        return base::fail(std::move(error));
    }
    village.kind = text.kind;
    village.name = name;
    village.population = text.population;
    village.households = text.households;
    return village;
}

base::Result<AreaCode> next_village_code(const AreaCode& commune, std::int64_t last_number) {
    if (last_number >= static_cast<std::int64_t>(villages_per_commune_max)) {
        return base::fail(base::Fault::too_large, "area.too_many_villages",
                          "Một xã có nhiều nhất 99 thôn, ấp trong hệ thống.",
                          "A commune has at most 99 villages here.");
    }
    return fmt::format("{}-{:02}", commune, last_number + 1);
}

} // namespace area
