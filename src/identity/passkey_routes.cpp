#include "http/paging.hpp"
#include "identity/identity_routes.hpp"
#include "identity/passkeys.hpp"
#include "identity/shared_routes.hpp"
#include "rights/request_actor.hpp"

namespace identity {

struct PasskeyPasswordText {
    std::string password;
};
BOOST_DESCRIBE_STRUCT(PasskeyPasswordText, (), (password))

struct PasskeyRequestText {
    std::string challenge;
    std::string rp_id;
    std::vector<std::string> known;
};
BOOST_DESCRIBE_STRUCT(PasskeyRequestText, (), (challenge, rp_id, known))

struct PasskeyText {
    PasskeyId id;
    std::string name;
    base::Instant created_at;
    std::optional<base::Instant> last_used_at;
    bool backed_up = false;
};
BOOST_DESCRIBE_STRUCT(PasskeyText, (), (id, name, created_at, last_used_at, backed_up))

struct AddedPasskeyText {
    PasskeyText passkey;
    std::vector<std::string> recovery_codes;
};
BOOST_DESCRIBE_STRUCT(AddedPasskeyText, (), (passkey, recovery_codes))

struct PasskeyShownText {
    base::Instant second_factor_at;
};
BOOST_DESCRIBE_STRUCT(PasskeyShownText, (), (second_factor_at))

BOOST_DESCRIBE_STRUCT(NewPasskey, (), (name, client_data, attestation_object))
BOOST_DESCRIBE_STRUCT(ShownPasskey, (), (credential_id, client_data, authenticator_data, signature))

namespace {

using http::Audience;
using http::Method;
using http::Request;
using http::Response;
using rights::request_actor;

constexpr http::RouteOptions anyone{
    .audience = Audience::anyone, .body_bytes_max = 32'768, .rate_per_minute = 30};
constexpr http::RouteOptions own{.body_bytes_max = 32'768, .rate_per_minute = 30};

/// The page from which the browser came, as the browser itself will say it: passkeys are bound to
/// it, so a stranger's page that forwards to us asks for a passkey that nobody has.
crypto::RelyingParty party_of(const Request& request) {
    const std::string host(request.header("host"));
    return {.id = host.substr(0, host.find(':')),
            .origin = (request.secure ? "https://" : "http://") + host};
}

Response fresh_response(int status, std::string body) {
    Response response = http::json_response(status, std::move(body));
    response.headers.emplace("cache-control", "no-store");
    return response;
}

Response asked(const PasskeyRequest& request) {
    return fresh_response(200, json::write(PasskeyRequestText{.challenge = request.challenge,
                                                              .rp_id = request.party.id,
                                                              .known = request.known}));
}

PasskeyText text_of(const StoredPasskey& passkey) {
    return {.id = passkey.id,
            .name = passkey.name,
            .created_at = passkey.created_at,
            .last_used_at = passkey.last_used_at,
            .backed_up = passkey.backed_up};
}

base::Result<Response> post_sign_in_request(const Environment& environment,
                                            const Request& request) {
    TRY(require_safe_line(request));
    TRY_ASSIGN(const PasskeyRequest made, ask_to_sign_in(environment, party_of(request)));
    return asked(made);
}

base::Result<Response> post_sign_in(const Environment& environment, const Request& request) {
    TRY(require_safe_line(request));
    TRY_ASSIGN(const ShownPasskey shown, json::read<ShownPasskey>(request.body));
    TRY_ASSIGN(const SignedIn opened,
               sign_in_by_passkey(environment, shown, party_of(request), client_of(request)));
    return signed_in_response(201, request, opened);
}

base::Result<Response> post_factor_request(const Environment& environment, const Request& request) {
    TRY(require_session(environment, request));
    TRY_ASSIGN(const PasskeyRequest made,
               ask_second_factor(environment, request_actor(request), party_of(request)));
    return asked(made);
}

base::Result<Response> post_factor(const Environment& environment, const Request& request) {
    TRY_ASSIGN(const Session session, require_session(environment, request));
    TRY_ASSIGN(const ShownPasskey shown, json::read<ShownPasskey>(request.body));
    TRY_ASSIGN(const base::Instant at, show_passkey(environment, request_actor(request), session.id,
                                                    shown, party_of(request)));
    return fresh_response(200, json::write(PasskeyShownText{at}));
}

base::Result<Response> get_passkeys(const Environment& environment, const Request& request) {
    TRY_ASSIGN(const auto passkeys, own_passkeys(environment, request_actor(request)));
    std::vector<std::string> items;
    for (const StoredPasskey& passkey : passkeys) {
        items.push_back(json::write(text_of(passkey)));
    }
    return http::page_response(items, "");
}

base::Result<Response> post_begin(const Environment& environment, const Request& request) {
    TRY(require_session(environment, request));
    TRY_ASSIGN(const auto sent, json::read<PasskeyPasswordText>(request.body));
    TRY_ASSIGN(const PasskeyRequest made,
               begin_passkey(environment, request_actor(request), sent.password, party_of(request),
                             client_of(request)));
    return asked(made);
}

base::Result<Response> post_passkey(const Environment& environment, const Request& request) {
    TRY_ASSIGN(const Session session, require_session(environment, request));
    TRY_ASSIGN(const NewPasskey sent, json::read<NewPasskey>(request.body));
    TRY_ASSIGN(const AddedPasskey added, add_passkey(environment, request_actor(request),
                                                     session.id, sent, party_of(request)));
    return fresh_response(
        201, json::write(AddedPasskeyText{text_of(added.passkey), added.recovery_codes}));
}

base::Result<Response> post_remove(const Environment& environment, const Request& request) {
    TRY(require_session(environment, request));
    TRY_ASSIGN(const PasskeyId id, PasskeyId::parse(request.path_parameter("id")));
    TRY_ASSIGN(const auto sent, json::read<PasskeyPasswordText>(request.body));
    TRY(remove_passkey(environment, request_actor(request), id, sent.password, client_of(request)));
    return http::empty_response(204);
}

} // namespace

void add_passkey_routes(http::Router& router, const Environment& environment) {
    const auto add = [&](Method method, std::string pattern, http::RouteOptions options,
                         base::Result<Response> (*handle)(const Environment&, const Request&)) {
        router.route(method, std::move(pattern), options,
                     http::answering([&environment, handle](const Request& request) {
                         return handle(environment, request);
                     }));
    };
    add(Method::post, "/api/v1/session/passkey-request", anyone, post_sign_in_request);
    add(Method::post, "/api/v1/session/passkey", anyone, post_sign_in);
    add(Method::post, "/api/v1/session/second-factor/passkey-request", own, post_factor_request);
    add(Method::post, "/api/v1/session/second-factor/passkey", own, post_factor);
    add(Method::get, "/api/v1/passkeys", {}, get_passkeys);
    add(Method::post, "/api/v1/passkeys/request", own, post_begin);
    add(Method::post, "/api/v1/passkeys", own, post_passkey);
    add(Method::post, "/api/v1/passkeys/{id}/remove", own, post_remove);
}

} // namespace identity
