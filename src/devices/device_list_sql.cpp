#include "devices/device_list.hpp"

#include "base/text.hpp"
#include "devices/device_row.hpp"
#include "devices/words.hpp"
#include "json/described.hpp"

#include <algorithm>
#include <set>

namespace devices {

namespace {

using storage::Parameters;

/// Rows read at once while a condition, which only `assess` can decide, is looked for.
constexpr std::int64_t chunk_rows = 500;

std::string bound(Parameters& parameters, storage::Parameter parameter) {
    parameters.push_back(std::move(parameter));
    return "$" + std::to_string(parameters.size());
}

/// `%` and `_` of a search text mean themselves.
std::string like_text(std::string_view text) {
    std::string out;
    for (const char character : text) {
        if (character == '%' || character == '_' || character == '\\') {
            out += '\\';
        }
        out += character;
    }
    return "%" + out + "%";
}

std::string where(const DeviceFilter& filter, Parameters& parameters) {
    std::string text = within_areas("d.area", filter.visible, parameters);
    if (filter.area) {
        text += " and " + within_area("d.area", *filter.area, parameters);
    }
    if (filter.kind) {
        text += " and d.kind = " + bound(parameters, json::enum_text(*filter.kind));
    }
    if (filter.state) {
        text += " and d.state = " + bound(parameters, json::enum_text(*filter.state));
    }
    if (filter.group) {
        text += " and d.group_ids like " +
                bound(parameters, "% " + base::to_text(*filter.group) + " %");
    }
    if (!filter.search.empty()) {
        text += " and (d.search_key like " +
                bound(parameters, like_text(base::fold(filter.search))) +
                " escape '\\' or d.search_key like " +
                bound(parameters, like_text(base::to_lower(filter.search))) + " escape '\\')";
    }
    return text;
}

std::string select_list(const std::string& condition) {
    return "select " + std::string(device_columns) + ", d.name_key, " +
           std::string(presence_columns) +
           " from device d left join device_presence p on p.device = d.id where " + condition;
}

/// The key of a row in the order of the list: folded name, then id.
struct Place {
    std::string name_key;
    std::string id;
};

std::optional<Place> parse_place(const std::string& text) {
    const auto cut = text.rfind('\n');
    if (cut == std::string::npos) {
        return std::nullopt;
    }
    return Place{.name_key = text.substr(0, cut), .id = text.substr(cut + 1)};
}

storage::Rows read_chunk(storage::Connection& connection, const DeviceFilter& filter,
                         const std::optional<Place>& after) {
    Parameters parameters;
    std::string condition = where(filter, parameters);
    if (after) {
        condition += " and (d.name_key, d.id) > (" + bound(parameters, after->name_key) + ", " +
                     bound(parameters, after->id) + ")";
    }
    return connection.query(select_list(condition) + " order by d.name_key, d.id limit " +
                                bound(parameters, chunk_rows),
                            parameters);
}

ListedDevice read_listed(const storage::Row& row, base::Instant now) {
    ListedDevice listed;
    listed.device = read_device(row);
    listed.presence = read_presence(row, listed.device.id);
    listed.condition = assess(listed.presence, listed.device.state, now);
    return listed;
}

std::vector<Device> read_devices(const storage::Rows& rows) {
    std::vector<Device> found;
    found.reserve(rows.size());
    for (const storage::Row& row : rows) {
        found.push_back(read_device(row));
    }
    return found;
}

} // namespace

DevicePage list_devices(storage::Connection& connection, const DeviceFilter& filter,
                        base::Instant now) {
    DevicePage page;
    std::optional<Place> after = parse_place(filter.after);
    while (true) {
        const storage::Rows rows = read_chunk(connection, filter, after);
        for (const storage::Row& row : rows) {
            ListedDevice listed = read_listed(row, now);
            if (!filter.condition || listed.condition == *filter.condition) {
                if (page.devices.size() == filter.limit) {
                    page.next = after->name_key + "\n" + after->id;
                    return page;
                }
                page.devices.push_back(std::move(listed));
            }
            after = Place{.name_key = row.text("name_key"), .id = row.text("id")};
        }
        if (rows.size() < static_cast<std::size_t>(chunk_rows)) {
            return page;
        }
    }
}

std::map<Condition, std::int64_t> count_conditions(storage::Connection& connection,
                                                   const DeviceFilter& filter, base::Instant now) {
    Parameters parameters;
    const std::string condition = where(filter, parameters);
    std::map<Condition, std::int64_t> counts;
    const auto rows = connection.query(
        "select d.id, d.state, " + std::string(presence_columns) +
            " from device d left join device_presence p on p.device = d.id where " + condition,
        parameters);
    for (const storage::Row& row : rows) {
        const auto state = json::enum_value<DeviceState>(row.text("state"));
        const Presence presence = read_presence(row, row.id<DeviceId>("id"));
        ++counts[assess(presence, state.value_or(DeviceState::registered), now)];
    }
    return counts;
}

/// `select` ends in conditions. A square around the shapes would spare reading the rest of the
/// unit; a province of ten thousand devices is read in less time than its command takes to be
/// signed.
std::vector<Device> select_drawn(storage::Connection& connection, const std::string& select,
                                 const area::DrawnArea& drawn) {
    Parameters parameters;
    const std::string within = within_areas("d.area", {drawn.within}, parameters);
    std::vector<Device> found =
        read_devices(connection.query(select + " and (" + within + ") order by d.id", parameters));
    std::erase_if(found, [&](const Device& device) {
        return !drawn.contains(device.details.area, device.details.position);
    });
    return found;
}

std::vector<Device> select_targets(storage::Connection& connection,
                                   const TargetSelection& selection) {
    Parameters parameters;
    std::string any = within_areas("d.area", selection.areas, parameters);
    for (const GroupId& group : selection.groups) {
        any += " or d.group_ids like " + bound(parameters, "% " + base::to_text(group) + " %");
    }
    const std::string select = "select " + std::string(device_columns) +
                               " from device d where d.state = 'claimed' and d.kind <> 'board'";
    std::vector<Device> found =
        read_devices(connection.query(select + " and (" + any + ") order by d.id", parameters));
    std::set<DeviceId> known;
    for (const Device& device : found) {
        known.insert(device.id);
    }
    const auto add_new = [&](std::vector<Device> more) {
        for (Device& device : more) {
            if (known.insert(device.id).second) {
                found.push_back(std::move(device));
            }
        }
    };
    if (selection.drawn) {
        add_new(select_drawn(connection, select, *selection.drawn));
    }
    for (const DeviceId& id : selection.devices) {
        if (!known.contains(id)) {
            add_new(read_devices(connection.query(select + " and d.id = $1", {id})));
        }
    }
    std::ranges::sort(found, {}, &Device::id);
    return found;
}

std::vector<Device> list_claimed(storage::Connection& connection, std::optional<DeviceId> after,
                                 std::size_t limit) {
    const std::string from = after ? base::to_text(*after) : std::string();
    return read_devices(connection.query(
        "select " + std::string(device_columns) +
            " from device d where d.state = 'claimed' and d.id > $1 order by d.id limit $2",
        {from, static_cast<std::int64_t>(limit)}));
}

} // namespace devices
