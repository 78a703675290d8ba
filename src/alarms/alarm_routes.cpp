#include "alarms/alarm_routes.hpp"

#include "alarms/alarm_json.hpp"
#include "alarms/handle_alarms.hpp"
#include "alarms/words.hpp"
#include "base/try.hpp"
#include "http/answering.hpp"
#include "http/paging.hpp"
#include "http/router.hpp"
#include "rights/policy.hpp"
#include "rights/request_actor.hpp"

namespace alarms {

namespace {

using base::Result;
using http::Method;
using http::Request;
using http::Response;

base::Failure bad_filter(std::string_view name) {
    return base::fail(base::Fault::invalid, "alarms.bad_filter",
                      "Điều kiện lọc \"" + std::string(name) + "\" không đúng.",
                      "The filter \"" + std::string(name) + "\" is wrong.");
}

template <class Word>
Result<std::optional<Word>> read_word(const Request& request, const std::string& name) {
    const auto text = request.query_value(name);
    if (!text || text->empty()) {
        return std::optional<Word>();
    }
    const auto word = json::enum_value<Word>(*text);
    if (!word) {
        return bad_filter(name);
    }
    return word;
}

Result<AlarmFilter> read_filter(const Request& request, const http::Paging& paging) {
    AlarmFilter filter;
    filter.visible =
        rights::areas_with(rights::request_actor(request), rights::Permission::read_devices);
    TRY_ASSIGN(filter.state, read_word<AlarmState>(request, "state"));
    TRY_ASSIGN(filter.kind, read_word<AlarmKind>(request, "kind"));
    if (const auto area = request.query_value("area"); area && !area->empty()) {
        TRY_ASSIGN(filter.area, area::AreaPath::parse(*area));
    }
    if (const auto device = request.query_value("device"); device && !device->empty()) {
        TRY_ASSIGN(filter.device, DeviceId::parse(*device));
    }
    if (!paging.after.empty()) {
        TRY_ASSIGN(filter.after, AlarmId::parse(paging.after));
    }
    filter.limit = paging.limit + 1;
    return filter;
}

Result<Response> list(AlarmDesk& desk, const Request& request) {
    TRY_ASSIGN(const http::Paging paging, http::read_paging(request));
    TRY_ASSIGN(const AlarmFilter filter, read_filter(request, paging));
    TRY_ASSIGN(std::vector<Alarm> found, desk.store.list(filter));
    std::string next;
    if (found.size() > paging.limit) {
        found.resize(paging.limit);
        next = base::to_text(found.back().id);
    }
    std::vector<std::string> items;
    for (const Alarm& alarm : found) {
        items.push_back(alarm_json(alarm, rights::request_actor(request)));
    }
    return http::page_response(items, next);
}

Result<Response> show(AlarmDesk& desk, const Request& request, const Alarm& alarm) {
    TRY_ASSIGN(const std::vector<Notice> notices, desk.store.notices_of(alarm.id));
    return http::json_response(
        200, alarm_with_notices_json(alarm, notices, rights::request_actor(request)));
}

Result<Response> show_one(AlarmDesk& desk, const Request& request) {
    TRY_ASSIGN(const AlarmId id, AlarmId::parse(request.path_parameter("id")));
    TRY_ASSIGN(const Alarm alarm, visible_alarm(desk, rights::request_actor(request), id));
    return show(desk, request, alarm);
}

struct NoteBody {
    std::optional<std::string> note;
};
BOOST_DESCRIBE_STRUCT(NoteBody, (), (note))

Result<Response> acknowledge_one(AlarmDesk& desk, const Request& request) {
    TRY_ASSIGN(const AlarmId id, AlarmId::parse(request.path_parameter("id")));
    TRY_ASSIGN(const NoteBody body, json::read<NoteBody>(request.body));
    TRY_ASSIGN(const Alarm alarm,
               acknowledge(desk, rights::request_actor(request), id, body.note.value_or("")));
    return show(desk, request, alarm);
}

struct ContactBody {
    std::string area;
    Channel channel = Channel::email;
    std::string address;
};
BOOST_DESCRIBE_STRUCT(ContactBody, (), (area, channel, address))

Result<Response> list_contacts(AlarmDesk& desk, const Request& request) {
    TRY_ASSIGN(const std::vector<Contact> contacts,
               managed_contacts(desk, rights::request_actor(request)));
    std::vector<std::string> items;
    for (const Contact& contact : contacts) {
        items.push_back(contact_json(contact, false));
    }
    return http::page_response(items, "");
}

Result<Response> add_one_contact(AlarmDesk& desk, const AlarmRules& rules, const Request& request) {
    TRY_ASSIGN(const ContactBody body, json::read<ContactBody>(request.body));
    TRY_ASSIGN(area::AreaPath area, area::AreaPath::parse(body.area));
    TRY_ASSIGN(const Contact contact, add_contact(desk, rules, rights::request_actor(request),
                                                  {std::move(area), body.channel, body.address}));
    return http::json_response(201, contact_json(contact, true));
}

Result<Response> remove_one_contact(AlarmDesk& desk, const Request& request) {
    TRY_ASSIGN(const ContactId id, ContactId::parse(request.path_parameter("id")));
    TRY(remove_contact(desk, rights::request_actor(request), id));
    return http::empty_response(204);
}

} // namespace

void add_alarm_routes(http::Router& router, AlarmDesk& desk, const AlarmRules& rules) {
    const auto on = [&](Method method, std::string pattern, http::RouteOptions options,
                        std::function<Result<Response>(const Request&)> handle) {
        router.route(method, std::move(pattern), options, http::answering(std::move(handle)));
    };
    const http::RouteOptions acts{.idempotent_by_key = true};
    on(Method::get, "/api/v1/alarms", {}, std::bind_front(list, std::ref(desk)));
    on(Method::get, "/api/v1/alarms/{id}", {}, std::bind_front(show_one, std::ref(desk)));
    on(Method::post, "/api/v1/alarms/{id}/acknowledge", acts,
       std::bind_front(acknowledge_one, std::ref(desk)));
    on(Method::get, "/api/v1/alarm-contacts", {}, std::bind_front(list_contacts, std::ref(desk)));
    on(Method::post, "/api/v1/alarm-contacts", acts,
       std::bind_front(add_one_contact, std::ref(desk), rules));
    on(Method::delete_, "/api/v1/alarm-contacts/{id}", {},
       std::bind_front(remove_one_contact, std::ref(desk)));
}

} // namespace alarms
