#include "identity/identity_json.hpp"

#include "rights/policy.hpp"
#include "rights/rights_json.hpp"
#include "json/described.hpp"

#include <set>

namespace identity {

struct GrantJson {
    rights::Role role;
    std::string area;
};
BOOST_DESCRIBE_STRUCT(GrantJson, (), (role, area))

struct UnitJson {
    UnitId id;
    std::string name;
    UnitKind kind;
    std::string area;
    bool archived;
    base::Instant created_at;
    std::int64_t version;
    Abilities abilities;
};
BOOST_DESCRIBE_STRUCT(UnitJson, (),
                      (id, name, kind, area, archived, created_at, version, abilities))

struct UserJson {
    UserId id;
    std::string user_name;
    std::string display_name;
    UnitId unit;
    std::string area;
    std::string phone;
    UserState state;
    bool has_password;
    bool has_second_factor;
    bool has_passkey;
    base::Instant created_at;
    std::optional<base::Instant> last_sign_in_at;
    std::int64_t version;
    std::vector<GrantJson> grants;
    Abilities abilities;
};
BOOST_DESCRIBE_STRUCT(UserJson, (),
                      (id, user_name, display_name, unit, area, phone, state, has_password,
                       has_second_factor, has_passkey, created_at, last_sign_in_at, version, grants,
                       abilities))

struct SessionJson {
    SessionId id;
    base::Instant created_at;
    base::Instant last_seen_at;
    base::Instant expires_at;
    std::string peer;
    std::string user_agent;
    std::optional<base::Instant> second_factor_at;
    bool current;
};
BOOST_DESCRIBE_STRUCT(SessionJson, (),
                      (id, created_at, last_seen_at, expires_at, peer, user_agent, second_factor_at,
                       current))

struct TokenJson {
    TokenId id;
    std::string name;
    base::Instant created_at;
    base::Instant expires_at;
    std::optional<base::Instant> last_used_at;
    std::vector<GrantJson> grants;
    std::optional<std::string> token;
};
BOOST_DESCRIBE_STRUCT(TokenJson, (),
                      (id, name, created_at, expires_at, last_used_at, grants, token))

struct AreaAbilitiesJson {
    std::string area;
    std::vector<rights::Permission> abilities;
};
BOOST_DESCRIBE_STRUCT(AreaAbilitiesJson, (), (area, abilities))

struct MeJson {
    UserJson user;
    std::vector<GrantJson> grants;
    std::vector<AreaAbilitiesJson> areas;
    std::optional<SessionJson> session;
};
BOOST_DESCRIBE_STRUCT(MeJson, (), (user, grants, areas, session))

namespace {

std::vector<GrantJson> to_json(const std::vector<rights::Grant>& grants) {
    std::vector<GrantJson> out;
    for (const rights::Grant& grant : grants) {
        out.push_back({grant.role, area::to_text(grant.area)});
    }
    return out;
}

UserJson to_json(const User& user, const Abilities& abilities) {
    return {.id = user.id,
            .user_name = user.user_name,
            .display_name = user.display_name,
            .unit = user.unit,
            .area = area::to_text(user.area),
            .phone = user.phone,
            .state = user.state,
            .has_password = user.has_password,
            .has_second_factor = user.has_second_factor,
            .has_passkey = user.has_passkey,
            .created_at = user.created_at,
            .last_sign_in_at = user.last_sign_in_at,
            .version = user.version,
            .grants = to_json(user.grants),
            .abilities = abilities};
}

SessionJson to_json(const Session& session, bool current) {
    return {.id = session.id,
            .created_at = session.created_at,
            .last_seen_at = session.last_seen_at,
            .expires_at = session.expires_at,
            .peer = session.peer,
            .user_agent = session.user_agent,
            .second_factor_at = session.second_factor_at,
            .current = current};
}

} // namespace

std::string unit_json(const Unit& unit, const Abilities& abilities) {
    return json::write(UnitJson{.id = unit.id,
                                .name = unit.name,
                                .kind = unit.kind,
                                .area = area::to_text(unit.area),
                                .archived = unit.archived,
                                .created_at = unit.created_at,
                                .version = unit.version,
                                .abilities = abilities});
}

std::string user_json(const User& user, const Abilities& abilities) {
    return json::write(to_json(user, abilities));
}

std::string session_json(const Session& session, bool current) {
    return json::write(to_json(session, current));
}

std::string token_json(const ApiToken& token, const std::string& secret) {
    return json::write(TokenJson{.id = token.id,
                                 .name = token.name,
                                 .created_at = token.created_at,
                                 .expires_at = token.expires_at,
                                 .last_used_at = token.last_used_at,
                                 .grants = to_json(token.grants),
                                 .token = secret.empty() ? std::nullopt : std::optional(secret)});
}

std::string me_json(const User& user, const rights::Actor& actor,
                    const std::optional<Session>& session) {
    std::set<area::AreaPath> places{user.area};
    for (const rights::Grant& grant : actor.grants) {
        places.insert(grant.area);
    }
    std::vector<AreaAbilitiesJson> areas;
    for (const area::AreaPath& place : places) {
        areas.push_back({area::to_text(place), rights::permissions_at(actor, place)});
    }
    MeJson me{
        .user = to_json(user, {}), .grants = to_json(actor.grants), .areas = areas, .session = {}};
    if (session) {
        me.session = to_json(*session, true);
    }
    return json::write(me);
}

} // namespace identity
