#include "broadcast/send_commands.hpp"

#include "base/try.hpp"
#include "broadcast/delivery_record.hpp"
#include "broadcast/sign.hpp"
#include "device_protocol/topics.hpp"
#include "devices/live_events.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <spdlog/spdlog.h>

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

mqtt::Message group_message(const GroupSending& sending) {
    return {.topic = device_protocol::group_command_topic(sending.group),
            .payload = sending.envelope,
            .qos = mqtt::Qos::at_least_once};
}

/// The same command for this device alone: its id is the same, so whoever has it already says
/// `duplicate`.
base::Result<std::string> address_alone(BroadcastDesk& desk, storage::Transaction& transaction,
                                        const DeliveryRow& row) {
    const auto sending = find_group_sending(transaction, row.subject, row.sent_with);
    const std::string signed_once = row.envelope ? *row.envelope : sending ? sending->envelope : "";
    TRY_ASSIGN(auto opened,
               device_protocol::open_command(signed_once, desk.signers.past_and_present()));
    opened.message.target = {.device = base::to_text(row.delivery.device)};
    opened.message.seq = take_sequence(transaction, 1);
    return sign(desk, opened.message);
}

/// Signed for this device, with a key that it still believes. Envelopes are our own, so that the
/// name of the key stands in them as text.
bool may_leave(const DeliveryRow& row, const keys::KeySet& trusted) {
    return row.envelope && std::ranges::any_of(trusted.issuers, [&](const auto& issuer) {
               return row.envelope->find("\"" + issuer.keyid + "\"") != std::string::npos;
           });
}

/// Signs those that went with a group so far, and those signed with a key that was stolen since.
/// What cannot be signed is not sent again, nor what was answered while this waited for its turn to
/// write.
base::Result<void> sign_alone(BroadcastDesk& desk, Rows& rows) {
    const keys::KeySet trusted = desk.signers.key_set();
    const auto leaves = [&](const DeliveryRow& row) { return may_leave(row, trusted); };
    if (std::ranges::all_of(rows, leaves)) {
        return {};
    }
    TRY(desk.database.write([&](storage::Transaction& transaction) -> base::Result<void> {
        for (DeliveryRow& row : rows) {
            const auto present = find_delivery(transaction, row.subject, row.delivery.device);
            if (!present || !present->delivery.send_at) {
                row.envelope.reset();
                continue;
            }
            if (leaves(row)) {
                continue;
            }
            auto envelope = address_alone(desk, transaction, row);
            if (envelope) {
                row.envelope = std::move(*envelope);
                save_envelope(transaction, row);
            } else {
                spdlog::error("command {} is not sent again: {}", row.subject,
                              envelope.error().message.en);
                row.envelope.reset();
                row.delivery.send_at.reset();
                save_delivery(transaction, row.subject, row.delivery);
            }
        }
        return {};
    }));
    std::erase_if(rows, [](const DeliveryRow& row) { return !row.envelope; });
    return {};
}

std::set<std::string> subjects_of(const Rows& rows) {
    std::set<std::string> subjects;
    for (const DeliveryRow& row : rows) {
        subjects.insert(row.subject);
    }
    return subjects;
}

using Tellings = std::set<std::pair<std::string, area::AreaPath>>;

/// The run behind a delivery, for hints to browsers; commands without one are told by nobody else.
void note_run(storage::Connection& connection, const std::string& subject, Tellings& tellings) {
    for (const auto& row :
         connection.query("select id, area from run where id = $1 or command = $1", {subject})) {
        tellings.emplace(row.text("id"),
                         area::AreaPath::parse(row.text("area")).value_or(area::AreaPath()));
    }
}

void tell(BroadcastDesk& desk, const Tellings& tellings) {
    for (const auto& [run, area] : tellings) {
        devices::tell_run_changed(desk.events, run, area);
    }
}

} // namespace

base::Result<std::size_t> send_to_groups(BroadcastDesk& desk, mqtt::Client& client) {
    const base::Instant now = desk.clock.now();
    using Sendings = std::vector<GroupSending>;
    TRY_ASSIGN(Sendings due,
               desk.database.read([&](storage::Connection& connection) -> base::Result<Sendings> {
                   return group_sendings_due(connection, now, commands_per_step);
               }));
    const auto refused = std::ranges::find_if_not(due, [&](const GroupSending& sending) {
        return client.publish(group_message(sending)).has_value();
    });
    due.erase(refused, due.end());
    if (due.empty()) {
        return std::size_t{0};
    }
    Tellings tellings;
    TRY(desk.database.write([&](storage::Transaction& transaction) -> base::Result<void> {
        for (const GroupSending& sending : due) {
            mark_group_sent(transaction, sending, now);
            note_run(transaction, sending.subject, tellings);
        }
        return {};
    }));
    tell(desk, tellings);
    return due.size();
}

base::Result<std::size_t> send_commands(BroadcastDesk& desk, mqtt::Client& client,
                                        base::Instant heard_until) {
    const base::Instant now = desk.clock.now();
    TRY_ASSIGN(Rows due,
               desk.database.read([&](storage::Connection& connection) -> base::Result<Rows> {
                   return deliveries_to_send(connection, now, heard_until, commands_per_step);
               }));
    std::erase_if(due, [&](const DeliveryRow& row) { return row.delivery.expires_at <= now; });
    TRY(sign_alone(desk, due));
    due.resize(publish_all(client, due));
    if (due.empty()) {
        return std::size_t{0};
    }
    Tellings tellings;
    TRY(desk.database.write([&](storage::Transaction& transaction) -> base::Result<void> {
        for (const DeliveryRow& row : due) {
            // An acknowledgement may have come between the publish and now.
            const auto present = find_delivery(transaction, row.subject, row.delivery.device);
            if (present) {
                save_delivery(transaction, row.subject, on_sent(present->delivery, now));
            }
        }
        for (const std::string& subject : subjects_of(due)) {
            note_run(transaction, subject, tellings);
        }
        return {};
    }));
    tell(desk, tellings);
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
    Tellings tellings;
    TRY(desk.database.write([&](storage::Transaction& transaction) -> base::Result<void> {
        for (const DeliveryRow& row : due) {
            const auto present = find_delivery(transaction, row.subject, row.delivery.device);
            if (present) {
                const Errand errand = present->is_command ? Errand::command : Errand::planned_run;
                save_delivery(transaction, row.subject, on_time(present->delivery, errand, now));
            }
        }
        for (const std::string& subject : subjects_of(due)) {
            note_run(transaction, subject, tellings);
        }
        return {};
    }));
    tell(desk, tellings);
    return due.size();
}

} // namespace broadcast
