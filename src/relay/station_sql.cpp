#include "relay/station.hpp"

namespace relay {

namespace {

constexpr std::string_view station_columns =
    "select id, area, name, url, frequency_khz, version, changed_at from station ";

Station read_station(storage::Connection& connection, const storage::Row& row) {
    Station station{.id = row.id<StationId>("id"),
                    .area = area::AreaPath::parse(row.text("area")).value_or(area::AreaPath()),
                    .name = row.text("name"),
                    .url = row.text("url"),
                    .frequency_khz = {},
                    .fallbacks = {},
                    .version = row.integer("version"),
                    .changed_at = row.instant("changed_at")};
    if (const auto frequency = row.optional_integer("frequency_khz")) {
        station.frequency_khz = static_cast<std::int32_t>(*frequency);
    }
    for (const storage::Row& fallback : connection.query(
             "select other, media from station_fallback where station = $1 order by place",
             {station.id})) {
        station.fallbacks.push_back({fallback.optional_id<StationId>("other"),
                                     fallback.optional_id<media::MediaFileId>("media")});
    }
    return station;
}

void put_fallbacks(storage::Transaction& transaction, const Station& station) {
    transaction.execute("delete from station_fallback where station = $1", {station.id});
    std::int64_t place = 0;
    for (const Fallback& fallback : station.fallbacks) {
        transaction.execute("insert into station_fallback (station, place, other, media) "
                            "values ($1, $2, $3, $4)",
                            {station.id, place++, fallback.station, fallback.media});
    }
}

} // namespace

std::vector<Station> list_stations(storage::Connection& connection, const area::AreaPath& area) {
    std::vector<area::AreaCode> codes = area.codes();
    std::vector<Station> stations;
    while (true) {
        for (const storage::Row& row :
             connection.query(std::string(station_columns) + "where area = $1 order by name, id",
                              {area::to_text(area::AreaPath(codes))})) {
            stations.push_back(read_station(connection, row));
        }
        if (codes.empty()) {
            return stations;
        }
        codes.pop_back();
    }
}

std::optional<Station> find_station(storage::Connection& connection, const StationId& id) {
    const auto rows = connection.query(std::string(station_columns) + "where id = $1", {id});
    return rows.empty() ? std::nullopt : std::optional(read_station(connection, rows.front()));
}

void insert_station(storage::Transaction& transaction, const Station& station) {
    transaction.execute(
        "insert into station (id, area, name, url, frequency_khz, version, changed_at) "
        "values ($1, $2, $3, $4, $5, $6, $7)",
        {station.id, area::to_text(station.area), station.name, station.url, station.frequency_khz,
         station.version, station.changed_at});
    put_fallbacks(transaction, station);
}

bool update_station(storage::Transaction& transaction, const Station& station) {
    const bool changed =
        transaction.execute("update station set name = $2, url = $3, frequency_khz = $4, "
                            "version = $5, changed_at = $6 where id = $1 and version = $5 - 1",
                            {station.id, station.name, station.url, station.frequency_khz,
                             station.version, station.changed_at}) == 1;
    if (changed) {
        put_fallbacks(transaction, station);
    }
    return changed;
}

void remove_station(storage::Transaction& transaction, const StationId& id) {
    transaction.execute("delete from station_fallback where station = $1 or other = $1", {id});
    transaction.execute("delete from station where id = $1", {id});
}

} // namespace relay
