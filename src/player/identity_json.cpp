#include "device_protocol/messages_described.hpp"
#include "player/identity.hpp"
#include "player/state_files.hpp"

#include "base/try.hpp"

#include <algorithm>

namespace player {

BOOST_DESCRIBE_STRUCT(Identity, (), (server, serial, model, plain_allowed, event_epoch, grant))
BOOST_DESCRIBE_STRUCT(Counters, (), (incarnation, time_floor))

/// Sets that were followed since a claim; another claim begins from its own.
struct Followed {
    base::Instant claimed_at;
    device_protocol::KeySet set;
};
BOOST_DESCRIBE_STRUCT(Followed, (), (claimed_at, set))

base::Result<void> save_identity(const StatePaths& paths, const Identity& identity) {
    std::error_code error;
    std::filesystem::create_directories(paths.root, error);
    std::filesystem::permissions(paths.root, std::filesystem::perms::owner_all, error);
    TRY(write_atomically(paths.ca_certificate(), identity.grant.ca_certificate));
    return write_atomically(paths.identity(), json::write(identity));
}

base::Result<void> save_another_claim(const StatePaths& paths, const Identity& before,
                                      Identity claimed) {
    const bool same = before.grant.device == claimed.grant.device;
    if (same) {
        claimed.event_epoch = before.event_epoch;
    }
    // First: with the new epoch stored, an end here leaves nothing that a later start believes.
    TRY(save_identity(paths, claimed));
    if (!same) {
        std::error_code ignored;
        for (const auto& path :
             {paths.events(), paths.counters(), paths.desired(), paths.manifest(), paths.runs(),
              paths.sounding(), paths.commands()}) {
            std::filesystem::remove_all(path, ignored);
        }
    }
    return {};
}

base::Result<Identity> load_identity(const StatePaths& paths) {
    const auto text = read_file(paths.identity());
    if (!text) {
        return base::fail(
            base::Fault::not_found, "player.not_claimed",
            "Thiết bị chưa được đăng ký. Hãy chạy: nguon-player claim --server ĐỊA_CHỈ "
            "--code MÃ --state THƯ_MỤC",
            "This device is not claimed. Run: nguon-player claim --server URL --code "
            "CODE --state DIR");
    }
    return json::read<Identity>(*text, json::Unknown::ignore);
}

device_protocol::KeySet load_trust(const StatePaths& paths, const Identity& identity) {
    device_protocol::KeySet trust{.version = identity.grant.key_set.value_or(0),
                                  .issued_at = identity.grant.now,
                                  .issuers = identity.grant.issuers,
                                  .release_keys = identity.grant.release_keys};
    if (const auto text = read_file(paths.trust())) {
        auto followed = json::read<Followed>(*text, json::Unknown::ignore);
        if (followed && followed->claimed_at == identity.grant.now) {
            trust = std::move(followed->set);
        }
    }
    return trust;
}

base::Result<void> save_trust(const StatePaths& paths, const Identity& identity,
                              const device_protocol::KeySet& trust) {
    return write_atomically(paths.trust(), json::write(Followed{identity.grant.now, trust}));
}

Counters load_counters(const StatePaths& paths, const Identity& identity) {
    Counters counters{0, identity.grant.now};
    if (const auto text = read_file(paths.counters())) {
        if (const auto read = json::read<Counters>(*text, json::Unknown::ignore)) {
            counters = *read;
            counters.time_floor = std::max(counters.time_floor, identity.grant.now);
        }
    }
    return counters;
}

base::Result<void> save_counters(const StatePaths& paths, const Counters& counters) {
    return write_atomically(paths.counters(), json::write(counters));
}

} // namespace player
