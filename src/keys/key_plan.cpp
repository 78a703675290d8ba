#include "keys/key_plan.hpp"

#include "base/try.hpp"
#include "rights/policy.hpp"

#include <algorithm>

namespace keys {

namespace {

bool is_of(const TrustedIssuer& issuer, Tier tier, Purpose purpose) {
    return issuer.tier == tier && device_protocol::purpose_of(issuer) == purpose;
}

bool has_ended(const TrustedIssuer& issuer, base::Instant now) {
    return issuer.until && *issuer.until <= now;
}

bool waits(const TrustedIssuer& issuer, base::Instant now) {
    return issuer.from && *issuer.from > now;
}

} // namespace

KeySet first_set(std::vector<TrustedIssuer> issuers, base::Instant now) {
    return {.version = 1, .issued_at = now, .issuers = std::move(issuers)};
}

base::Result<KeySet> rotate(const KeySet& set, TrustedIssuer fresh, const Rotation& rotation,
                            base::Instant now) {
    if (rotation.overlap < base::Millis(0) || rotation.overlap > overlap_max) {
        return base::fail(base::Fault::invalid, "keys.overlap_out_of_range",
                          "Thời gian dùng song song phải từ 0 đến 30 ngày.",
                          "The overlap must be 0 to 30 days.");
    }
    const bool at_once = rotation.stolen || rotation.purpose == Purpose::root;
    const base::Instant start = at_once ? now : now + rotation.overlap;
    KeySet next{.version = set.version + 1, .issued_at = now, .issuers = {}};
    next.release_keys = set.release_keys;
    for (TrustedIssuer issuer : set.issuers) {
        if (has_ended(issuer, now)) {
            continue;
        }
        if (is_of(issuer, fresh.tier, rotation.purpose)) {
            if (at_once) {
                continue;
            }
            if (waits(issuer, now)) {
                return base::fail(
                    base::Fault::conflict, "keys.rotation_running",
                    "Lần đổi khóa trước chưa xong: khóa mới chưa đến lúc dùng.",
                    "The rotation before is not over: its new key waits for its time.");
            }
            issuer.until = std::min(issuer.until.value_or(start + grace), start + grace);
        }
        next.issuers.push_back(std::move(issuer));
    }
    if (start > now) {
        fresh.from = start;
    }
    next.issuers.push_back(std::move(fresh));
    return next;
}

base::Result<KeySet> with_release_keys(const KeySet& set, const std::vector<std::string>& keys,
                                       base::Instant now) {
    if (keys.size() > device_protocol::release_keys_max) {
        return base::fail(base::Fault::invalid, "keys.too_many_release_keys",
                          "Nhiều nhất 8 khóa phát hành phần mềm.", "At most 8 release keys.");
    }
    KeySet next = set;
    next.version = set.version + 1;
    next.issued_at = now;
    std::erase_if(next.issuers, [now](const auto& issuer) { return has_ended(issuer, now); });
    next.release_keys.reset();
    if (!keys.empty()) {
        next.release_keys.emplace();
    }
    for (const std::string& text : keys) {
        const auto key = crypto::parse_public_key(text);
        if (key) {
            next.release_keys->push_back({crypto::key_id(*key), crypto::to_text(*key)});
        }
        if (!key || !device_protocol::check_key_set(next)) {
            return base::fail(base::Fault::invalid, "keys.bad_release_key",
                              "Khóa phát hành không đúng: phải là khóa công khai Ed25519 (base64), "
                              "mỗi khóa một lần, và không phải khóa đang ký ở máy chủ này.",
                              "A release key is an Ed25519 public key in base64, each given once, "
                              "and none of those that sign here.");
        }
    }
    return next;
}

const TrustedIssuer* signer_of(const KeySet& set, Tier tier, Purpose purpose, base::Instant now) {
    const TrustedIssuer* latest = nullptr;
    const TrustedIssuer* first_to_come = nullptr;
    for (const TrustedIssuer& issuer : set.issuers) {
        if (!is_of(issuer, tier, purpose) || has_ended(issuer, now)) {
            continue;
        }
        if (waits(issuer, now)) {
            if (first_to_come == nullptr || issuer.from < first_to_come->from) {
                first_to_come = &issuer;
            }
        } else if (latest == nullptr || issuer.from >= latest->from) {
            latest = &issuer;
        }
    }
    return latest != nullptr ? latest : first_to_come;
}

base::Result<void> may_change_keys(const rights::Actor& actor, base::Instant now) {
    // Keys belong to the whole server, so the right counts in whichever area it was given.
    if (rights::areas_with(actor, rights::Permission::manage_settings).empty()) {
        return rights::require(actor, rights::Permission::manage_settings, {});
    }
    if (!actor.second_factor_at || now - *actor.second_factor_at > second_factor_age_max) {
        return base::fail(base::Fault::forbidden, "keys.second_factor_needed",
                          "Đổi khóa cần mã xác thực thứ hai vừa nhập.",
                          "Rotating a key needs a fresh second factor.");
    }
    return {};
}

} // namespace keys
