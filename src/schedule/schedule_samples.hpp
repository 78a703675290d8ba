#pragma once

#include "crypto/digest.hpp"
#include "schedule/timeline.hpp"

/// What the tests of this folder begin with: xã Vĩnh Thuận, a programme, a few devices.
namespace schedule::samples {

inline const area::AreaPath province{{"91"}};
inline const area::AreaPath commune{{"91", "31069"}};
inline const area::AreaPath neighbour{{"91", "31012"}};

inline base::LocalDate day(std::string_view text) {
    return base::parse_date(text).value();
}
inline base::LocalTime time(std::string_view text) {
    return base::parse_time(text).value();
}
/// An instant of the first of June 2026.
inline base::Instant june_first(std::string_view clock) {
    return base::to_instant({day("2026-06-01"), time(clock)});
}
inline const base::Instant midnight = june_first("00:00");
inline const PlanWindow one_day{day("2026-06-01"), day("2026-06-02")};

template <class IdType>
IdType id(std::uint32_t number) {
    IdType made;
    for (std::size_t i = 0; i < 4; ++i) {
        made.uuid.bytes[15 - i] = static_cast<std::uint8_t>(number >> (8 * i));
    }
    return made;
}

inline TargetDevice device(std::uint32_t number, area::AreaPath area = commune) {
    return {id<device_protocol::DeviceId>(number), std::move(area), {}};
}

inline SoundingItem sound(std::int64_t seconds, ItemKind kind = ItemKind::bulletin) {
    SoundingItem item;
    item.sound.sha256 = crypto::sha256(std::to_string(seconds));
    item.sound.size_bytes = static_cast<std::uint64_t>(seconds) * 4'000;
    item.sound.duration_ms = seconds * 1'000;
    item.sound.kind = kind;
    item.sound.title = "Bản tin";
    return item;
}

/// A daily programme of the commune at one time, with one bulletin of that many minutes.
inline ResolvedProgramme
programme(std::uint32_t number, std::string_view at, std::int64_t minutes,
          content::BroadcastClass broadcast_class = content::BroadcastClass::ordinary) {
    ResolvedProgramme made;
    made.programme.id = id<ProgrammeId>(number);
    made.programme.title = "Chương trình " + std::to_string(number);
    made.programme.area = commune;
    made.programme.class_ = broadcast_class;
    made.programme.days = {.first_day = day("2026-05-01"), .rule = "FREQ=DAILY"};
    made.programme.times = {time(at)};
    made.programme.targets.areas = {commune};
    made.items = {sound(minutes * 60)};
    return made;
}

inline UnitRules commune_rules() {
    UnitRules rules = default_rules();
    rules.area = commune;
    rules.unit_name = "xã Vĩnh Thuận";
    rules.effective_from = day("2026-01-01");
    return rules;
}

} // namespace schedule::samples
