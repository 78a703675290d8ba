#include "broadcast/device_inputs.hpp"

#include <algorithm>

namespace broadcast {

void note_input(storage::Transaction& transaction, const DeviceId& device, bool has_input) {
    transaction.execute(has_input ? "insert into device_input (device) values ($1) "
                                    "on conflict (device) do nothing"
                                  : "delete from device_input where device = $1",
                        {device});
}

std::vector<DeviceInput> list_inputs(storage::Connection& connection,
                                     const std::vector<area::AreaPath>& areas) {
    std::vector<DeviceInput> found;
    for (const storage::Row& row : connection.query(
             "select d.id, d.name, d.place, d.area from device_input i "
             "join device d on d.id = i.device where d.state = 'claimed' order by d.name, d.id",
             {})) {
        DeviceInput input{.device = row.id<DeviceId>("id"),
                          .name = row.text("name"),
                          .place = row.text("place"),
                          .area =
                              area::AreaPath::parse(row.text("area")).value_or(area::AreaPath())};
        if (std::ranges::any_of(
                areas, [&](const area::AreaPath& area) { return area.covers(input.area); })) {
            found.push_back(std::move(input));
        }
    }
    return found;
}

} // namespace broadcast
