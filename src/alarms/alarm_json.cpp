#include "alarms/alarm_json.hpp"

#include "alarms/words.hpp"
#include "rights/policy.hpp"

namespace alarms {

BOOST_DESCRIBE_STRUCT(NoticeDocument, (),
                      (id, happening, at, kind, cause, device, device_name, area, raised_at, level,
                       cleared_at, text_vi, text_en))

namespace {

boost::json::object alarm_object(const Alarm& alarm, const rights::Actor& actor) {
    boost::json::object object;
    object["id"] = base::to_text(alarm.id);
    object["device"] = base::to_text(alarm.device);
    object["device_name"] = alarm.device_name;
    object["kind"] = json::to_value(alarm.kind);
    object["cause"] = alarm.cause;
    object["state"] = json::to_value(state_of(alarm));
    object["area"] = area::to_text(alarm.area);
    object["level"] = alarm.level;
    object["raised_at"] = alarm.raised_at.ms;
    const auto put = [&](std::string_view name, const std::optional<base::Instant>& at) {
        if (at) {
            object[name] = at->ms;
        }
    };
    put("escalate_at", alarm.escalate_at);
    put("acknowledged_at", alarm.acknowledged_at);
    put("calm_since", alarm.calm_since);
    put("cleared_at", alarm.cleared_at);
    if (alarm.acknowledged_at) {
        object["acknowledged_by"] = alarm.acknowledged_by_name;
        object["note"] = alarm.note;
    }
    object["version"] = alarm.version;
    boost::json::array abilities;
    if (!alarm.cleared_at &&
        rights::allows(actor, rights::Permission::operate_devices, alarm.area)) {
        abilities.emplace_back("acknowledge");
    }
    object["abilities"] = std::move(abilities);
    return object;
}

boost::json::object notice_object(const Notice& notice) {
    boost::json::object object;
    object["channel"] = json::to_value(notice.channel);
    object["address"] = notice.address;
    object["happening"] = json::to_value(notice.happening);
    object["attempts"] = notice.attempts;
    if (notice.sent_at) {
        object["sent_at"] = notice.sent_at->ms;
    }
    if (notice.next_at) {
        object["next_at"] = notice.next_at->ms;
    }
    if (!notice.last_error.empty()) {
        object["last_error"] = notice.last_error;
    }
    return object;
}

} // namespace

std::string notice_document(const Alarm& alarm, Happening happening, base::Instant now) {
    base::Message text = describe(alarm);
    return json::write(NoticeDocument{.id = base::to_text(alarm.id),
                                      .happening = std::string(json::enum_text(happening)),
                                      .at = now,
                                      .kind = std::string(json::enum_text(alarm.kind)),
                                      .cause = alarm.cause,
                                      .device = base::to_text(alarm.device),
                                      .device_name = alarm.device_name,
                                      .area = area::to_text(alarm.area),
                                      .raised_at = alarm.raised_at,
                                      .level = alarm.level,
                                      .cleared_at = alarm.cleared_at,
                                      .text_vi = std::move(text.vi),
                                      .text_en = std::move(text.en)});
}

base::Result<NoticeDocument> read_notice_document(std::string_view text) {
    return json::read<NoticeDocument>(text);
}

std::string alarm_json(const Alarm& alarm, const rights::Actor& actor) {
    return json::to_text(alarm_object(alarm, actor));
}

std::string alarm_with_notices_json(const Alarm& alarm, const std::vector<Notice>& notices,
                                    const rights::Actor& actor) {
    boost::json::object object = alarm_object(alarm, actor);
    boost::json::array told;
    for (const Notice& notice : notices) {
        told.push_back(notice_object(notice));
    }
    object["notices"] = std::move(told);
    return json::to_text(object);
}

std::string contact_json(const Contact& contact, bool with_secret) {
    boost::json::object object;
    object["id"] = base::to_text(contact.id);
    object["area"] = area::to_text(contact.area);
    object["channel"] = json::to_value(contact.channel);
    object["address"] = contact.address;
    object["created_at"] = contact.created_at.ms;
    if (with_secret && !contact.secret.empty()) {
        object["secret"] = contact.secret;
    }
    return json::to_text(object);
}

} // namespace alarms
