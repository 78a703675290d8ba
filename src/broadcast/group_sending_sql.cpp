#include "broadcast/delivery_record.hpp"

namespace broadcast {

namespace {

constexpr std::string_view sending_columns =
    "select subject, device_group, envelope, expires_at, send_at from group_sending ";

GroupSending read_sending(const storage::Row& row) {
    return {.subject = row.text("subject"),
            .group = row.text("device_group"),
            .envelope = row.text("envelope"),
            .expires_at = row.instant("expires_at"),
            .send_at = row.optional_instant("send_at")};
}

} // namespace

void save_envelope(storage::Transaction& transaction, const DeliveryRow& row) {
    transaction.execute("update delivery set envelope = $3 where subject = $1 and device = $2",
                        {row.subject, row.delivery.device, row.envelope});
}

void insert_group_sending(storage::Transaction& transaction, const GroupSending& sending) {
    transaction.execute(
        "insert into group_sending (subject, device_group, envelope, expires_at, "
        "send_at) values ($1, $2, $3, $4, $5)",
        {sending.subject, sending.group, sending.envelope, sending.expires_at, sending.send_at});
}

std::vector<GroupSending> group_sendings_due(storage::Connection& connection, base::Instant now,
                                             std::size_t limit) {
    std::vector<GroupSending> due;
    for (const storage::Row& row :
         connection.query(std::string(sending_columns) +
                              "where send_at is not null and send_at <= $1 and expires_at > $1 "
                              "order by send_at, subject, device_group limit $2",
                          {now, static_cast<std::int64_t>(limit)})) {
        due.push_back(read_sending(row));
    }
    return due;
}

std::optional<GroupSending> find_group_sending(storage::Connection& connection,
                                               std::string_view subject, std::string_view group) {
    const auto rows =
        connection.query(std::string(sending_columns) + "where subject = $1 and device_group = $2",
                         {subject, group});
    return rows.empty() ? std::nullopt : std::optional<GroupSending>(read_sending(rows.front()));
}

void mark_group_sent(storage::Transaction& transaction, const GroupSending& sending,
                     base::Instant now) {
    transaction.execute("update group_sending set send_at = null "
                        "where subject = $1 and device_group = $2",
                        {sending.subject, sending.group});
    // As on_sent does for one: the silent ones get it again by their own topic.
    transaction.execute("update delivery set state = 'sent', sent_at = $3, sends = 1, send_at = $4 "
                        "where subject = $1 and sent_with = $2 and state = 'planned' and "
                        "send_at is null",
                        {sending.subject, sending.group, now, now + second_send_after});
}

void recall_command(storage::Transaction& transaction, std::string_view subject,
                    base::Instant now) {
    transaction.execute("update group_sending set send_at = null where subject = $1", {subject});
    transaction.execute(
        "update delivery set state = 'expired', code = $3, expires_at = $2, "
        "send_at = null where subject = $1 and is_command = 1 and "
        "state in ('planned', 'sent', 'silent') and received_at is null and expires_at > $2",
        {subject, now, recalled_code});
}

} // namespace broadcast
