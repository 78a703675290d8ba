#include "device_protocol/key_set.hpp"

#include "base/try.hpp"
#include "crypto/dsse.hpp"
#include "device_protocol/messages_json.hpp"
#include "device_protocol/signed_message.hpp"

#include <algorithm>
#include <set>

namespace device_protocol {

namespace {

base::Failure refuse_set(std::string_view vi, std::string_view en) {
    return base::fail(base::Fault::invalid, "device_protocol.bad_key_set",
                      "Bộ khóa không hợp lệ: " + std::string(vi),
                      "The key set is not valid: " + std::string(en));
}

/// Sets hand over by keys that are for this alone. The keys of a claim made before there were sets
/// have no such right among them; there any may sign the first set.
bool may_sign_sets(const KeySet& set, const TrustedIssuer& signer) {
    const bool separate = std::ranges::any_of(
        set.issuers, [](const auto& issuer) { return has_right(issuer, Right::keys); });
    return separate ? has_right(signer, Right::keys) : set.version == 0;
}

base::Result<void> check_keys(const KeySet& set) {
    std::set<std::string> names;
    for (const TrustedIssuer& issuer : set.issuers) {
        const auto key = crypto::parse_public_key(issuer.key);
        if (!key || crypto::key_id(*key) != issuer.keyid) {
            return refuse_set("tên khóa không khớp với khóa.", "a name is not that of its key.");
        }
        if (!names.insert(issuer.keyid).second) {
            return refuse_set("có hai khóa giống nhau.", "two keys are the same.");
        }
        if (!purpose_of(issuer)) {
            return refuse_set("một khóa được giao hai việc.", "a key serves two purposes.");
        }
    }
    for (const ReleaseKey& release : set.release_keys.value_or(std::vector<ReleaseKey>{})) {
        const auto key = crypto::parse_public_key(release.key);
        if (!key || crypto::key_id(*key) != release.keyid) {
            return refuse_set("tên khóa không khớp với khóa.", "a name is not that of its key.");
        }
        if (!names.insert(release.keyid).second) {
            return refuse_set("một khóa được giao hai việc.", "a key serves two purposes.");
        }
    }
    return {};
}

} // namespace

std::vector<Right> rights_of(Purpose purpose) {
    switch (purpose) {
    case Purpose::root:
        return {Right::keys};
    case Purpose::emergency:
        return {Right::emergency, Right::manifest};
    case Purpose::ordinary:
        break;
    }
    return {Right::desired, Right::manifest, Right::play, Right::volume, Right::report};
}

std::optional<Purpose> purpose_of(const TrustedIssuer& issuer) {
    const bool root = has_right(issuer, Right::keys);
    const bool emergency = has_right(issuer, Right::emergency);
    const Purpose purpose = root        ? Purpose::root
                            : emergency ? Purpose::emergency
                                        : Purpose::ordinary;
    const std::vector<Right> allowed = rights_of(purpose);
    const bool within = std::ranges::all_of(issuer.rights, [&](Right right) {
        return std::ranges::find(allowed, right) != allowed.end();
    });
    return within ? std::optional(purpose) : std::nullopt;
}

TrustedIssuer describe_issuer(const crypto::PublicKey& key, Tier tier, std::vector<Right> rights) {
    return {.keyid = crypto::key_id(key),
            .key = crypto::to_text(key),
            .tier = tier,
            .rights = std::move(rights)};
}

TrustedIssuer describe_issuer(const crypto::KeyPair& key, Tier tier) {
    return describe_issuer(key.public_key(), tier,
                           {Right::desired, Right::manifest, Right::play, Right::emergency,
                            Right::volume, Right::report});
}

base::Result<void> check_key_set(const KeySet& set) {
    TRY(check_keys(set));
    const bool goes_on = std::ranges::any_of(
        set.issuers, [](const auto& issuer) { return has_right(issuer, Right::keys); });
    if (!goes_on) {
        return refuse_set("không có khóa nào được ký bộ khóa sau.",
                          "no key may sign the next set.");
    }
    return {};
}

std::string seal(const KeySet& set, const crypto::KeyPair& signer) {
    return crypto::seal(key_set_type, write_message(set), signer);
}

base::Result<KeySet> follow(const KeySet& trusted, std::string_view envelope) {
    TRY_ASSIGN(Signed<KeySet> opened, open_key_set(envelope, trusted.issuers));
    if (!may_sign_sets(trusted, opened.issuer)) {
        return base::fail(base::Fault::forbidden, "device_protocol.key_set_no_right",
                          "Khóa này không được ký bộ khóa.", "This key may not sign key sets.");
    }
    if (opened.message.version <= trusted.version) {
        return base::fail(base::Fault::conflict, "device_protocol.key_set_stale",
                          "Bộ khóa này đã cũ.", "This key set is an old one.");
    }
    if (opened.message.version != trusted.version + 1) {
        return base::fail(base::Fault::conflict, "device_protocol.key_set_gap",
                          "Thiếu bộ khóa ở giữa.", "Key sets between are missing.");
    }
    TRY(check_key_set(opened.message));
    return std::move(opened.message);
}

bool in_time(const TrustedIssuer& issuer, base::Instant now) {
    return (!issuer.from || *issuer.from - early_tolerance <= now) &&
           (!issuer.until || now < *issuer.until);
}

} // namespace device_protocol
