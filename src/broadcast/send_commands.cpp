#include "broadcast/send_commands.hpp"

#include "base/try.hpp"
#include "broadcast/delivery_record.hpp"
#include "device_protocol/topics.hpp"
#include "devices/tell_changes.hpp"
#include "http/event_hub.hpp"

#include <set>

namespace broadcast {

namespace {

using Rows = std::vector<DeliveryRow>;

/// Publishes as long as the broker takes messages; returns how many it took.
std::size_t publish_all(mqtt::Client& client, const Rows& rows) {
    std::size_t count = 0;
    for (const DeliveryRow& row : rows) {
        const auto given =
            client.publish({.topic = device_protocol::device_topic(
                                base::to_text(row.delivery.device), device_protocol::Channel::cmd),
                            .payload = row.envelope.value_or(""),
                            .qos = mqtt::Qos::at_least_once});
        if (!given) {
            break;
        }
        ++count;
    }
    return count;
}

/// The run of a command's deliveries, or of a planned run itself; for hints to browsers.
void tell_subjects(BroadcastDesk& desk, const std::set<std::string>& subjects) {
    for (const std::string& subject : subjects) {
        desk.events.publish(devices::live_channel, "delivery.changed",
                            "{\"subject\":\"" + subject + "\"}");
    }
}

} // namespace

base::Result<std::size_t> send_commands(BroadcastDesk& desk, mqtt::Client& client) {
    const base::Instant now = desk.clock.now();
    TRY_ASSIGN(Rows due,
               desk.database.read([&](storage::Connection& connection) -> base::Result<Rows> {
                   return deliveries_to_send(connection, now, commands_per_step);
               }));
    std::erase_if(due, [&](const DeliveryRow& row) { return row.delivery.expires_at <= now; });
    due.resize(publish_all(client, due));
    if (due.empty()) {
        return std::size_t{0};
    }
    std::set<std::string> subjects;
    TRY(desk.database.write([&](storage::Transaction& transaction) -> base::Result<void> {
        for (const DeliveryRow& row : due) {
            // An acknowledgement may have come between the publish and now.
            const auto present = find_delivery(transaction, row.subject, row.delivery.device);
            if (present) {
                save_delivery(transaction, row.subject, on_sent(present->delivery, now));
            }
            subjects.insert(row.subject);
        }
        return {};
    }));
    tell_subjects(desk, subjects);
    return due.size();
}

base::Result<std::size_t> let_time_pass(BroadcastDesk& desk) {
    const base::Instant now = desk.clock.now();
    TRY_ASSIGN(const Rows due,
               desk.database.read([&](storage::Connection& connection) -> base::Result<Rows> {
                   return deliveries_past(connection, now, commands_per_step);
               }));
    if (due.empty()) {
        return std::size_t{0};
    }
    std::set<std::string> subjects;
    TRY(desk.database.write([&](storage::Transaction& transaction) -> base::Result<void> {
        for (const DeliveryRow& row : due) {
            const auto present = find_delivery(transaction, row.subject, row.delivery.device);
            if (present) {
                const Errand errand = present->envelope ? Errand::command : Errand::planned_run;
                save_delivery(transaction, row.subject, on_time(present->delivery, errand, now));
            }
            subjects.insert(row.subject);
        }
        return {};
    }));
    tell_subjects(desk, subjects);
    return due.size();
}

} // namespace broadcast
