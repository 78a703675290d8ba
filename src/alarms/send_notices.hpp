#pragma once

#include "alarms/alarm_desk.hpp"
#include "alarms/notice_sender.hpp"

#include <stop_token>

namespace alarms {

struct NoticeSenders {
    NoticeSender& mail;
    NoticeSender& web_hook;
};

/// Sends what is due and keeps how it went. One thread calls it; it blocks while it sends, but
/// holds no transaction. Returns how many were sent.
[[nodiscard]] base::Result<std::size_t> send_notices(AlarmDesk& desk, const NoticeSenders& senders,
                                                     const std::stop_token& stop);

} // namespace alarms
