#include "content/unit_sound_routes.hpp"

#include "base/try.hpp"
#include "content/unit_sound_json.hpp"
#include "device_protocol/messages_described.hpp"
#include "http/answering.hpp"
#include "http/conditional.hpp"
#include "rights/policy.hpp"
#include "rights/request_actor.hpp"
#include "json/described.hpp"

namespace content {

namespace {

using http::Method;
using http::Request;
using http::Response;

struct UnitSoundBody {
    area::AreaPath area;
    std::optional<std::string> voice;
    std::optional<std::int32_t> pace_percent;
    ChimeChoice chime_choice = ChimeChoice::inherited;
    std::optional<Chime> chime;
};
BOOST_DESCRIBE_STRUCT(UnitSoundBody, (), (area, voice, pace_percent, chime_choice, chime))

struct UnitSoundReply {
    UnitSound own;
    SoundInForce in_force;
    std::vector<std::string> abilities;
};
BOOST_DESCRIBE_STRUCT(UnitSoundReply, (), (own, in_force, abilities))

Response present(const Request& request, UnitSoundDesk::Shown shown) {
    UnitSoundReply reply{std::move(shown.own), std::move(shown.in_force), {}};
    if (rights::allows(rights::request_actor(request), rights::Permission::manage_settings,
                       reply.own.area)) {
        reply.abilities.emplace_back("change");
    }
    Response response = http::json_response(200, json::write(reply));
    response.headers.emplace("ETag", http::version_etag(reply.own.version));
    return response;
}

base::Result<Response> show_one(UnitSoundDesk& desk, const Request& request) {
    TRY_ASSIGN(const area::AreaPath area,
               area::AreaPath::parse(request.query_value("area").value_or("")));
    TRY_ASSIGN(UnitSoundDesk::Shown shown, desk.show(rights::request_actor(request), area));
    return present(request, std::move(shown));
}

base::Result<Response> change_one(UnitSoundDesk& desk, const Request& request) {
    const rights::Actor& actor = rights::request_actor(request);
    TRY_ASSIGN(UnitSoundBody body, json::read<UnitSoundBody>(request.body));
    TRY_ASSIGN(const UnitSoundDesk::Shown seen, desk.show(actor, body.area));
    TRY(http::require_if_match(request, http::version_etag(seen.own.version)));
    TRY_ASSIGN(UnitSoundDesk::Shown after, desk.change(actor, {.area = std::move(body.area),
                                                               .voice = std::move(body.voice),
                                                               .pace_percent = body.pace_percent,
                                                               .chime_choice = body.chime_choice,
                                                               .chime = std::move(body.chime),
                                                               .version = seen.own.version}));
    return present(request, std::move(after));
}

} // namespace

void add_unit_sound_routes(http::Router& router, UnitSoundDesk& desk) {
    const auto with_desk = [&desk](auto handle) {
        return http::answering(
            [&desk, handle](const Request& request) { return handle(desk, request); });
    };
    router.route(Method::get, "/api/v1/unit-sound", {}, with_desk(show_one));
    router.route(Method::put, "/api/v1/unit-sound", {}, with_desk(change_one));
}

} // namespace content
