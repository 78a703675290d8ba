#pragma once

#include "base/clock.hpp"
#include "keys/key_files.hpp"
#include "keys/key_set_record.hpp"
#include "keys/signers.hpp"
#include "keys/tier_keys.hpp"

#include <functional>
#include <map>
#include <mutex>

namespace keys {

/// What the ring needs. All must outlive it.
struct RingEnvironment {
    storage::Database& database;
    base::Clock& clock;
    base::Random& random;
    KeyFiles files;
    Tier tier = Tier::commune; ///< of this server
};

struct RotationOrder {
    Rotation rotation;
    std::string reason;
};

/// An order to obey another tier's server from now on by these keys alone.
struct TierOrder {
    Tier tier = Tier::province;
    std::vector<TierKey> keys; ///< none: that tier is obeyed no more
    std::string fingerprint;   ///< as its people read it out; not needed for none
    std::string reason;
};

/// The keys of this server: the sets in the database and the private halves on disk. One server at
/// a time has the folder of keys, so what is held here is what is in force.
class KeyRing final : public Signers {
public:
    /// At the first start makes a key for each purpose. A server from before there were sets keeps
    /// its one key as the ordinary one, and it signs the first set, because its devices know it.
    /// Refuses what KeyFiles::load refuses.
    [[nodiscard]] static base::Result<std::unique_ptr<KeyRing>> open(RingEnvironment environment);
    KeyRing(const KeyRing&) = delete;
    KeyRing& operator=(const KeyRing&) = delete;

    [[nodiscard]] std::shared_ptr<const crypto::KeyPair> signer(Purpose purpose) const override;
    [[nodiscard]] KeySet key_set() const override;
    [[nodiscard]] std::vector<TrustedIssuer> past_and_present() const override;
    [[nodiscard]] std::vector<StoredSet> history() const;

    /// A new key takes over. Refuses what may_change_keys and keys::rotate refuse,
    /// `keys.reason_needed`, and `keys.changed_meanwhile`.
    [[nodiscard]] base::Result<void> rotate(const rights::Actor& actor, const RotationOrder& order);
    /// Whose update bundles devices believe from now on, instead of those before. Refuses what
    /// may_change_keys and with_release_keys refuse, `keys.reason_needed`, and
    /// `keys.changed_meanwhile`.
    [[nodiscard]] base::Result<void> trust_release_keys(const rights::Actor& actor,
                                                        const std::vector<std::string>& keys,
                                                        std::string_view reason);
    /// Whom above us devices obey. Refuses what may_change_keys and with_tier_keys refuse,
    /// `keys.reason_needed`, `keys.fingerprint_differs`, and `keys.changed_meanwhile`.
    [[nodiscard]] base::Result<void> trust_tier_keys(const rights::Actor& actor,
                                                     const TierOrder& order);
    /// Called after each change, outside every lock. Set before the first one.
    void on_change(std::function<void()> changed) { changed_ = std::move(changed); }
    [[nodiscard]] base::Instant now() const { return environment_.clock.now(); }
    [[nodiscard]] Tier tier() const { return environment_.tier; }
    /// Envelopes of the sets after `version`, at most `chain_step`.
    [[nodiscard]] device_protocol::KeyChain chain_after(std::int64_t version) const;
    static constexpr std::size_t chain_step = 20;

private:
    using Pairs = std::map<std::string, std::shared_ptr<const crypto::KeyPair>>;

    explicit KeyRing(RingEnvironment environment) : environment_(std::move(environment)) {}
    [[nodiscard]] base::Result<void> make_first_set();
    [[nodiscard]] base::Result<void> load_pairs();
    [[nodiscard]] base::Result<TrustedIssuer> add_pair(Pairs& pairs, crypto::KeyPair pair,
                                                       Purpose purpose);
    /// What a new set is stored with.
    struct Change {
        std::string action;
        std::string entity;
        std::string reason;
    };
    [[nodiscard]] base::Result<void> put_in_force(const rights::Actor& actor, KeySet next,
                                                  Change change, Pairs added);
    void forget_dropped(const KeySet& before, const KeySet& after);

    RingEnvironment environment_;
    std::function<void()> changed_ = [] {};
    std::mutex rotating_;         ///< one rotation at a time
    mutable std::mutex mutex_;    ///< guards sets_ and pairs_
    std::vector<StoredSet> sets_; ///< oldest first, never empty after open
    Pairs pairs_;                 ///< by keyid; all own keys of the newest set
};

} // namespace keys
