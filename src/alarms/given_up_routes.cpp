#include "alarms/given_up_routes.hpp"

#include "alarms/handle_given_up.hpp"
#include "alarms/words.hpp"
#include "base/try.hpp"
#include "http/answering.hpp"
#include "http/paging.hpp"
#include "http/router.hpp"
#include "rights/request_actor.hpp"

namespace alarms {

struct GivenUpJson {
    NoticeId id;
    AlarmId alarm;
    AlarmKind kind = AlarmKind::silent;
    std::string area;
    std::string device_name;
    Channel channel = Channel::email;
    std::string address;
    Happening happening = Happening::raised;
    base::Instant happened_at;
    std::optional<base::Instant> tried_at;
    std::int32_t attempts = 0;
    std::string last_error;
    std::vector<std::string> abilities;
};
BOOST_DESCRIBE_STRUCT(GivenUpJson, (),
                      (id, alarm, kind, area, device_name, channel, address, happening, happened_at,
                       tried_at, attempts, last_error, abilities))

struct DiscardBody {
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(DiscardBody, (), (reason))

namespace {

using base::Result;
using http::Method;
using http::Request;
using http::Response;

std::string given_up_json(const GivenUpNotice& notice) {
    return json::write(GivenUpJson{.id = notice.id,
                                   .alarm = notice.alarm,
                                   .kind = notice.kind,
                                   .area = area::to_text(notice.area),
                                   .device_name = notice.device_name,
                                   .channel = notice.channel,
                                   .address = notice.address,
                                   .happening = notice.happening,
                                   .happened_at = notice.happened_at,
                                   .tried_at = notice.tried_at,
                                   .attempts = notice.attempts,
                                   .last_error = notice.last_error,
                                   .abilities = {"retry", "discard"}});
}

Result<Response> list(GivenUpNotices& store, const Request& request) {
    TRY_ASSIGN(const http::Paging paging, http::read_paging(request));
    std::optional<NoticeId> after;
    if (!paging.after.empty()) {
        TRY_ASSIGN(after, NoticeId::parse(paging.after));
    }
    TRY_ASSIGN(std::vector<GivenUpNotice> found,
               given_up_notices(store, rights::request_actor(request), after, paging.limit + 1));
    std::string next;
    if (found.size() > paging.limit) {
        found.resize(paging.limit);
        next = base::to_text(found.back().id);
    }
    std::vector<std::string> items;
    for (const GivenUpNotice& notice : found) {
        items.push_back(given_up_json(notice));
    }
    return http::page_response(items, next);
}

Result<Response> retry(GivenUpNotices& store, const Request& request) {
    TRY_ASSIGN(const NoticeId id, NoticeId::parse(request.path_parameter("id")));
    TRY(send_notice_again(store, rights::request_actor(request), id));
    return http::empty_response(204);
}

Result<Response> discard(GivenUpNotices& store, const Request& request) {
    TRY_ASSIGN(const NoticeId id, NoticeId::parse(request.path_parameter("id")));
    TRY_ASSIGN(const DiscardBody body, json::read<DiscardBody>(request.body));
    TRY(discard_notice(store, rights::request_actor(request), id, body.reason));
    return http::empty_response(204);
}

} // namespace

void add_given_up_routes(http::Router& router, GivenUpNotices& store) {
    const http::RouteOptions acts{.idempotent_by_key = true};
    router.route(Method::get, "/api/v1/alarm-notices/given-up", {}, http::answering(store, list));
    router.route(Method::post, "/api/v1/alarm-notices/{id}/retry", acts,
                 http::answering(store, retry));
    router.route(Method::post, "/api/v1/alarm-notices/{id}/discard", acts,
                 http::answering(store, discard));
}

} // namespace alarms
