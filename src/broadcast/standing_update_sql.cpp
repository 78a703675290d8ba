#include "broadcast/programme_record.hpp"
#include "broadcast/standing_update.hpp"
#include "device_protocol/messages_described.hpp"

namespace broadcast {

void put_standing_update(storage::Transaction& transaction, DeviceId device,
                         std::string_view bundle, const device_protocol::UpdateOrder& order) {
    transaction.execute("insert into standing_update (device, update_order, bundle, document) "
                        "values ($1, $2, $3, $4) on conflict (device) do update set "
                        "update_order = excluded.update_order, bundle = excluded.bundle, "
                        "document = excluded.document",
                        {device, order.order, bundle, json::write(order)});
    mark_to_check(transaction, device);
}

void remove_standing_update(storage::Transaction& transaction, DeviceId device,
                            std::string_view order) {
    const auto gone = transaction.execute(
        "delete from standing_update where device = $1 and update_order = $2", {device, order});
    if (gone > 0) {
        mark_to_check(transaction, device);
    }
}

std::optional<device_protocol::UpdateOrder> find_standing_update(storage::Connection& connection,
                                                                 DeviceId device) {
    const auto rows =
        connection.query("select document from standing_update where device = $1", {device});
    if (rows.empty()) {
        return std::nullopt;
    }
    auto order = json::read<device_protocol::UpdateOrder>(rows.front().text("document"));
    if (!order) {
        throw storage::DatabaseError(storage::DatabaseFault::programming,
                                     "a stored order of an update cannot be read");
    }
    return std::move(*order);
}

void note_program(storage::Transaction& transaction, DeviceId device, bool takes_updates,
                  std::string_view platform) {
    if (takes_updates) {
        transaction.execute("insert into device_program (device, update_order, phase, platform) "
                            "values ($1, '', '', $2) on conflict (device) do update set "
                            "platform = excluded.platform "
                            "where device_program.platform <> excluded.platform",
                            {device, platform});
    } else {
        transaction.execute("delete from device_program where device = $1", {device});
    }
}

void note_progress(storage::Transaction& transaction, DeviceId device,
                   const std::optional<device_protocol::UpdateProgress>& progress) {
    transaction.execute("update device_program set update_order = $2, phase = $3 "
                        "where device = $1 and (update_order <> $2 or phase <> $3)",
                        {device, progress ? progress->order : std::string(),
                         std::string(progress ? json::enum_text(progress->phase) : "")});
}

void note_result(storage::Transaction& transaction, DeviceId device,
                 const device_protocol::UpdateResult& result, base::Instant at) {
    transaction.execute("insert into device_update_result "
                        "(device, update_order, outcome, running, reason, at) "
                        "values ($1, $2, $3, $4, $5, $6) on conflict (device, update_order) "
                        "do nothing",
                        {device, result.order, std::string(json::enum_text(result.outcome)),
                         result.running, result.reason.value_or(""), at});
    remove_standing_update(transaction, device, result.order);
}

} // namespace broadcast
