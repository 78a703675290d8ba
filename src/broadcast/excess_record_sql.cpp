#include "broadcast/excess_record.hpp"

namespace broadcast {

namespace {

constexpr std::string_view put_sql = R"sql(
insert into device_excess (device, began_at, last_at, messages)
select d.id, cast($2 as bigint), cast($3 as bigint), cast($4 as bigint) from device d
where d.id = $1 and d.state = 'claimed'
on conflict (device) do update set began_at = excluded.began_at, last_at = excluded.last_at,
  messages = excluded.messages)sql";

} // namespace

void put_excesses(storage::Transaction& transaction, const std::vector<Excess>& excesses) {
    for (const Excess& excess : excesses) {
        transaction.execute(put_sql,
                            {excess.device, excess.began_at, excess.last_at, excess.messages});
    }
}

std::optional<Excess> find_excess(storage::Connection& connection, DeviceId device) {
    const auto rows = connection.query(
        "select began_at, last_at, messages from device_excess where device = $1", {device});
    if (rows.empty()) {
        return std::nullopt;
    }
    const storage::Row& row = rows.front();
    return Excess{.device = device,
                  .began_at = row.instant("began_at"),
                  .last_at = row.instant("last_at"),
                  .messages = row.integer("messages")};
}

} // namespace broadcast
