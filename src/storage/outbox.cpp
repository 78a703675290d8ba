#include "storage/outbox.hpp"

namespace storage {

namespace {

constexpr std::string_view insert_entry =
    "insert into outbox (topic, entity, payload, created_at) values ($1, $2, $3, $4)";
const std::string select_parked = R"sql(
select p.consumer, p.seq, o.topic, p.entity, o.payload, o.created_at, p.attempts, p.next_at,
       p.last_error, p.dead
  from outbox_parked p join outbox o on o.seq = p.seq )sql";
constexpr std::string_view in_order = R"sql(
 where p.seq > $1 and p.dead >= $2
 order by p.seq, p.consumer
 limit $3)sql";
constexpr std::string_view select_status = R"sql(
select (select count(*) from outbox where seq is null) as unnumbered,
       (select count(*) from outbox_parked where dead = 0) as parked,
       (select count(*) from outbox_parked where dead = 1) as dead)sql";
constexpr std::string_view revive_parked = R"sql(
update outbox_parked set dead = 0, next_at = $3
 where consumer = $1 and seq = $2)sql";
constexpr std::string_view delete_dead =
    "delete from outbox_parked where consumer = $1 and seq = $2 and dead = 1";
constexpr std::string_view delete_passed = R"sql(
delete from outbox
 where seq is not null and created_at < $1
   and not exists (select 1 from outbox_parked p where p.seq = outbox.seq)
   and not exists (select 1 from outbox_cursor c
                    where c.topic = outbox.topic and c.seq < outbox.seq))sql";

ParkedEntry read_parked(const Row& row) {
    return {.consumer = row.text("consumer"),
            .seq = row.integer("seq"),
            .entry = {.topic = row.text("topic"),
                      .entity = row.text("entity"),
                      .payload = row.text("payload")},
            .created_at = row.instant("created_at"),
            .attempts = row.integer("attempts"),
            .next_at = row.instant("next_at"),
            .last_error = row.text("last_error"),
            .dead = row.boolean("dead")};
}

} // namespace

void append_outbox(Transaction& transaction, const OutboxEntry& entry, base::Instant now) {
    transaction.execute(insert_entry, {entry.topic, entry.entity, entry.payload, now});
    transaction.mark_outbox();
}

std::vector<ParkedEntry> list_parked(Connection& connection, const ParkedFilter& filter) {
    std::vector<ParkedEntry> found;
    for (const Row& row :
         connection.query(select_parked + std::string(in_order),
                          {filter.after_seq, filter.dead_only ? 1 : 0, filter.limit})) {
        found.push_back(read_parked(row));
    }
    return found;
}

std::optional<ParkedEntry> find_parked(Connection& connection, std::string_view consumer,
                                       std::int64_t seq) {
    const auto rows =
        connection.query(select_parked + "where p.consumer = $1 and p.seq = $2", {consumer, seq});
    return rows.empty() ? std::nullopt : std::optional(read_parked(rows.front()));
}

OutboxStatus outbox_status(Connection& connection) {
    const Row row = connection.query(select_status, {}).front();
    return {.unnumbered = row.integer("unnumbered"),
            .parked = row.integer("parked"),
            .dead = row.integer("dead")};
}

bool retry_parked(Transaction& transaction, std::string_view consumer, std::int64_t seq,
                  base::Instant now) {
    return transaction.execute(revive_parked, {consumer, seq, now}) == 1;
}

bool discard_parked(Transaction& transaction, std::string_view consumer, std::int64_t seq) {
    return transaction.execute(delete_dead, {consumer, seq}) == 1;
}

std::int64_t trim_outbox(Transaction& transaction, base::Instant older_than) {
    return transaction.execute(delete_passed, {older_than});
}

} // namespace storage
