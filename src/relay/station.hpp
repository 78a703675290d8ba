#pragma once

#include "area/area_path.hpp"
#include "base/instant.hpp"
#include "media/media_file.hpp"
#include "relay/station_id.hpp"
#include "storage/database.hpp"

#include <optional>
#include <string>
#include <vector>

namespace relay {

/// What sounds instead: exactly one of the two.
struct Fallback {
    std::optional<StationId> station;
    std::optional<media::MediaFileId> media; ///< a sound of the library, again and again

    friend bool operator==(const Fallback&, const Fallback&) = default;
};

inline constexpr std::size_t fallbacks_max = 4;

/// A station that may be relayed (R28). Nothing relays it by itself.
struct Station {
    StationId id;
    area::AreaPath area; ///< of the unit that keeps it; places below may relay it
    std::string name;
    std::string url; ///< of its stream; empty: it is only to be had by FM
    std::optional<std::int32_t> frequency_khz;
    std::vector<Fallback> fallbacks; ///< in order
    std::int64_t version = 1;
    base::Instant changed_at;

    friend bool operator==(const Station&, const Station&) = default;
};

/// `relay.wrong_station`, naming each member. The name becomes NFC without outer spaces.
[[nodiscard]] base::Result<Station> check_station(Station draft);
/// http or https, with a host, without user and password, printable, at most 500 characters.
[[nodiscard]] bool is_stream_url(std::string_view url);

/// Of the area and of those above it, the nearest first, then by name.
[[nodiscard]] std::vector<Station> list_stations(storage::Connection& connection,
                                                 const area::AreaPath& area);
[[nodiscard]] std::optional<Station> find_station(storage::Connection& connection,
                                                  const StationId& id);
void insert_station(storage::Transaction& transaction, const Station& station);
/// False when the stored version is not the one before.
[[nodiscard]] bool update_station(storage::Transaction& transaction, const Station& station);
/// It is no other station's fallback any more either.
void remove_station(storage::Transaction& transaction, const StationId& id);

} // namespace relay
