#pragma once

#include "base/clock.hpp"
#include "base/random.hpp"
#include "relay/station.hpp"
#include "rights/policy.hpp"

#include <functional>

namespace relay {

/// What the use cases need. All must outlive every call.
struct StationDesk {
    storage::Database& database;
    const base::Clock& clock;
    base::Random& random;
};

/// Who may speak live in a place may keep its stations.
inline constexpr rights::Permission station_permission = rights::Permission::operate_devices;

/// Needs the permission at the station's area, as all below. A fallback has to be a station of that
/// area or above it, or a sound that the actor may read (`relay.wrong_fallback`).
[[nodiscard]] base::Result<Station> add_station(StationDesk& desk, const rights::Actor& actor,
                                                Station draft);
/// The area stays. `require` refuses a version that the caller has not seen.
[[nodiscard]] base::Result<Station>
edit_station(StationDesk& desk, const rights::Actor& actor, Station draft,
             const std::function<base::Result<void>(std::int64_t version)>& require);
[[nodiscard]] base::Result<void> delete_station(StationDesk& desk, const rights::Actor& actor,
                                                const StationId& id);

/// A source of a relay that is going on, ready to be opened.
struct ChainLink {
    std::string name; ///< for people
    std::string url;  ///< empty: `sound`
    std::optional<base::Sha256> sound;

    friend bool operator==(const ChainLink&, const ChainLink&) = default;
};

/// The station's stream, then its fallbacks as they stand now; what is gone or has no stream is
/// left out. For places below the unit that keeps the station, and for whoever may keep it
/// themselves; else, and when there is none, `relay.station_not_found`. Refuses `relay.no_stream`.
[[nodiscard]] base::Result<std::vector<ChainLink>> chain_of(storage::Connection& connection,
                                                            const rights::Actor& actor,
                                                            const area::AreaPath& place,
                                                            const StationId& id);

} // namespace relay
