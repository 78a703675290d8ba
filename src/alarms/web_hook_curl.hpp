#pragma once

#include "alarms/notice_sender.hpp"

namespace alarms {

/// Posts a notice's document as it is. Headers: `X-Nguon-Delivery` (id of the notice; the same when
/// it is sent again), `X-Nguon-Timestamp` (milliseconds) and `X-Nguon-Signature`
/// `sha256=` hexadecimal HMAC-SHA-256 of the contact's secret over timestamp, a dot, and the body.
/// Any answer but 2xx is a failure; redirections are not followed.
class WebHookSender final : public NoticeSender {
public:
    /// Unless `private_allowed`: https only, and only to addresses of the public Internet,
    /// whatever the name says when the connection is made.
    explicit WebHookSender(bool private_allowed) : private_allowed_(private_allowed) {}
    [[nodiscard]] base::Result<void> send(const Notice& notice, base::Instant now) override;

private:
    const bool private_allowed_;
};

/// What `X-Nguon-Signature` holds.
[[nodiscard]] std::string web_hook_signature(std::string_view secret, base::Instant at,
                                             std::string_view body);

} // namespace alarms
