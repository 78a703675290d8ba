#pragma once

#include "device_protocol/key_set.hpp"

#include <filesystem>

namespace player {

/// Who this device is and whom it trusts: made once by the claim, readable by this user only.
struct Identity {
    std::string server; ///< base address, e.g. https://nguon.xa.example
    std::string serial;
    std::string model;
    bool plain_allowed = false; ///< no TLS; accepted on loopback only
    std::int64_t event_epoch = 0;
    device_protocol::ClaimGrant grant;
};

/// Where each thing lies inside the state folder.
struct StatePaths {
    std::filesystem::path root;
    [[nodiscard]] std::filesystem::path identity() const { return root / "identity.json"; }
    [[nodiscard]] std::filesystem::path ca_certificate() const { return root / "ca.pem"; }
    [[nodiscard]] std::filesystem::path trust() const { return root / "trust.json"; }
    [[nodiscard]] std::filesystem::path counters() const { return root / "counters.json"; }
    [[nodiscard]] std::filesystem::path desired() const { return root / "desired.dsse.json"; }
    [[nodiscard]] std::filesystem::path manifest() const { return root / "manifest.dsse.json"; }
    [[nodiscard]] std::filesystem::path runs() const { return root / "runs.journal"; }
    [[nodiscard]] std::filesystem::path sounding() const { return root / "sounding"; }
    [[nodiscard]] std::filesystem::path commands() const { return root / "commands.journal"; }
    [[nodiscard]] std::filesystem::path events() const { return root / "events"; }
    [[nodiscard]] std::filesystem::path media() const { return root / "media"; }
};

[[nodiscard]] base::Result<void> save_identity(const StatePaths& paths, const Identity& identity);
/// Saves what another claim has given to a machine that was claimed before. The same device goes on
/// with its numbering, so that what it has proven and not yet told is told under the new token; of
/// another device nothing is kept but media.
[[nodiscard]] base::Result<void> save_another_claim(const StatePaths& paths, const Identity& before,
                                                    Identity claimed);
/// Fails with `player.not_claimed` when there is none.
[[nodiscard]] base::Result<Identity> load_identity(const StatePaths& paths);

/// The newest set of keys that was accepted since this claim; that of the claim when there is none.
[[nodiscard]] device_protocol::KeySet load_trust(const StatePaths& paths, const Identity& identity);
[[nodiscard]] base::Result<void> save_trust(const StatePaths& paths, const Identity& identity,
                                            const device_protocol::KeySet& trust);

/// Small numbers that only grow.
struct Counters {
    std::int64_t incarnation = 0; ///< of the last connection tried
    base::Instant time_floor;     ///< highest time ever known
};

/// Counters that cannot be read begin again from the claim; the time is never before it.
[[nodiscard]] Counters load_counters(const StatePaths& paths, const Identity& identity);
[[nodiscard]] base::Result<void> save_counters(const StatePaths& paths, const Counters& counters);

} // namespace player
