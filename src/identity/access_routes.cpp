#include "http/paging.hpp"
#include "identity/identity_routes.hpp"
#include "identity/own_access.hpp"
#include "identity/second_factor.hpp"
#include "identity/session_middleware.hpp"
#include "identity/shared_routes.hpp"
#include "rights/request_actor.hpp"

namespace identity {

struct PasswordChangeText {
    std::string old_password;
    std::string new_password;
};
BOOST_DESCRIBE_STRUCT(PasswordChangeText, (), (old_password, new_password))

struct PasswordText {
    std::string password;
};
BOOST_DESCRIBE_STRUCT(PasswordText, (), (password))

struct TotpConfirmText {
    std::string code;
};
BOOST_DESCRIBE_STRUCT(TotpConfirmText, (), (code))

struct TotpDisableText {
    std::string password;
    std::string code;
};
BOOST_DESCRIBE_STRUCT(TotpDisableText, (), (password, code))

struct EnrolmentText {
    std::string secret;
    std::string address;
};
BOOST_DESCRIBE_STRUCT(EnrolmentText, (), (secret, address))

struct RecoveryCodesText {
    std::vector<std::string> recovery_codes;
};
BOOST_DESCRIBE_STRUCT(RecoveryCodesText, (), (recovery_codes))

struct NewTokenText {
    std::string name;
    std::vector<GrantText> grants;
    int days = 90;
};
BOOST_DESCRIBE_STRUCT(NewTokenText, (), (name, grants, days))

namespace {

using http::Method;
using http::Request;
using http::Response;
using rights::request_actor;

constexpr http::RouteOptions proof_options{.body_bytes_max = 8'192, .rate_per_minute = 30};

Response secret_response(int status, std::string body) {
    Response response = http::json_response(status, std::move(body));
    response.headers.emplace("cache-control", "no-store");
    return response;
}

base::Result<Response> get_sessions(const Environment& environment, const Request& request) {
    TRY_ASSIGN(const Authenticated caller, authenticate(environment, request));
    TRY_ASSIGN(const auto sessions, own_sessions(environment, caller.actor));
    std::vector<std::string> items;
    for (const Session& session : sessions) {
        items.push_back(session_json(session, caller.session && caller.session->id == session.id));
    }
    return http::page_response(items, "");
}

base::Result<Response> delete_one_session(const Environment& environment, const Request& request) {
    TRY(require_session(environment, request));
    TRY_ASSIGN(const SessionId id, SessionId::parse(request.path_parameter("id")));
    TRY(end_session(environment, request_actor(request), id));
    return http::empty_response(204);
}

base::Result<Response> get_tokens(const Environment& environment, const Request& request) {
    TRY_ASSIGN(const auto tokens, own_tokens(environment, request_actor(request)));
    std::vector<std::string> items;
    for (const ApiToken& token : tokens) {
        items.push_back(token_json(token, ""));
    }
    return http::page_response(items, "");
}

base::Result<Response> post_token(const Environment& environment, const Request& request) {
    TRY(require_session(environment, request));
    TRY_ASSIGN(const NewTokenText sent, json::read<NewTokenText>(request.body));
    TRY_ASSIGN(const auto grants, read_grants(sent.grants));
    TRY_ASSIGN(const IssuedToken issued,
               issue_token(environment, request_actor(request),
                           {.name = sent.name, .grants = grants, .days = sent.days}));
    return secret_response(201, token_json(issued.token, issued.secret));
}

base::Result<Response> delete_one_token(const Environment& environment, const Request& request) {
    TRY(require_session(environment, request));
    TRY_ASSIGN(const TokenId id, TokenId::parse(request.path_parameter("id")));
    TRY(revoke_token(environment, request_actor(request), id));
    return http::empty_response(204);
}

base::Result<Response> post_totp(const Environment& environment, const Request& request) {
    TRY(require_session(environment, request));
    TRY_ASSIGN(const PasswordText sent, json::read<PasswordText>(request.body));
    TRY_ASSIGN(const TotpEnrolment made,
               enrol_totp(environment, request_actor(request), sent.password, client_of(request)));
    return secret_response(201, json::write(EnrolmentText{made.secret, made.address}));
}

base::Result<Response> post_totp_confirm(const Environment& environment, const Request& request) {
    TRY_ASSIGN(const Session session, require_session(environment, request));
    TRY_ASSIGN(const TotpConfirmText sent, json::read<TotpConfirmText>(request.body));
    TRY_ASSIGN(const auto codes, confirm_totp(environment, request_actor(request), session.id,
                                              sent.code, client_of(request)));
    return secret_response(200, json::write(RecoveryCodesText{codes}));
}

base::Result<Response> post_totp_disable(const Environment& environment, const Request& request) {
    TRY(require_session(environment, request));
    TRY_ASSIGN(const TotpDisableText sent, json::read<TotpDisableText>(request.body));
    TRY(disable_totp(environment, request_actor(request), sent.password, sent.code,
                     client_of(request)));
    return http::empty_response(204);
}

base::Result<Response> post_password(const Environment& environment, const Request& request) {
    TRY_ASSIGN(const Session session, require_session(environment, request));
    TRY_ASSIGN(const PasswordChangeText sent, json::read<PasswordChangeText>(request.body));
    TRY(change_password(environment, request_actor(request), session.id,
                        {.old_password = sent.old_password, .new_password = sent.new_password},
                        client_of(request)));
    return http::empty_response(204);
}

} // namespace

void add_access_routes(http::Router& router, const Environment& environment) {
    const auto add = [&](Method method, std::string pattern, http::RouteOptions options,
                         base::Result<Response> (*handle)(const Environment&, const Request&)) {
        router.route(method, std::move(pattern), options,
                     http::answering([&environment, handle](const Request& request) {
                         return handle(environment, request);
                     }));
    };
    add(Method::get, "/api/v1/sessions", {}, get_sessions);
    add(Method::delete_, "/api/v1/sessions/{id}", {}, delete_one_session);
    add(Method::get, "/api/v1/tokens", {}, get_tokens);
    add(Method::post, "/api/v1/tokens", proof_options, post_token);
    add(Method::delete_, "/api/v1/tokens/{id}", {}, delete_one_token);
    add(Method::post, "/api/v1/totp", proof_options, post_totp);
    add(Method::post, "/api/v1/totp/confirm", proof_options, post_totp_confirm);
    add(Method::post, "/api/v1/totp/disable", proof_options, post_totp_disable);
    add(Method::post, "/api/v1/password", proof_options, post_password);
}

} // namespace identity
