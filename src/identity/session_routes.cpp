#include "identity/identity_routes.hpp"
#include "identity/own_access.hpp"
#include "identity/proof.hpp"
#include "identity/second_factor.hpp"
#include "identity/session_middleware.hpp"
#include "identity/session_store_sql.hpp"
#include "identity/set_up.hpp"
#include "identity/shared_routes.hpp"
#include "identity/sign_in.hpp"
#include "rights/request_actor.hpp"

namespace identity {

struct SetUpText {
    std::string code;
    std::string unit_name;
    UnitKind unit_kind = UnitKind::culture_office;
    std::string area;
    std::string user_name;
    std::string display_name;
    std::string password;
};
BOOST_DESCRIBE_STRUCT(SetUpText, (),
                      (code, unit_name, unit_kind, area, user_name, display_name, password))

struct SignInText {
    std::string user_name;
    std::string password;
    std::optional<std::string> code;
};
BOOST_DESCRIBE_STRUCT(SignInText, (), (user_name, password, code))

struct CodeText {
    std::string code;
};
BOOST_DESCRIBE_STRUCT(CodeText, (), (code))

struct SecondFactorShown {
    base::Instant second_factor_at;
};
BOOST_DESCRIBE_STRUCT(SecondFactorShown, (), (second_factor_at))

struct SetUpNeed {
    bool needed = false;
};
BOOST_DESCRIBE_STRUCT(SetUpNeed, (), (needed))

struct ResetText {
    std::string user_name;
    std::string code;
    std::string new_password;
};
BOOST_DESCRIBE_STRUCT(ResetText, (), (user_name, code, new_password))

namespace {

using http::Audience;
using http::Method;
using http::Request;
using http::Response;

/// Passwords are slow on purpose; so few per minute are enough for a person.
constexpr http::RouteOptions proof_options{
    .audience = Audience::anyone, .body_bytes_max = 8'192, .rate_per_minute = 30};
constexpr http::RouteOptions own_proof_options{.body_bytes_max = 8'192, .rate_per_minute = 30};

base::Result<Response> get_set_up(const Environment& environment) {
    TRY_ASSIGN(const bool needed, needs_set_up(environment));
    return http::json_response(200, json::write(SetUpNeed{needed}));
}

base::Result<Response> post_set_up(const Environment& environment, const Request& request) {
    TRY(require_safe_line(request));
    TRY_ASSIGN(const SetUpText sent, json::read<SetUpText>(request.body));
    TRY_ASSIGN(const area::AreaPath area, area::AreaPath::parse(sent.area));
    TRY_ASSIGN(const SignedIn opened, set_up(environment,
                                             {.code = sent.code,
                                              .unit_name = sent.unit_name,
                                              .unit_kind = sent.unit_kind,
                                              .area = area,
                                              .user_name = sent.user_name,
                                              .display_name = sent.display_name,
                                              .password = sent.password},
                                             client_of(request)));
    return signed_in_response(201, request, opened);
}

base::Result<Response> post_session(const Environment& environment, const Request& request) {
    TRY(require_safe_line(request));
    TRY_ASSIGN(const SignInText sent, json::read<SignInText>(request.body));
    TRY_ASSIGN(const SignedIn opened, sign_in(environment,
                                              {.user_name = sent.user_name,
                                               .password = sent.password,
                                               .code = sent.code.value_or("")},
                                              client_of(request)));
    return signed_in_response(201, request, opened);
}

base::Result<Response> get_session(const Environment& environment, const Request& request) {
    TRY_ASSIGN(const Authenticated caller, authenticate(environment, request));
    TRY_ASSIGN(const User user, acting_user(environment, caller.actor));
    return http::json_response(200, me_json(user, caller.actor, caller.session));
}

base::Result<Response> delete_own_session(const Environment& environment, const Request& request) {
    TRY_ASSIGN(const Session session, require_session(environment, request));
    TRY(end_session(environment, rights::request_actor(request), session.id));
    Response response = http::empty_response(204);
    response.headers.emplace("set-cookie", expired_session_cookie(request.secure));
    return response;
}

base::Result<Response> post_second_factor(const Environment& environment, const Request& request) {
    TRY_ASSIGN(const Session session, require_session(environment, request));
    TRY_ASSIGN(const CodeText sent, json::read<CodeText>(request.body));
    TRY_ASSIGN(const base::Instant at,
               show_second_factor(environment, rights::request_actor(request), session.id,
                                  sent.code, client_of(request)));
    return http::json_response(200, json::write(SecondFactorShown{at}));
}

base::Result<Response> post_reset(const Environment& environment, const Request& request) {
    TRY(require_safe_line(request));
    TRY_ASSIGN(const ResetText sent, json::read<ResetText>(request.body));
    TRY(reset_password(
        environment,
        {.user_name = sent.user_name, .code = sent.code, .new_password = sent.new_password},
        client_of(request)));
    return http::empty_response(204);
}

} // namespace

void add_session_routes(http::Router& router, const Environment& environment) {
    router.route(Method::get, "/api/v1/setup", {.audience = Audience::anyone},
                 http::answering([&](const Request&) { return get_set_up(environment); }));
    router.route(
        Method::post, "/api/v1/setup", proof_options,
        http::answering([&](const Request& request) { return post_set_up(environment, request); }));
    router.route(Method::post, "/api/v1/session", proof_options,
                 http::answering(
                     [&](const Request& request) { return post_session(environment, request); }));
    router.route(Method::get, "/api/v1/session", {}, http::answering([&](const Request& request) {
                     return get_session(environment, request);
                 }));
    router.route(Method::delete_, "/api/v1/session", {},
                 http::answering([&](const Request& request) {
                     return delete_own_session(environment, request);
                 }));
    router.route(Method::post, "/api/v1/session/second-factor", own_proof_options,
                 http::answering([&](const Request& request) {
                     return post_second_factor(environment, request);
                 }));
    router.route(
        Method::post, "/api/v1/password/reset", proof_options,
        http::answering([&](const Request& request) { return post_reset(environment, request); }));
}

http::Authenticators::Check user_check(const Environment& environment) {
    return [&environment](const Request& request) -> base::Result<http::Caller> {
        TRY_ASSIGN(const Authenticated caller, authenticate(environment, request));
        return http::Caller{.subject = subject_of(caller.actor.user), .context = caller.actor};
    };
}

void add_identity_routes(http::Router& router, const Environment& environment) {
    add_session_routes(router, environment);
    add_access_routes(router, environment);
    add_passkey_routes(router, environment);
    add_user_routes(router, environment);
    add_unit_routes(router, environment);
}

} // namespace identity
