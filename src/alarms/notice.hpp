#pragma once

#include "alarms/alarm.hpp"
#include "base/result.hpp"

#include <string>
#include <vector>

namespace alarms {

using ContactId = base::Id<struct ContactTag>;
using NoticeId = base::Id<struct NoticeTag>;

enum class Channel : std::uint8_t { email, web_hook };

/// Who is told of the alarms of an area: the alarms of devices that stand in it, and those that
/// were escalated up to it.
struct Contact {
    ContactId id;
    area::AreaPath area;
    Channel channel = Channel::email;
    std::string address; ///< `ten@xa.vn`, `https://…`
    std::string secret;  ///< of a web hook: signs what is sent; empty for e-mail
    base::Instant created_at;

    friend bool operator==(const Contact&, const Contact&) = default;
};

/// One message to one contact. A row, so that a broken mail server or a restart loses nothing; sent
/// at least once.
struct Notice {
    NoticeId id;
    AlarmId alarm;
    Channel channel = Channel::email;
    std::string address;
    std::string secret;
    Happening happening = Happening::raised;
    std::string document; ///< JSON of the alarm as it was then
    std::int32_t attempts = 0;
    std::optional<base::Instant> next_at; ///< none: sent or given up
    std::optional<base::Instant> sent_at;
    std::optional<base::Instant> tried_at; ///< the last time
    std::string last_error;

    friend bool operator==(const Notice&, const Notice&) = default;
};

/// After so many failures, about a day, it is given up and waits for a person (given_up.hpp).
inline constexpr std::int32_t notice_attempts_max = 30;

[[nodiscard]] Notice after_success(Notice notice, base::Instant now);
/// Tried again after 10 s, 20 s, 40 s … at most an hour.
[[nodiscard]] Notice after_failure(Notice notice, std::string_view error, base::Instant now);

/// Checks the form of an address and that it holds no control character (`alarms.bad_address`).
/// `plain_allowed`: web hooks may be http:// too.
[[nodiscard]] base::Result<void> check_address(Channel channel, std::string_view address,
                                               bool plain_allowed);

/// The body that a web hook gets, and what e-mail is written from.
[[nodiscard]] std::string notice_document(const Alarm& alarm, Happening happening,
                                          base::Instant now);

/// What an alarm says, for people: `Cụm loa ấp 1: mất liên lạc`.
[[nodiscard]] base::Message describe(const Alarm& alarm);

} // namespace alarms
