#include "speech/normalize/units.hpp"

#include <algorithm>
#include <array>

namespace speech {

namespace {

// Symbols of Decree 86/2012/NĐ-CP on the legal units of measurement, and those of daily
// announcements.
constexpr std::array<Unit, 98> units{{
    {.written = "km", .spoken = "ki lô mét", .alone = true},
    {.written = "Km", .spoken = "ki lô mét", .alone = true},
    {.written = "KM", .spoken = "ki lô mét", .alone = true},
    {.written = "hm", .spoken = "héc tô mét"},
    {.written = "m", .spoken = "mét"},
    {.written = "dm", .spoken = "đề xi mét", .alone = true},
    {.written = "cm", .spoken = "xen ti mét", .alone = true},
    {.written = "mm", .spoken = "mi li mét", .alone = true},
    {.written = "µm", .spoken = "mi cờ rô mét", .alone = true},
    {.written = "nm", .spoken = "na nô mét"},
    {.written = "km2", .spoken = "ki lô mét vuông", .alone = true},
    {.written = "m2", .spoken = "mét vuông", .alone = true},
    {.written = "dm2", .spoken = "đề xi mét vuông", .alone = true},
    {.written = "cm2", .spoken = "xen ti mét vuông", .alone = true},
    {.written = "mm2", .spoken = "mi li mét vuông", .alone = true},
    {.written = "m3", .spoken = "mét khối", .alone = true},
    {.written = "dm3", .spoken = "đề xi mét khối", .alone = true},
    {.written = "cm3", .spoken = "xen ti mét khối", .alone = true},
    {.written = "ha", .spoken = "héc ta"},
    {.written = "Ha", .spoken = "héc ta"},
    {.written = "kg", .spoken = "ki lô gam", .alone = true},
    {.written = "Kg", .spoken = "ki lô gam", .alone = true},
    {.written = "KG", .spoken = "ki lô gam", .alone = true},
    {.written = "g", .spoken = "gam"},
    {.written = "gr", .spoken = "gam"},
    {.written = "mg", .spoken = "mi li gam", .alone = true},
    {.written = "µg", .spoken = "mi cờ rô gam", .alone = true},
    {.written = "l", .spoken = "lít"},
    {.written = "L", .spoken = "lít"},
    {.written = "ml", .spoken = "mi li lít", .alone = true},
    {.written = "mL", .spoken = "mi li lít", .alone = true},
    {.written = "cc", .spoken = "xê xê"},
    {.written = "W", .spoken = "oát"},
    {.written = "kW", .spoken = "ki lô oát", .alone = true},
    {.written = "KW", .spoken = "ki lô oát", .alone = true},
    {.written = "kw", .spoken = "ki lô oát", .alone = true},
    {.written = "MW", .spoken = "mê ga oát", .alone = true},
    {.written = "GW", .spoken = "gi ga oát", .alone = true},
    {.written = "Wh", .spoken = "oát giờ", .alone = true},
    {.written = "kWh", .spoken = "ki lô oát giờ", .alone = true},
    {.written = "kwh", .spoken = "ki lô oát giờ", .alone = true},
    {.written = "KWh", .spoken = "ki lô oát giờ", .alone = true},
    {.written = "KWH", .spoken = "ki lô oát giờ", .alone = true},
    {.written = "MWh", .spoken = "mê ga oát giờ", .alone = true},
    {.written = "V", .spoken = "vôn"},
    {.written = "kV", .spoken = "ki lô vôn", .alone = true},
    {.written = "KV", .spoken = "ki lô vôn", .alone = true},
    {.written = "mV", .spoken = "mi li vôn", .alone = true},
    {.written = "kVA", .spoken = "ki lô vôn am pe", .alone = true},
    {.written = "KVA", .spoken = "ki lô vôn am pe", .alone = true},
    {.written = "mA", .spoken = "mi li am pe", .alone = true},
    {.written = "mAh", .spoken = "mi li am pe giờ", .alone = true},
    {.written = "Hz", .spoken = "héc", .alone = true},
    {.written = "kHz", .spoken = "ki lô héc", .alone = true},
    {.written = "KHz", .spoken = "ki lô héc", .alone = true},
    {.written = "MHz", .spoken = "mê ga héc", .alone = true},
    {.written = "Mhz", .spoken = "mê ga héc", .alone = true},
    {.written = "GHz", .spoken = "gi ga héc", .alone = true},
    {.written = "dB", .spoken = "đề xi ben", .alone = true},
    {.written = "Pa", .spoken = "pát can", .touching = true},
    {.written = "kPa", .spoken = "ki lô pát can", .alone = true},
    {.written = "hPa", .spoken = "héc tô pát can", .alone = true},
    {.written = "mmHg", .spoken = "mi li mét thủy ngân", .alone = true},
    {.written = "bar", .spoken = "ba"},
    {.written = "KB", .spoken = "ki lô bai", .alone = true},
    {.written = "kB", .spoken = "ki lô bai", .alone = true},
    {.written = "MB", .spoken = "mê ga bai", .alone = true},
    {.written = "GB", .spoken = "gi ga bai", .alone = true},
    {.written = "TB", .spoken = "tê ra bai", .touching = true},
    {.written = "kbps", .spoken = "ki lô bít trên giây", .alone = true},
    {.written = "Kbps", .spoken = "ki lô bít trên giây", .alone = true},
    {.written = "Mbps", .spoken = "mê ga bít trên giây", .alone = true},
    {.written = "Gbps", .spoken = "gi ga bít trên giây", .alone = true},
    {.written = "px", .spoken = "pích xeo"},
    {.written = "ppm", .spoken = "phần triệu", .alone = true},
    {.written = "kcal", .spoken = "ki lô ca lo", .alone = true},
    {.written = "cal", .spoken = "ca lo"},
    {.written = "mmol", .spoken = "mi li mon", .alone = true},
    {.written = "h", .spoken = "giờ", .touching = true},
    {.written = "s", .spoken = "giây"},
    {.written = "ms", .spoken = "mi li giây"},
    {.written = "đ", .spoken = "đồng", .money = true},
    {.written = "Đ", .spoken = "đồng", .money = true, .touching = true},
    {.written = "vnđ", .spoken = "đồng", .money = true},
    {.written = "VNĐ", .spoken = "đồng", .money = true},
    {.written = "vnd", .spoken = "đồng", .money = true},
    {.written = "VND", .spoken = "đồng", .money = true},
    {.written = "Vnđ", .spoken = "đồng", .money = true},
    {.written = "USD", .spoken = "đô la Mỹ", .money = true},
    {.written = "EUR", .spoken = "ơ rô", .money = true},
    {.written = "tr", .spoken = "triệu", .money = true},
    {.written = "trđ", .spoken = "triệu đồng", .money = true},
    {.written = "k", .spoken = "nghìn", .money = true, .touching = true},
    {.written = "K", .spoken = "nghìn", .money = true, .touching = true},
    {.written = "pH", .spoken = "pê hát", .alone = true},
    {.written = "CV", .spoken = "mã lực", .touching = true},
    {.written = "mSv", .spoken = "mi li xi vớt", .alone = true},
    {.written = "ph", .spoken = "phút", .touching = true},
}};

constexpr std::array<std::string_view, 66> counted_per{
    "người", "tháng", "năm", "ngày",  "giờ",    "tuần", "quý",  "hộ",     "lượt",  "lần",  "đợt",
    "xã",    "thôn",  "ấp",  "buôn",  "phường", "buổi", "suất", "cái",    "chiếc", "con",  "cây",
    "lít",   "tấn",   "tạ",  "yến",   "phút",   "giây", "khẩu", "ca",     "vụ",    "lớp",  "kỳ",
    "khóa",  "học",   "em",  "cháu",  "bộ",     "tờ",   "cuộc", "trường", "sản",   "bài",  "tin",
    "đơn",   "cụm",   "máy", "phòng", "mét",    "sào",  "công", "mẫu",    "gói",   "bao",  "thùng",
    "chai",  "hộp",   "vé",  "xe",    "chuyến", "đêm",  "căn",  "nhà",    "thuê",  "điểm", "dự"};

struct Symbol {
    char32_t point;
    std::string_view words;
};

constexpr std::array<Symbol, 46> symbols{{
    {U'&', "và"},
    {U'+', "cộng"},
    {U'=', "bằng"},
    {U'%', "phần trăm"},
    {U'‰', "phần nghìn"},
    {U'°', "độ"},
    {U'º', "độ"},
    {U'±', "cộng trừ"},
    {U'≤', "nhỏ hơn hoặc bằng"},
    {U'≥', "lớn hơn hoặc bằng"},
    {U'<', "nhỏ hơn"},
    {U'>', "lớn hơn"},
    {U'≠', "khác"},
    {U'≈', "xấp xỉ"},
    {U'~', "khoảng"},
    {U'×', "nhân"},
    {U'÷', "chia"},
    {U'√', "căn"},
    {U'∞', "vô cùng"},
    {U'№', "số"},
    {U'@', "a còng"},
    {U'$', "đô la Mỹ"},
    {U'€', "ơ rô"},
    {U'£', "bảng Anh"},
    {U'¥', "yên"},
    {U'₫', "đồng"},
    {U'§', "mục"},
    {U'℃', "độ xê"},
    {U'℉', "độ ép"},
    {U'½', "một phần hai"},
    {U'¼', "một phần tư"},
    {U'¾', "ba phần tư"},
    {U'⅓', "một phần ba"},
    {U'⅔', "hai phần ba"},
    {U'²', "bình phương"},
    {U'³', "lập phương"},
    {U'¹', "một"},
    {U'α', "an pha"},
    {U'β', "bê ta"},
    {U'γ', "gam ma"},
    {U'δ', "đen ta"},
    {U'Δ', "đen ta"},
    {U'π', "pi"},
    {U'Ω', "ôm"},
    {U'µ', "mi cờ rô"},
    {U'μ', "mi cờ rô"},
}};

} // namespace

const Unit* find_unit(std::string_view written) {
    const auto found = std::ranges::find(units, written, &Unit::written);
    return found != units.end() ? &*found : nullptr;
}

bool is_counted_per(std::string_view lower_word) {
    return std::ranges::find(counted_per, lower_word) != counted_per.end();
}

std::string_view symbol_words(char32_t point) {
    const auto found = std::ranges::find(symbols, point, &Symbol::point);
    return found != symbols.end() ? found->words : std::string_view();
}

bool is_ornament(char32_t point) {
    if (point < 0x80) {
        constexpr std::u32string_view plain = U"\"'`#*_^\\{}[]|-/";
        return plain.find(point) != std::u32string_view::npos || point < 0x20 || point == 0x7F;
    }
    return (point >= 0x80 && point <= 0x9F) || (point >= 0xA1 && point <= 0xBF) ||
           (point >= 0x2010 && point <= 0x206F) || (point >= 0x20D0 && point <= 0x2BFF) ||
           (point >= 0x3001 && point <= 0x303F) || (point >= 0xE000 && point <= 0xF8FF) ||
           (point >= 0xFE00 && point <= 0xFE6F) || (point >= 0x1F000 && point <= 0x1FAFF) ||
           (point >= 0xE0000 && point <= 0xE0FFF);
}

} // namespace speech
