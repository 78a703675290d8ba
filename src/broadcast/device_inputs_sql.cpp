#include "broadcast/device_inputs.hpp"

#include "devices/device_record.hpp"

#include <algorithm>

namespace broadcast {

namespace {

std::string table_of(InputUse use) {
    return use == InputUse::monitor ? "device_monitor" : "device_input";
}

bool is_online(const devices::Presence& presence, base::Instant now) {
    const auto condition = devices::assess(presence, devices::DeviceState::claimed, now);
    return condition == devices::Condition::online || condition == devices::Condition::playing;
}

/// Without `online`.
std::vector<DeviceInput> select(storage::Connection& connection, InputUse use,
                                std::string_view condition, const storage::Parameters& parameters) {
    std::vector<DeviceInput> found;
    for (const storage::Row& row :
         connection.query("select d.id, d.name, d.place, d.area from " + table_of(use) +
                              " i join device d on d.id = i.device where d.state = 'claimed' " +
                              std::string(condition) + " order by d.name, d.id",
                          parameters)) {
        found.push_back(
            {.device = row.id<DeviceId>("id"),
             .name = row.text("name"),
             .place = row.text("place"),
             .area = area::AreaPath::parse(row.text("area")).value_or(area::AreaPath())});
    }
    return found;
}

void look_whether_online(storage::Connection& connection, std::vector<DeviceInput>& inputs,
                         base::Instant now) {
    std::vector<DeviceId> ids;
    std::ranges::transform(inputs, std::back_inserter(ids), &DeviceInput::device);
    const auto presences = devices::load_presences(connection, ids);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        inputs[i].online = is_online(presences[i], now);
    }
}

} // namespace

void note_inputs(storage::Transaction& transaction, const DeviceId& device,
                 const std::vector<InputUse>& inputs) {
    for (const InputUse use : {InputUse::line, InputUse::monitor}) {
        const std::string table = table_of(use);
        const bool has = std::ranges::find(inputs, use) != inputs.end();
        transaction.execute(has ? "insert into " + table +
                                      " (device) values ($1) on conflict (device) do nothing"
                                : "delete from " + table + " where device = $1",
                            {device});
    }
}

std::vector<DeviceInput> list_inputs(storage::Connection& connection,
                                     const std::vector<area::AreaPath>& areas, InputUse use,
                                     base::Instant now) {
    auto found = select(connection, use, "", {});
    std::erase_if(found, [&](const DeviceInput& input) {
        return std::ranges::none_of(
            areas, [&](const area::AreaPath& area) { return area.covers(input.area); });
    });
    look_whether_online(connection, found, now);
    return found;
}

std::optional<DeviceInput> find_input(storage::Connection& connection, const DeviceId& device,
                                      InputUse use, base::Instant now) {
    auto found = select(connection, use, "and d.id = $1", {device});
    look_whether_online(connection, found, now);
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

} // namespace broadcast
