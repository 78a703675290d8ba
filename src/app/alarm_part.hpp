#pragma once

#include "alarms/alarm_desk.hpp"
#include "alarms/alarm_store_sql.hpp"
#include "alarms/given_up_store_sql.hpp"
#include "alarms/mail_sender_curl.hpp"
#include "alarms/observed_devices_sql.hpp"
#include "alarms/watch_alarms.hpp"
#include "alarms/web_hook_curl.hpp"
#include "app/foundation.hpp"
#include "app/periodic.hpp"
#include "http/event_hub.hpp"

namespace http {
class Router;
}

namespace app {

/// What is wrong with devices, and telling of it.
class AlarmPart {
public:
    /// Both must outlive the part. Fails when the password of the mail server cannot be read.
    [[nodiscard]] static base::Result<std::unique_ptr<AlarmPart>> open(Foundation& foundation,
                                                                       http::EventHub& events);
    AlarmPart(const AlarmPart&) = delete;
    AlarmPart& operator=(const AlarmPart&) = delete;

    void add_routes(http::Router& router);
    void start();
    void stop();

private:
    AlarmPart(Foundation& foundation, http::EventHub& events, alarms::MailSettings mail);
    [[nodiscard]] std::chrono::milliseconds watch();
    [[nodiscard]] std::chrono::milliseconds send(const std::stop_token& stop);

    alarms::AlarmRules rules_;
    alarms::SqlAlarms store_;
    alarms::SqlGivenUpNotices given_up_;
    alarms::SqlObservedDevices devices_;
    alarms::AlarmDesk desk_;
    alarms::AlarmWatch watch_;
    alarms::MailSender mail_;
    alarms::WebHookSender web_hook_;
    std::unique_ptr<Periodic> watching_;
    std::unique_ptr<Periodic> sending_;
};

} // namespace app
