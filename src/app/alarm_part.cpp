#include "app/alarm_part.hpp"

#include "alarms/alarm_routes.hpp"
#include "alarms/given_up_routes.hpp"
#include "alarms/send_notices.hpp"
#include "app/own_certificates.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "http/router.hpp"

#include <spdlog/spdlog.h>

namespace app {

namespace {

constexpr std::chrono::milliseconds watch_every{5'000};
constexpr std::chrono::milliseconds send_every{5'000};

alarms::AlarmRules rules_of(const AlarmConfig& config) {
    return {.escalate_after = std::chrono::minutes(config.escalate_minutes),
            .mail_is_set_up = !config.smtp_url.empty(),
            .private_web_hooks = config.private_web_hooks};
}

} // namespace

base::Result<std::unique_ptr<AlarmPart>> AlarmPart::open(Foundation& foundation,
                                                         http::EventHub& events) {
    const AlarmConfig& config = foundation.config().alarms;
    alarms::MailSettings mail{.url = config.smtp_url,
                              .from = config.smtp_from,
                              .user = config.smtp_user,
                              .password = {},
                              .console = config.console_url};
    if (!mail.url.empty()) {
        TRY(alarms::check_address(alarms::Channel::email, mail.from, false));
    }
    if (!config.smtp_password_file.empty()) {
        TRY_ASSIGN(const std::string password, read_key_file(config.smtp_password_file));
        mail.password = std::string(base::trim(password));
    }
    return std::unique_ptr<AlarmPart>(new AlarmPart(foundation, events, std::move(mail)));
}

AlarmPart::AlarmPart(Foundation& foundation, http::EventHub& events, alarms::MailSettings mail)
    : rules_(rules_of(foundation.config().alarms)),
      store_(foundation.database(), foundation.clock()),
      given_up_(foundation.database(), foundation.clock()), devices_(foundation.database()),
      desk_{store_, store_, foundation.clock(), foundation.random(), events},
      watch_(desk_, devices_, rules_.escalate_after), mail_(std::move(mail)),
      web_hook_(rules_.private_web_hooks) {}

void AlarmPart::add_routes(http::Router& router) {
    alarms::add_alarm_routes(router, desk_, rules_);
    alarms::add_given_up_routes(router, given_up_);
}

void AlarmPart::start() {
    sending_ =
        std::make_unique<Periodic>([this](const std::stop_token& stop) { return send(stop); });
    watching_ = std::make_unique<Periodic>([this](const std::stop_token&) { return watch(); });
}

void AlarmPart::stop() {
    watching_.reset();
    sending_.reset();
}

std::chrono::milliseconds AlarmPart::watch() {
    const auto changed = watch_.look();
    if (!changed) {
        spdlog::warn("alarms: not looked at: {}", changed.error().message.en);
    } else if (*changed > 0) {
        sending_->wake();
    }
    return watch_every;
}

std::chrono::milliseconds AlarmPart::send(const std::stop_token& stop) {
    const auto sent = alarms::send_notices(desk_, {mail_, web_hook_}, stop);
    if (!sent) {
        spdlog::warn("alarms: notices not kept: {}", sent.error().message.en);
    }
    return send_every;
}

} // namespace app
