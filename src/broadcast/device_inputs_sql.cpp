#include "broadcast/device_inputs.hpp"

#include "devices/device_record.hpp"

#include <algorithm>

namespace broadcast {

namespace {

std::string_view word_of(InputUse use) {
    return use == InputUse::monitor ? "monitor" : "line";
}

bool is_online(const devices::Presence& presence, base::Instant now) {
    const auto condition = devices::assess(presence, devices::DeviceState::claimed, now);
    return condition == devices::Condition::online || condition == devices::Condition::playing;
}

/// Without `online`.
std::vector<DeviceInput> select(storage::Connection& connection, std::string_view condition,
                                const storage::Parameters& parameters) {
    std::vector<DeviceInput> found;
    for (const storage::Row& row : connection.query(
             "select d.id, d.name, d.place, d.area from device_input i "
             "join device d on d.id = i.device where i.input_use = $1 and d.state = 'claimed' " +
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
    transaction.execute("delete from device_input where device = $1", {device});
    for (const InputUse use : inputs) {
        transaction.execute("insert into device_input (device, input_use) values ($1, $2)",
                            {device, word_of(use)});
    }
}

std::vector<DeviceInput> list_inputs(storage::Connection& connection,
                                     const std::vector<area::AreaPath>& areas, InputUse use,
                                     base::Instant now) {
    auto found = select(connection, "", {word_of(use)});
    std::erase_if(found, [&](const DeviceInput& input) {
        return std::ranges::none_of(
            areas, [&](const area::AreaPath& area) { return area.covers(input.area); });
    });
    look_whether_online(connection, found, now);
    return found;
}

std::optional<DeviceInput> find_input(storage::Connection& connection, const DeviceId& device,
                                      InputUse use, base::Instant now) {
    auto found = select(connection, "and d.id = $2", {word_of(use), device});
    look_whether_online(connection, found, now);
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

} // namespace broadcast
