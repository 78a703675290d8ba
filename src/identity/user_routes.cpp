#include "http/conditional.hpp"
#include "http/paging.hpp"
#include "identity/identity_routes.hpp"
#include "identity/manage_users.hpp"
#include "identity/shared_routes.hpp"
#include "rights/policy.hpp"
#include "rights/request_actor.hpp"

namespace identity {

struct NewUserText {
    std::string user_name;
    std::string display_name;
    UnitId unit;
    std::optional<std::string> phone;
    std::vector<GrantText> grants;
};
BOOST_DESCRIBE_STRUCT(NewUserText, (), (user_name, display_name, unit, phone, grants))

struct UserText {
    std::string display_name;
    UnitId unit;
    std::optional<std::string> phone;
};
BOOST_DESCRIBE_STRUCT(UserText, (), (display_name, unit, phone))

struct GrantsText {
    std::vector<GrantText> grants;
};
BOOST_DESCRIBE_STRUCT(GrantsText, (), (grants))

struct ResetCodeText {
    std::optional<bool> drop_second_factor;
};
BOOST_DESCRIBE_STRUCT(ResetCodeText, (), (drop_second_factor))

struct IssuedCodeText {
    boost::json::value user;
    std::string code;
    base::Instant expires_at;
};
BOOST_DESCRIBE_STRUCT(IssuedCodeText, (), (user, code, expires_at))

namespace {

using http::Method;
using http::Request;
using http::Response;
using rights::Actor;
using rights::request_actor;

Abilities abilities_on(const Actor& actor, const User& user) {
    if (!rights::allows(actor, rights::Permission::manage_users, user.area)) {
        return {};
    }
    Abilities abilities{"edit", "grants", "reset-code", "sessions"};
    if (user.state == UserState::disabled) {
        abilities.emplace_back("enable");
    } else if (user.id != actor.user) {
        abilities.emplace_back("disable");
    }
    return abilities;
}

Response user_response(int status, const Actor& actor, const User& user) {
    Response response = http::json_response(status, user_json(user, abilities_on(actor, user)));
    response.headers.emplace("etag", http::version_etag(user.version));
    return response;
}

Response code_response(int status, const Actor& actor, const UserWithCode& issued) {
    IssuedCodeText text{.user =
                            json::parse(user_json(issued.user, abilities_on(actor, issued.user)))
                                .value_or(boost::json::value{}),
                        .code = issued.code,
                        .expires_at = issued.expires_at};
    Response response = http::json_response(status, json::write(text));
    response.headers.emplace("cache-control", "no-store");
    return response;
}

base::Result<UserId> path_id(const Request& request) {
    return UserId::parse(request.path_parameter("id"));
}

base::Result<Response> list(const Environment& environment, const Request& request) {
    TRY_ASSIGN(const http::Paging paging, http::read_paging(request));
    TRY_ASSIGN(ListQuery query, read_list_query(request, paging));
    if (const auto unit = request.query_value("unit")) {
        TRY_ASSIGN(query.unit, UnitId::parse(*unit));
    }
    const Actor& actor = request_actor(request);
    TRY_ASSIGN(auto users, managed_users(environment, actor, query));
    std::string next;
    if (users.size() > paging.limit) {
        users.pop_back();
        next = base::to_text(users.back().id);
    }
    std::vector<std::string> items;
    for (const User& user : users) {
        items.push_back(user_json(user, abilities_on(actor, user)));
    }
    return http::page_response(items, next);
}

base::Result<Response> create(const Environment& environment, const Request& request) {
    TRY_ASSIGN(const NewUserText sent, json::read<NewUserText>(request.body));
    TRY_ASSIGN(const auto grants, read_grants(sent.grants));
    const Actor& actor = request_actor(request);
    TRY_ASSIGN(const UserWithCode issued, create_user(environment, actor,
                                                      {.user_name = sent.user_name,
                                                       .display_name = sent.display_name,
                                                       .unit = sent.unit,
                                                       .phone = sent.phone.value_or("")},
                                                      grants));
    Response response = code_response(201, actor, issued);
    response.headers.emplace("location", "/api/v1/users/" + base::to_text(issued.user.id));
    return response;
}

base::Result<Response> get_one(const Environment& environment, const Request& request) {
    TRY_ASSIGN(const UserId id, path_id(request));
    TRY_ASSIGN(const User user, managed_user(environment, request_actor(request), id));
    return user_response(200, request_actor(request), user);
}

base::Result<Response> put_one(const Environment& environment, const Request& request) {
    TRY_ASSIGN(const UserId id, path_id(request));
    const Actor& actor = request_actor(request);
    TRY_ASSIGN(const User seen, managed_user(environment, actor, id));
    TRY(http::require_if_match(request, http::version_etag(seen.version)));
    TRY_ASSIGN(const UserText sent, json::read<UserText>(request.body));
    TRY_ASSIGN(const User user, update_user(environment, actor, id, seen.version,
                                            {.user_name = {},
                                             .display_name = sent.display_name,
                                             .unit = sent.unit,
                                             .phone = sent.phone.value_or("")}));
    return user_response(200, actor, user);
}

base::Result<Response> put_grants(const Environment& environment, const Request& request) {
    TRY_ASSIGN(const UserId id, path_id(request));
    TRY_ASSIGN(const GrantsText sent, json::read<GrantsText>(request.body));
    TRY_ASSIGN(const auto grants, read_grants(sent.grants));
    const Actor& actor = request_actor(request);
    TRY_ASSIGN(const User user, set_grants(environment, actor, id, grants));
    return user_response(200, actor, user);
}

base::Result<Response> change_state(const Environment& environment, const Request& request,
                                    UserState state) {
    TRY_ASSIGN(const UserId id, path_id(request));
    const Actor& actor = request_actor(request);
    TRY_ASSIGN(const User user, set_state(environment, actor, id, state));
    return user_response(200, actor, user);
}

base::Result<Response> disable(const Environment& environment, const Request& request) {
    return change_state(environment, request, UserState::disabled);
}

base::Result<Response> enable(const Environment& environment, const Request& request) {
    return change_state(environment, request, UserState::active);
}

base::Result<Response> get_sessions(const Environment& environment, const Request& request) {
    TRY_ASSIGN(const UserId id, path_id(request));
    TRY_ASSIGN(const auto sessions, sessions_of(environment, request_actor(request), id));
    std::vector<std::string> items;
    for (const Session& session : sessions) {
        items.push_back(session_json(session, false));
    }
    return http::page_response(items, "");
}

base::Result<Response> end_sessions(const Environment& environment, const Request& request) {
    TRY_ASSIGN(const UserId id, path_id(request));
    TRY(end_sessions_of(environment, request_actor(request), id));
    return http::empty_response(204);
}

base::Result<Response> reset_code(const Environment& environment, const Request& request) {
    TRY_ASSIGN(const UserId id, path_id(request));
    TRY_ASSIGN(const ResetCodeText sent, json::read<ResetCodeText>(request.body));
    const Actor& actor = request_actor(request);
    TRY_ASSIGN(const UserWithCode issued,
               issue_reset_code(environment, actor, id, sent.drop_second_factor.value_or(false)));
    return code_response(200, actor, issued);
}

} // namespace

void add_user_routes(http::Router& router, const Environment& environment) {
    const auto add = [&](Method method, std::string pattern, http::RouteOptions options,
                         base::Result<Response> (*handle)(const Environment&, const Request&)) {
        router.route(method, std::move(pattern), options,
                     http::answering([&environment, handle](const Request& request) {
                         return handle(environment, request);
                     }));
    };
    add(Method::get, "/api/v1/users", {}, list);
    // No kept reply: it would keep the one-time code. A repeated request meets the taken name.
    add(Method::post, "/api/v1/users", {}, create);
    add(Method::get, "/api/v1/users/{id}", {}, get_one);
    add(Method::put, "/api/v1/users/{id}", {}, put_one);
    add(Method::put, "/api/v1/users/{id}/grants", {}, put_grants);
    add(Method::post, "/api/v1/users/{id}/disable", {.idempotent_by_key = true}, disable);
    add(Method::post, "/api/v1/users/{id}/enable", {.idempotent_by_key = true}, enable);
    add(Method::get, "/api/v1/users/{id}/sessions", {}, get_sessions);
    add(Method::post, "/api/v1/users/{id}/end-sessions", {.idempotent_by_key = true}, end_sessions);
    add(Method::post, "/api/v1/users/{id}/reset-code", {}, reset_code);
}

} // namespace identity
