#pragma once

#include "alarms/alarm_store.hpp"

#include <string>
#include <vector>

namespace alarms {

/// An alarm as the API shows it, with what the actor may do.
[[nodiscard]] std::string alarm_json(const Alarm& alarm, const rights::Actor& actor);
/// The same with who was told and how that went.
[[nodiscard]] std::string alarm_with_notices_json(const Alarm& alarm,
                                                  const std::vector<Notice>& notices,
                                                  const rights::Actor& actor);
/// `secret` is shown once, when the contact is made.
[[nodiscard]] std::string contact_json(const Contact& contact, bool with_secret);

/// What e-mail is written from.
struct NoticeDocument {
    std::string id;
    std::string happening;
    base::Instant at;
    std::string kind;
    std::string cause;
    std::string device;
    std::string device_name;
    std::string area;
    base::Instant raised_at;
    std::int32_t level = 0;
    std::optional<base::Instant> cleared_at;
    std::string text_vi;
    std::string text_en;
};
[[nodiscard]] base::Result<NoticeDocument> read_notice_document(std::string_view json);

} // namespace alarms
