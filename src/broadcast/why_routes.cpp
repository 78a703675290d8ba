#include "base/try.hpp"
#include "broadcast/broadcast_routes.hpp"
#include "broadcast/desk.hpp"
#include "broadcast/why_record.hpp"
#include "broadcast/why_words.hpp"
#include "broadcast/words.hpp"
#include "devices/device_record.hpp"
#include "http/answering.hpp"
#include "http/router.hpp"
#include "rights/policy.hpp"
#include "rights/request_actor.hpp"
#include "json/described.hpp"

#include <charconv>

namespace broadcast {

namespace {

using boost::json::object;
using http::Request;
using http::Response;
using rights::Permission;

base::Result<WhyQuestion> read_question(const Request& request, base::Instant now) {
    WhyQuestion question{.at = now, .bulletin = {}};
    const std::string at = request.query_value("at").value_or("");
    const char* end = at.data() + at.size();
    if (!at.empty()) {
        const auto [rest, error] = std::from_chars(at.data(), end, question.at.ms);
        constexpr std::int64_t latest = 253'402'300'799'000; // 9999-12-31
        if (error != std::errc{} || rest != end || question.at.ms < 0 || question.at.ms > latest) {
            return base::fail(base::Fault::invalid, "broadcast.bad_instant",
                              "Thời điểm cần hỏi không đúng.", "The instant asked for is wrong.");
        }
    }
    if (const auto bulletin = request.query_value("bulletin"); bulletin && !bulletin->empty()) {
        TRY_ASSIGN(question.bulletin, content::BulletinId::parse(*bulletin));
    }
    return question;
}

void put(object& out, const char* name, const std::optional<base::Instant>& at) {
    if (at) {
        out[name] = at->ms;
    }
}

boost::json::array ways_array(const std::vector<GaveWay>& ways) {
    boost::json::array out;
    for (const GaveWay& way : ways) {
        object one{{"run", base::to_text(way.to)}, {"title", way.title}, {"from", way.from.ms}};
        put(one, "until", way.until);
        out.push_back(std::move(one));
    }
    return out;
}

/// The answer, and the rows behind it.
object why_object(const WhyFacts& facts) {
    const Explanation why = explain(facts);
    object out;
    out["device"] = base::to_text(facts.device.id);
    out["device_name"] = facts.device.details.name;
    out["at"] = facts.at.ms;
    out["code"] = to_text(why.code);
    out["heard"] = to_text(why.heard);
    out["message"] = object{{"vi", why.message.vi}, {"en", why.message.en}};
    if (facts.run) {
        out["run"] = base::to_text(facts.run->id);
        out["title"] = facts.run->title;
    } else if (facts.decision) {
        out["title"] = facts.decision->title;
    }
    if (facts.delivery) {
        out["delivery"] = json::to_value(facts.delivery->state);
        put(out, "received_at", facts.delivery->received_at);
    }
    if (facts.proof) {
        out["outcome"] = json::to_value(facts.proof->outcome);
        out["ms_played"] = facts.proof->ms_played;
        out["ms_planned"] = facts.proof->ms_planned;
        put(out, "started_at", facts.proof->started_at);
        if (facts.proof->reason) {
            out["reason"] = *facts.proof->reason;
        }
    }
    if (!facts.gave_way.empty()) {
        out["gave_way"] = ways_array(facts.gave_way);
    }
    if (facts.removal) {
        out["removed_at"] = facts.removal->decided_at.ms;
    }
    if (facts.silence) {
        out["silent_from"] = facts.silence->from.ms;
        put(out, "silent_to", facts.silence->to);
    }
    return out;
}

Response items_response(const std::vector<WhyFacts>& facts) {
    boost::json::array items;
    for (const WhyFacts& one : facts) {
        items.push_back(why_object(one));
    }
    return http::json_response(200, json::to_text(object{{"items", std::move(items)}}));
}

base::Result<Response> why_on_device(BroadcastDesk& desk, const Request& request) {
    const auto& actor = rights::request_actor(request);
    TRY_ASSIGN(const DeviceId id, DeviceId::parse(request.path_parameter("id")));
    TRY_ASSIGN(const WhyQuestion question, read_question(request, desk.clock.now()));
    using Facts = std::vector<WhyFacts>;
    TRY_ASSIGN(const Facts facts,
               desk.database.read([&](storage::Connection& connection) -> base::Result<Facts> {
                   const auto device = devices::find_device(connection, id);
                   if (!device ||
                       !rights::allows(actor, Permission::read_devices, device->details.area)) {
                       return base::fail(base::Fault::not_found, "broadcast.no_such_device",
                                         "Không có thiết bị này.", "There is no such device.");
                   }
                   return facts_about(connection, *device, question, desk.clock.now());
               }));
    return items_response(facts);
}

base::Result<Response> why_of_run(BroadcastDesk& desk, const Request& request) {
    const auto& actor = rights::request_actor(request);
    TRY_ASSIGN(const RunId id, RunId::parse(request.path_parameter("id")));
    using Facts = std::vector<WhyFacts>;
    TRY_ASSIGN(const Facts facts,
               desk.database.read([&](storage::Connection& connection) -> base::Result<Facts> {
                   Facts found;
                   const auto run = find_run(connection, id);
                   const auto on =
                       run ? devices::find_devices(connection, devices_of_run(connection, *run))
                           : std::vector<devices::Device>();
                   for (const devices::Device& device : on) {
                       if (rights::allows(actor, Permission::read_schedule, device.details.area)) {
                           found.push_back(
                               facts_of_run(connection, device, *run, desk.clock.now()));
                       }
                   }
                   if (found.empty() &&
                       !(run && rights::allows(actor, Permission::read_schedule, run->area))) {
                       return base::fail(base::Fault::not_found, "broadcast.run_not_found",
                                         "Không có lượt phát này.", "There is no such run.");
                   }
                   return found;
               }));
    return items_response(facts);
}

} // namespace

void add_why_routes(http::Router& router, BroadcastDesk& desk) {
    router.route(http::Method::get, "/api/v1/devices/{id}/why", {},
                 http::answering(desk, why_on_device));
    router.route(http::Method::get, "/api/v1/runs/{id}/why", {}, http::answering(desk, why_of_run));
}

} // namespace broadcast
