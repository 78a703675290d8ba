#pragma once

#include "alarms/notice_sender.hpp"

namespace alarms {

struct MailSettings {
    std::string url;  ///< smtp://host:25 (STARTTLS where offered) or smtps://host:465
    std::string from; ///< address only
    std::string user; ///< empty: without signing in
    std::string password;
    std::string console; ///< where the link leads; may be empty
};

/// E-mail by SMTP (RFC 5321). A password is never sent over a line that is not encrypted.
class MailSender final : public NoticeSender {
public:
    explicit MailSender(MailSettings settings) : settings_(std::move(settings)) {}
    [[nodiscard]] base::Result<void> send(const Notice& notice, base::Instant now) override;

private:
    const MailSettings settings_;
};

} // namespace alarms
