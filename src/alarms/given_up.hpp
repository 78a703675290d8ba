#pragma once

#include "alarms/notice.hpp"

namespace alarms {

/// A message that nobody tries to send any more, until a person decides over it; with what it tells
/// of.
struct GivenUpNotice {
    NoticeId id;
    AlarmId alarm;
    AlarmKind kind = AlarmKind::silent;
    area::AreaPath area; ///< of the alarm
    std::string device_name;
    Channel channel = Channel::email;
    std::string address;
    Happening happening = Happening::raised;
    base::Instant happened_at;
    std::optional<base::Instant> tried_at; ///< the last time
    std::int32_t attempts = 0;
    std::string last_error;

    friend bool operator==(const GivenUpNotice&, const GivenUpNotice&) = default;
};

/// What a person decides over it.
enum class Deed : std::uint8_t {
    send_again, ///< once; when that fails too, it is given up again
    discard,    ///< nobody needs it any more; the reason is in the log
};

struct Settling {
    Deed deed = Deed::send_again;
    std::string reason; ///< NFC, trimmed; empty for send_again

    friend bool operator==(const Settling&, const Settling&) = default;
};

[[nodiscard]] Settling settle_by_sending();
/// `alarms.reason_needed` when the reason says nothing or too much.
[[nodiscard]] base::Result<Settling> settle_by_discarding(std::string_view reason);

/// For one that is not there, was decided over already, or belongs to another area.
[[nodiscard]] base::Failure no_such_notice();

} // namespace alarms
