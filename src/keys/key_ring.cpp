#include "keys/key_ring.hpp"

#include "audit/audit.hpp"
#include "base/ensure.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "device_protocol/messages_described.hpp"
#include "device_protocol/messages_json.hpp"

#include <algorithm>

#include <spdlog/spdlog.h>

namespace keys {

namespace {

constexpr std::size_t reason_characters_max = 500;

bool is_own(const TrustedIssuer& issuer, Tier tier) {
    return issuer.tier == tier;
}

base::Result<std::string> check_reason(std::string_view reason) {
    std::string trimmed(base::trim(reason));
    if (trimmed.empty() || base::code_points(trimmed) > reason_characters_max) {
        return base::fail(base::Fault::invalid, "keys.reason_needed",
                          "Hãy ghi lý do đổi khóa, nhiều nhất 500 ký tự.",
                          "Say why the key is replaced, in at most 500 characters.");
    }
    return trimmed;
}

base::Failure changed_meanwhile() {
    return base::fail(base::Fault::conflict, "keys.changed_meanwhile",
                      "Bộ khóa vừa được người khác đổi. Hãy tải lại trang.",
                      "The keys were changed by somebody else meanwhile. Reload the page.");
}

} // namespace

base::Result<std::unique_ptr<KeyRing>> KeyRing::open(RingEnvironment environment) {
    std::unique_ptr<KeyRing> ring(new KeyRing(std::move(environment)));
    using Sets = std::vector<StoredSet>;
    TRY_ASSIGN(ring->sets_, ring->environment_.database.read(
                                [](storage::Connection& connection) -> base::Result<Sets> {
                                    return list_key_sets(connection);
                                }));
    if (ring->sets_.empty()) {
        TRY(ring->make_first_set());
    } else {
        TRY(ring->load_pairs());
    }
    return ring;
}

base::Result<TrustedIssuer> KeyRing::add_pair(Pairs& pairs, crypto::KeyPair pair, Purpose purpose) {
    TRY(environment_.files.store(pair));
    TrustedIssuer issuer = device_protocol::describe_issuer(pair.public_key(), environment_.tier,
                                                            device_protocol::rights_of(purpose));
    pairs[issuer.keyid] = std::make_shared<const crypto::KeyPair>(std::move(pair));
    return issuer;
}

base::Result<void> KeyRing::make_first_set() {
    const base::Instant now = environment_.clock.now();
    TRY_ASSIGN(std::optional<crypto::KeyPair> single, environment_.files.load_single());
    const bool from_single = single.has_value();
    base::Random& random = environment_.random;
    Pairs pairs;
    std::vector<TrustedIssuer> issuers;
    for (const Purpose purpose : {Purpose::root, Purpose::emergency, Purpose::ordinary}) {
        const bool keep = purpose == Purpose::ordinary && single;
        TRY_ASSIGN(TrustedIssuer issuer,
                   add_pair(pairs, keep ? std::move(*single) : crypto::KeyPair::generate(random),
                            purpose));
        issuers.push_back(std::move(issuer));
    }
    const auto& signer = pairs.at((from_single ? issuers.back() : issuers.front()).keyid);
    StoredSet first{.set = first_set(issuers, now), .envelope = {}, .made_by = {}, .reason = {}};
    first.envelope = device_protocol::seal(first.set, *signer);
    TRY(environment_.database.write([&](storage::Transaction& transaction) -> base::Result<void> {
        return insert_key_set(transaction, first) ? base::Result<void>() : changed_meanwhile();
    }));
    sets_ = {std::move(first)};
    pairs_ = std::move(pairs);
    return {};
}

base::Result<void> KeyRing::load_pairs() {
    for (const TrustedIssuer& issuer : sets_.back().set.issuers) {
        if (is_own(issuer, environment_.tier)) {
            TRY_ASSIGN(crypto::KeyPair pair, environment_.files.load(issuer.keyid));
            pairs_[issuer.keyid] = std::make_shared<const crypto::KeyPair>(std::move(pair));
        }
    }
    return {};
}

std::shared_ptr<const crypto::KeyPair> KeyRing::signer(Purpose purpose) const {
    const std::lock_guard lock(mutex_);
    const TrustedIssuer* issuer =
        signer_of(sets_.back().set, environment_.tier, purpose, environment_.clock.now());
    ENSURE(issuer != nullptr);
    return pairs_.at(issuer->keyid);
}

KeySet KeyRing::key_set() const {
    const std::lock_guard lock(mutex_);
    return sets_.back().set;
}

std::vector<StoredSet> KeyRing::history() const {
    const std::lock_guard lock(mutex_);
    return sets_;
}

std::vector<TrustedIssuer> KeyRing::past_and_present() const {
    const std::lock_guard lock(mutex_);
    std::map<std::string, TrustedIssuer> all;
    for (const StoredSet& stored : sets_) {
        for (const TrustedIssuer& issuer : stored.set.issuers) {
            all.insert_or_assign(issuer.keyid, issuer);
        }
    }
    std::vector<TrustedIssuer> out;
    for (auto& [keyid, issuer] : all) {
        out.push_back(std::move(issuer));
    }
    return out;
}

device_protocol::KeyChain KeyRing::chain_after(std::int64_t version) const {
    const std::lock_guard lock(mutex_);
    device_protocol::KeyChain chain;
    for (const StoredSet& stored : sets_) {
        if (stored.set.version > version && chain.sets.size() < chain_step) {
            chain.sets.push_back(stored.envelope);
        }
    }
    return chain;
}

base::Result<void> KeyRing::rotate(const rights::Actor& actor, const RotationOrder& order) {
    const base::Instant now = environment_.clock.now();
    TRY(may_change_keys(actor, now));
    TRY_ASSIGN(const std::string reason, check_reason(order.reason));
    const std::lock_guard one_at_a_time(rotating_);
    crypto::KeyPair pair = crypto::KeyPair::generate(environment_.random);
    const TrustedIssuer described = device_protocol::describe_issuer(
        pair.public_key(), environment_.tier, device_protocol::rights_of(order.rotation.purpose));
    TRY_ASSIGN(KeySet next, keys::rotate(key_set(), described, order.rotation, now));
    Pairs added;
    // On disk before the set that names it: a crash between leaves a key that nobody believes.
    TRY_ASSIGN(const TrustedIssuer fresh, add_pair(added, std::move(pair), order.rotation.purpose));
    return put_in_force(actor, std::move(next), {"keys.rotate", "key/" + fresh.keyid, reason},
                        std::move(added));
}

base::Result<void> KeyRing::trust_release_keys(const rights::Actor& actor,
                                               const std::vector<std::string>& keys,
                                               std::string_view reason_given) {
    const base::Instant now = environment_.clock.now();
    TRY(may_change_keys(actor, now));
    TRY_ASSIGN(const std::string reason, check_reason(reason_given));
    const std::lock_guard one_at_a_time(rotating_);
    TRY_ASSIGN(KeySet next, with_release_keys(key_set(), keys, now));
    return put_in_force(actor, std::move(next), {"keys.release", "key/release", reason}, {});
}

base::Result<void> KeyRing::trust_tier_keys(const rights::Actor& actor, const TierOrder& order) {
    const base::Instant now = environment_.clock.now();
    TRY(may_change_keys(actor, now));
    TRY_ASSIGN(const std::string reason, check_reason(order.reason));
    const std::lock_guard one_at_a_time(rotating_);
    TRY_ASSIGN(KeySet next,
               with_tier_keys(key_set(), environment_.tier, order.tier, order.keys, now));
    if (!order.keys.empty() && !is_fingerprint_of(order.keys, order.fingerprint)) {
        return base::fail(
            base::Fault::invalid, "keys.fingerprint_differs",
            "Dãy số đối chiếu không khớp với các khóa này: hãy gọi cho người quản lý "
            "máy chủ cấp trên và đọc lại. Nếu vẫn khác, tệp đã bị tráo.",
            "The digits are not those of these keys: call whoever manages the other "
            "server and read them again. If they still differ, the file was swapped.");
    }
    return put_in_force(actor, std::move(next),
                        {"keys.tier", "key/" + std::string(json::enum_text(order.tier)), reason},
                        {});
}

base::Result<void> KeyRing::put_in_force(const rights::Actor& actor, KeySet next, Change change,
                                         Pairs added) {
    const KeySet before = key_set();
    StoredSet stored{
        .set = std::move(next), .envelope = {}, .made_by = actor.name, .reason = change.reason};
    stored.envelope = device_protocol::seal(stored.set, *signer(Purpose::root));
    TRY(environment_.database.write([&](storage::Transaction& transaction) -> base::Result<void> {
        if (!insert_key_set(transaction, stored)) {
            return changed_meanwhile();
        }
        audit::append(transaction, actor,
                      {.action = change.action,
                       .entity = change.entity,
                       .area = actor.grants.front().area,
                       .before = device_protocol::write_message(before),
                       .after = device_protocol::write_message(stored.set),
                       .note = change.reason},
                      stored.set.issued_at);
        return {};
    }));
    spdlog::warn("keys: set {} in force, {} changed it", stored.set.version, actor.name);
    forget_dropped(before, stored.set);
    {
        const std::lock_guard lock(mutex_);
        pairs_.merge(added);
        sets_.push_back(std::move(stored));
    }
    changed_();
    return {};
}

void KeyRing::forget_dropped(const KeySet& before, const KeySet& after) {
    for (const TrustedIssuer& issuer : before.issuers) {
        const bool stays = std::ranges::any_of(
            after.issuers, [&](const auto& kept) { return kept.keyid == issuer.keyid; });
        if (!stays && is_own(issuer, environment_.tier)) {
            environment_.files.remove(issuer.keyid);
        }
    }
}

} // namespace keys
