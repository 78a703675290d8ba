#pragma once

#include "alarms/alarm_store.hpp"

/// What the tests of this folder begin with.
namespace alarms::samples {

inline constexpr base::Instant now{1'780'272'000'000}; // 1 June 2026, 07:00
inline const area::AreaPath country;
inline const area::AreaPath province{{"91"}};
inline const area::AreaPath commune{{"91", "31069"}};
inline const area::AreaPath neighbour{{"91", "31012"}};

template <class IdType>
IdType id(std::uint8_t number) {
    IdType made;
    made.uuid.bytes[6] = 0x70;
    made.uuid.bytes[8] = 0x80;
    made.uuid.bytes[15] = number;
    return made;
}

inline Alarm alarm(std::uint8_t number, std::uint8_t device = 1,
                   AlarmKind kind = AlarmKind::silent) {
    return {.id = id<AlarmId>(number),
            .device = id<DeviceId>(device),
            .kind = kind,
            .area = commune,
            .device_name = "Cụm loa ấp Vĩnh Đông",
            .cause = "silent_dead",
            .raised_at = now,
            .escalate_at = now + std::chrono::minutes(30)};
}

inline Contact contact(std::uint8_t number, area::AreaPath area = commune,
                       Channel channel = Channel::email) {
    return {.id = id<ContactId>(number),
            .area = std::move(area),
            .channel = channel,
            .address = channel == Channel::email ? "truc@xa.vn" : "https://hook.example/a",
            .secret = channel == Channel::email ? "" : "bí mật",
            .created_at = now};
}

inline Notice notice(std::uint8_t number, std::uint8_t of_alarm = 1) {
    return {.id = id<NoticeId>(number),
            .alarm = id<AlarmId>(of_alarm),
            .channel = Channel::web_hook,
            .address = "https://hook.example/a",
            .secret = "bí mật",
            .happening = Happening::raised,
            .document = R"({"id":"x"})",
            .next_at = now};
}

} // namespace alarms::samples
