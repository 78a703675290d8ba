#include "keys/key_routes.hpp"

#include "base/try.hpp"
#include "device_protocol/messages_described.hpp"
#include "device_protocol/messages_json.hpp"
#include "http/problem.hpp"
#include "http/router.hpp"
#include "rights/policy.hpp"
#include "rights/request_actor.hpp"

#include <algorithm>
#include <charconv>

namespace keys {

struct RotateBody {
    Purpose purpose = Purpose::ordinary;
    std::string reason;
    std::optional<std::int32_t> overlap_hours;
    std::optional<bool> stolen;
};
BOOST_DESCRIBE_STRUCT(RotateBody, (), (purpose, reason, overlap_hours, stolen))

struct ReleaseBody {
    std::vector<std::string> keys;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(ReleaseBody, (), (keys, reason))

struct TierBody {
    Tier tier = Tier::province;
    std::vector<TierKey> keys;
    std::optional<std::string> fingerprint;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(TierKey, (), (purpose, key))
BOOST_DESCRIBE_STRUCT(TierBody, (), (tier, keys, fingerprint, reason))

/// Whom devices obey: this server, and those above it that are in the set.
struct TierView {
    Tier tier = Tier::commune;
    std::vector<TierKey> keys; ///< as another server takes them in
    std::string fingerprint;
};
BOOST_DESCRIBE_STRUCT(TierView, (), (tier, keys, fingerprint))

struct KeyView {
    std::string keyid;
    std::string key;
    Tier tier = Tier::commune;
    std::optional<Purpose> purpose;
    std::optional<base::Instant> from;
    std::optional<base::Instant> until;
    bool in_force = false; ///< signs now
};
BOOST_DESCRIBE_STRUCT(KeyView, (), (keyid, key, tier, purpose, from, until, in_force))

struct SetView {
    std::int64_t version = 0;
    base::Instant made_at;
    std::string made_by;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(SetView, (), (version, made_at, made_by, reason))

struct RingView {
    std::int64_t version = 0;
    Tier tier = Tier::commune; ///< of this server
    std::vector<TierView> tiers;
    std::vector<KeyView> keys;
    std::vector<device_protocol::ReleaseKey> release_keys;
    std::vector<SetView> history;
    std::vector<std::string> abilities;
};
BOOST_DESCRIBE_STRUCT(RingView, (), (version, tier, tiers, keys, release_keys, history, abilities))

namespace {

using base::Result;
using http::Method;
using http::Request;
using http::Response;

constexpr std::size_t history_shown_max = 50;

/// Keys belong to the whole server, so the right counts in whichever area it was given.
Result<void> require_settings(const rights::Actor& actor) {
    if (!rights::areas_with(actor, rights::Permission::manage_settings).empty()) {
        return {};
    }
    return rights::require(actor, rights::Permission::manage_settings, {});
}

std::string ring_json(const KeyRing& ring) {
    const std::vector<StoredSet> history = ring.history();
    const KeySet& set = history.back().set;
    RingView view{.version = set.version,
                  .tier = ring.tier(),
                  .tiers = {},
                  .keys = {},
                  .release_keys =
                      set.release_keys.value_or(std::vector<device_protocol::ReleaseKey>{}),
                  .history = {},
                  .abilities = {"rotate"}};
    for (const TrustedIssuer& issuer : set.issuers) {
        const auto purpose = device_protocol::purpose_of(issuer);
        const TrustedIssuer* signer =
            purpose ? signer_of(set, ring.tier(), *purpose, ring.now()) : nullptr;
        view.keys.push_back({.keyid = issuer.keyid,
                             .key = issuer.key,
                             .tier = issuer.tier,
                             .purpose = purpose,
                             .from = issuer.from,
                             .until = issuer.until,
                             .in_force = signer != nullptr && signer->keyid == issuer.keyid});
    }
    for (const Tier tier : {Tier::commune, Tier::province, Tier::central}) {
        std::vector<TierKey> of_tier = keys_of_tier(set, tier, ring.now());
        if (!of_tier.empty()) {
            std::string digits = fingerprint(of_tier);
            view.tiers.push_back({tier, std::move(of_tier), std::move(digits)});
        }
    }
    for (auto stored = history.rbegin();
         stored != history.rend() && view.history.size() < history_shown_max; ++stored) {
        view.history.push_back({.version = stored->set.version,
                                .made_at = stored->set.issued_at,
                                .made_by = stored->made_by,
                                .reason = stored->reason});
    }
    return json::write(view);
}

Result<Response> show(KeyRing& ring, const Request& request) {
    TRY(require_settings(rights::request_actor(request)));
    return http::json_response(200, ring_json(ring));
}

Result<Response> rotate_one(KeyRing& ring, const Request& request) {
    TRY_ASSIGN(const RotateBody body, json::read<RotateBody>(request.body));
    const RotationOrder order{
        .rotation = {.purpose = body.purpose,
                     .overlap = std::chrono::hours(body.overlap_hours.value_or(0)),
                     .stolen = body.stolen.value_or(false)},
        .reason = body.reason};
    TRY(ring.rotate(rights::request_actor(request), order));
    return http::json_response(200, ring_json(ring));
}

Result<Response> trust_release_keys(KeyRing& ring, const Request& request) {
    TRY_ASSIGN(const ReleaseBody body, json::read<ReleaseBody>(request.body));
    TRY(ring.trust_release_keys(rights::request_actor(request), body.keys, body.reason));
    return http::json_response(200, ring_json(ring));
}

Result<Response> trust_tier_keys(KeyRing& ring, const Request& request) {
    TRY_ASSIGN(const TierBody body, json::read<TierBody>(request.body));
    TRY(ring.trust_tier_keys(rights::request_actor(request),
                             {.tier = body.tier,
                              .keys = body.keys,
                              .fingerprint = body.fingerprint.value_or(std::string()),
                              .reason = body.reason}));
    return http::json_response(200, ring_json(ring));
}

Result<Response> give_chain(KeyRing& ring, const Request& request) {
    const std::string text = request.query_value("after").value_or("0");
    std::int64_t after = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), after);
    if (error != std::errc{} || end != text.data() + text.size() || after < 0) {
        return base::fail(base::Fault::invalid, "keys.bad_version", "Số phiên bản không đúng.",
                          "The version is wrong.");
    }
    return http::json_response(200, device_protocol::write_message(ring.chain_after(after)));
}

template <class Handle>
http::Handler answering(KeyRing& ring, Handle handle) {
    return [&ring, handle](const Request& request) -> Response {
        Result<Response> response = handle(ring, request);
        return response ? std::move(*response) : http::problem_response(response.error(), request);
    };
}

} // namespace

void add_key_routes(http::Router& router, KeyRing& ring) {
    router.route(Method::get, "/api/v1/keys", {}, answering(ring, show));
    router.route(Method::post, "/api/v1/keys/rotate", {.idempotent_by_key = true},
                 answering(ring, rotate_one));
    router.route(Method::put, "/api/v1/keys/release", {}, answering(ring, trust_release_keys));
    router.route(Method::put, "/api/v1/keys/tier", {}, answering(ring, trust_tier_keys));
    router.route(Method::get, "/device/v1/keys", {.audience = http::Audience::device},
                 answering(ring, give_chain));
}

} // namespace keys
