#include "relay/manage_stations.hpp"

#include "audit/audit.hpp"
#include "base/try.hpp"
#include "media/media_library.hpp"

namespace relay {

namespace {

base::Failure not_found() {
    return base::fail(base::Fault::not_found, "relay.station_not_found", "Không có đài này.",
                      "There is no such station.");
}

base::Result<void> check_fallbacks(storage::Connection& connection, const rights::Actor& actor,
                                   const Station& station) {
    for (const Fallback& fallback : station.fallbacks) {
        if (fallback.station) {
            const auto other = find_station(connection, *fallback.station);
            if (other && other->area.covers(station.area) && !other->url.empty()) {
                continue;
            }
        } else {
            const auto file = media::find_media_file(connection, *fallback.media);
            if (file && file->sound && file->state == media::MediaState::ready &&
                rights::allows(actor, rights::Permission::read_media, file->area)) {
                continue;
            }
        }
        return base::fail(base::Fault::invalid, "relay.wrong_fallback",
                          "Nguồn dự phòng phải là đài có luồng của đơn vị này hoặc cấp trên, hoặc "
                          "một tệp âm thanh đã sẵn sàng.",
                          "A fallback must be a station with a stream of this unit or one above, "
                          "or a sound that is ready.");
    }
    return {};
}

std::string audited(const std::optional<Station>& station) {
    if (!station) {
        return "";
    }
    std::string text = station->name + "\n" + station->url + "\n" +
                       std::to_string(station->frequency_khz.value_or(0));
    for (const Fallback& fallback : station->fallbacks) {
        text += "\n" + (fallback.station ? base::to_text(*fallback.station)
                                         : base::to_text(*fallback.media));
    }
    return text;
}

void record(storage::Transaction& transaction, const rights::Actor& actor, const char* action,
            const std::optional<Station>& before, const std::optional<Station>& after,
            base::Instant now) {
    const Station& named = after ? *after : *before;
    audit::append(transaction, actor,
                  {.action = action,
                   .entity = "station/" + base::to_text(named.id),
                   .area = named.area,
                   .before = audited(before),
                   .after = audited(after),
                   .note = named.name},
                  now);
}

} // namespace

base::Result<Station> add_station(StationDesk& desk, const rights::Actor& actor, Station draft) {
    const base::Instant now = desk.clock.now();
    TRY(rights::require(actor, station_permission, draft.area));
    draft.id = StationId::make(now, desk.random);
    TRY_ASSIGN(Station checked, check_station(std::move(draft)));
    checked.version = 1;
    checked.changed_at = now;
    TRY(desk.database.write([&](storage::Transaction& transaction) -> base::Result<void> {
        TRY(check_fallbacks(transaction, actor, checked));
        insert_station(transaction, checked);
        record(transaction, actor, "relay.add_station", std::nullopt, checked, now);
        return {};
    }));
    return checked;
}

base::Result<Station>
edit_station(StationDesk& desk, const rights::Actor& actor, Station draft,
             const std::function<base::Result<void>(std::int64_t version)>& require) {
    const base::Instant now = desk.clock.now();
    TRY_ASSIGN(Station checked, check_station(std::move(draft)));
    TRY(desk.database.write([&](storage::Transaction& transaction) -> base::Result<void> {
        const auto before = find_station(transaction, checked.id);
        if (!before) {
            return not_found();
        }
        TRY(rights::require(actor, station_permission, before->area));
        TRY(require(before->version));
        checked.area = before->area;
        checked.version = before->version + 1;
        checked.changed_at = now;
        TRY(check_fallbacks(transaction, actor, checked));
        if (!update_station(transaction, checked)) {
            return base::fail(base::Fault::conflict, "relay.station_changed",
                              "Người khác vừa sửa đài này. Hãy mở lại rồi sửa.",
                              "Somebody has changed this station meanwhile. Read it again.");
        }
        record(transaction, actor, "relay.edit_station", before, checked, now);
        return {};
    }));
    return checked;
}

base::Result<void> delete_station(StationDesk& desk, const rights::Actor& actor,
                                  const StationId& id) {
    const base::Instant now = desk.clock.now();
    return desk.database.write([&](storage::Transaction& transaction) -> base::Result<void> {
        const auto before = find_station(transaction, id);
        if (!before) {
            return not_found();
        }
        TRY(rights::require(actor, station_permission, before->area));
        remove_station(transaction, id);
        record(transaction, actor, "relay.remove_station", before, std::nullopt, now);
        return {};
    });
}

base::Result<std::vector<ChainLink>> chain_of(storage::Connection& connection,
                                              const rights::Actor& actor,
                                              const area::AreaPath& place, const StationId& id) {
    const auto first = find_station(connection, id);
    if (!first ||
        (!first->area.covers(place) && !rights::allows(actor, station_permission, first->area))) {
        return not_found();
    }
    if (first->url.empty()) {
        return base::fail(base::Fault::invalid, "relay.no_stream",
                          "Đài này chỉ có tần số FM. Hãy chọn ngõ vào của thiết bị có bộ thu FM.",
                          "This station has no stream. Choose the input of a device with a tuner.");
    }
    std::vector<ChainLink> chain{{first->name, first->url, {}}};
    for (const Fallback& fallback : first->fallbacks) {
        if (fallback.station) {
            const auto other = find_station(connection, *fallback.station);
            if (other && !other->url.empty()) {
                chain.push_back({other->name, other->url, {}});
            }
        } else if (const auto file = media::find_media_file(connection, *fallback.media);
                   file && file->sound) {
            chain.push_back({file->name, "", file->sound->rendition});
        }
    }
    return chain;
}

} // namespace relay
