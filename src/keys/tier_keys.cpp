#include "keys/tier_keys.hpp"

#include "base/try.hpp"
#include "crypto/digest.hpp"
#include "device_protocol/messages_described.hpp"
#include "json/described.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace keys {

namespace {

using device_protocol::Right;

constexpr std::size_t groups = 6;
constexpr std::size_t bytes_per_group = 5;
constexpr std::uint64_t group_values = 100'000;

base::Failure bad_key() {
    return base::fail(base::Fault::invalid, "keys.bad_tier_key",
                      "Khóa của cấp trên không đúng: phải là khóa công khai Ed25519 (base64) loại "
                      "thường ngày hoặc khẩn cấp, mỗi khóa một lần, chưa dùng vào việc khác.",
                      "A key of another tier is an Ed25519 public key in base64, ordinary or for "
                      "emergencies, given once, and in use for nothing else.");
}

std::string digits_of(std::string_view text) {
    std::string digits;
    std::ranges::copy_if(text, std::back_inserter(digits),
                         [](char one) { return one >= '0' && one <= '9'; });
    return digits;
}

} // namespace

std::vector<Right> tier_rights_of(Purpose purpose) {
    return purpose == Purpose::emergency ? std::vector{Right::emergency}
                                         : std::vector{Right::play, Right::volume, Right::report};
}

std::vector<TierKey> keys_of_tier(const KeySet& set, Tier tier, base::Instant now) {
    std::vector<TierKey> found;
    for (const TrustedIssuer& issuer : set.issuers) {
        const auto purpose = device_protocol::purpose_of(issuer);
        const bool ended = issuer.until && *issuer.until <= now;
        if (issuer.tier == tier && purpose && *purpose != Purpose::root && !ended) {
            found.push_back({*purpose, issuer.key});
        }
    }
    return found;
}

std::string fingerprint(const std::vector<TierKey>& keys) {
    std::vector<std::string> lines;
    lines.reserve(keys.size());
    for (const TierKey& one : keys) {
        // One key may be written in base64 in more ways than one.
        const auto key = crypto::parse_public_key(one.key);
        lines.push_back(fmt::format("{} {}\n", json::enum_text(one.purpose),
                                    key ? crypto::to_text(*key) : one.key));
    }
    if (lines.empty()) {
        return {};
    }
    std::ranges::sort(lines);
    const base::Sha256 digest =
        crypto::sha256(fmt::format("nguon-tier-keys-1\n{}", fmt::join(lines, "")));
    std::string text;
    for (std::size_t group = 0; group < groups; ++group) {
        std::uint64_t number = 0;
        for (std::size_t i = 0; i < bytes_per_group; ++i) {
            number = number * 256 + digest.bytes[group * bytes_per_group + i];
        }
        text += fmt::format("{}{:05}", group == 0 ? "" : " ", number % group_values);
    }
    return text;
}

bool is_fingerprint_of(const std::vector<TierKey>& keys, std::string_view typed) {
    return !keys.empty() && digits_of(typed) == digits_of(fingerprint(keys));
}

base::Result<KeySet> with_tier_keys(const KeySet& set, Tier own, Tier tier,
                                    const std::vector<TierKey>& keys, base::Instant now) {
    if (tier <= own) {
        return base::fail(base::Fault::invalid, "keys.tier_not_above",
                          "Chỉ thêm được khóa của cấp cao hơn máy chủ này.",
                          "Only keys of a tier above this server's can be added.");
    }
    if (keys.size() > tier_keys_max) {
        return base::fail(base::Fault::invalid, "keys.too_many_tier_keys",
                          "Nhiều nhất 8 khóa của một cấp.", "At most 8 keys of one tier.");
    }
    KeySet next = set;
    next.version = set.version + 1;
    next.issued_at = now;
    std::erase_if(next.issuers, [&](const TrustedIssuer& issuer) {
        return issuer.tier == tier || (issuer.until && *issuer.until <= now);
    });
    for (const TierKey& one : keys) {
        const auto key = crypto::parse_public_key(one.key);
        if (!key || one.purpose == Purpose::root) {
            return bad_key();
        }
        next.issuers.push_back(
            device_protocol::describe_issuer(*key, tier, tier_rights_of(one.purpose)));
        if (!device_protocol::check_key_set(next)) {
            return bad_key();
        }
    }
    return next;
}

} // namespace keys
