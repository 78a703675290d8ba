#include "storage/outbox_consumer.hpp"

#include "base/try.hpp"
#include "storage/lease.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace storage {

namespace {

constexpr std::string_view select_cursor = "select seq from outbox_cursor where consumer = $1";
constexpr std::string_view select_fresh = R"sql(
select seq, topic, entity, payload, created_at, 0 as attempts
  from outbox where topic = $1 and seq > $2 order by seq limit $3)sql";
// Only the first of each entity may be tried: the others wait behind it.
constexpr std::string_view select_due = R"sql(
select o.seq, o.topic, o.entity, o.payload, o.created_at, p.attempts
  from outbox_parked p join outbox o on o.seq = p.seq
 where p.consumer = $1 and p.dead = 0 and p.next_at <= $2
   and not exists (select 1 from outbox_parked earlier
                    where earlier.consumer = p.consumer and earlier.entity = p.entity
                      and earlier.dead = 0 and earlier.seq < p.seq)
 order by p.seq limit $3)sql";
constexpr std::string_view select_blocked =
    "select distinct entity from outbox_parked where consumer = $1 and dead = 0";
constexpr std::string_view save_cursor = R"sql(
insert into outbox_cursor (consumer, topic, seq) values ($1, $2, $3)
on conflict (consumer) do update set topic = excluded.topic, seq = excluded.seq)sql";
constexpr std::string_view insert_parked = R"sql(
insert into outbox_parked (consumer, seq, entity, attempts, next_at, last_error, dead)
values ($1, $2, $3, $4, $5, $6, $7))sql";
constexpr std::string_view update_parked = R"sql(
update outbox_parked set attempts = $3, next_at = $4, last_error = $5, dead = $6
 where consumer = $1 and seq = $2)sql";
constexpr std::string_view delete_parked =
    "delete from outbox_parked where consumer = $1 and seq = $2";

std::vector<OutboxItem> to_items(const Rows& rows) {
    std::vector<OutboxItem> items;
    for (const Row& row : rows) {
        items.push_back({.seq = row.integer("seq"),
                         .attempts = row.integer("attempts"),
                         .entry = {.topic = row.text("topic"),
                                   .entity = row.text("entity"),
                                   .payload = row.text("payload")},
                         .created_at = row.instant("created_at")});
    }
    return items;
}

} // namespace

OutboxConsumer::OutboxConsumer(Database& database, const base::Clock& clock, std::string holder,
                               ConsumerOptions options, Perform perform)
    : database_(database), clock_(clock), holder_(std::move(holder)), options_(std::move(options)),
      perform_(std::move(perform)), lease_("outbox/" + options_.name) {}

OutboxConsumer::Batch OutboxConsumer::load(Connection& connection) const {
    Batch batch;
    const Rows cursor = connection.query(select_cursor, {options_.name});
    batch.cursor = cursor.empty() ? 0 : cursor.front().integer("seq");
    batch.fresh = to_items(
        connection.query(select_fresh, {options_.topic, batch.cursor, options_.batch_max}));
    batch.due =
        to_items(connection.query(select_due, {options_.name, clock_.now(), options_.batch_max}));
    for (const Row& row : connection.query(select_blocked, {options_.name})) {
        batch.blocked.insert(row.text("entity"));
    }
    return batch;
}

base::Result<std::optional<std::int64_t>> OutboxConsumer::hold() {
    extended_at_ = clock_.now();
    return database_.write(
        [&](Transaction& transaction) -> base::Result<std::optional<std::int64_t>> {
            return take_lease(transaction, lease_, holder_, clock_.now());
        });
}

OutboxConsumer::Verdict OutboxConsumer::perform(const OutboxItem& item) const {
    const base::Result<void> outcome = perform_(item);
    if (outcome) {
        return {.item = &item, .kind = Verdict::Kind::done};
    }
    const base::Error& error = outcome.error();
    const bool dead =
        error.fault != base::Fault::unavailable && item.attempts + 1 >= options_.attempts_max;
    spdlog::log(dead ? spdlog::level::err : spdlog::level::warn,
                "outbox: {} failed on entry {} ({}), attempt {}{}: {}", options_.name, item.seq,
                item.entry.entity, item.attempts + 1, dead ? ", given up" : "", error.message.en);
    return {.item = &item,
            .kind = Verdict::Kind::failed,
            .dead = dead,
            .error = error.code + ": " + error.message.en};
}

base::Instant OutboxConsumer::next_try(std::int64_t attempts) const {
    const auto doublings = std::min<std::int64_t>(attempts, 20);
    return clock_.now() +
           std::min(options_.first_retry * (std::int64_t{1} << doublings), options_.longest_retry);
}

void OutboxConsumer::save_fresh(Transaction& transaction, const Verdict& verdict) const {
    const OutboxItem& item = *verdict.item;
    if (verdict.kind == Verdict::Kind::done) {
        return;
    }
    const bool failed = verdict.kind == Verdict::Kind::failed;
    transaction.execute(insert_parked,
                        {options_.name, item.seq, item.entry.entity, failed ? 1 : 0,
                         failed ? next_try(0) : clock_.now(), verdict.error, verdict.dead});
}

void OutboxConsumer::save_due(Transaction& transaction, const Verdict& verdict) const {
    const OutboxItem& item = *verdict.item;
    if (verdict.kind == Verdict::Kind::done) {
        transaction.execute(delete_parked, {options_.name, item.seq});
        return;
    }
    transaction.execute(update_parked, {options_.name, item.seq, item.attempts + 1,
                                        next_try(item.attempts), verdict.error, verdict.dead});
}

base::Result<bool> OutboxConsumer::still_holds(std::int64_t epoch) {
    if (clock_.now() - extended_at_ < lease_length / 3) {
        return true;
    }
    extended_at_ = clock_.now();
    return database_.write([&](Transaction& transaction) -> base::Result<bool> {
        return renew_lease(transaction, lease_, epoch, clock_.now());
    });
}

base::Result<bool> OutboxConsumer::perform_all(Batch& batch, std::int64_t epoch,
                                               std::vector<Verdict>& due,
                                               std::vector<Verdict>& fresh) {
    for (const OutboxItem& item : batch.due) {
        TRY_ASSIGN(const bool held, still_holds(epoch));
        if (!held) {
            return false;
        }
        due.push_back(perform(item));
    }
    for (const OutboxItem& item : batch.fresh) {
        if (batch.blocked.contains(item.entry.entity)) {
            fresh.push_back({.item = &item, .kind = Verdict::Kind::waits});
            continue;
        }
        TRY_ASSIGN(const bool held, still_holds(epoch));
        if (!held) {
            return false;
        }
        fresh.push_back(perform(item));
        if (fresh.back().kind == Verdict::Kind::failed && !fresh.back().dead) {
            batch.blocked.insert(item.entry.entity);
        }
    }
    return true;
}

base::Result<std::size_t> OutboxConsumer::run_once() {
    // A look first, because taking the lease is a write and mostly there is nothing to do.
    TRY_ASSIGN(const Batch first,
               database_.read([&](Connection& connection) -> base::Result<Batch> {
                   return load(connection);
               }));
    if (first.fresh.empty() && first.due.empty()) {
        return 0;
    }
    TRY_ASSIGN(const auto epoch, hold());
    if (!epoch) {
        return 0;
    }
    TRY_ASSIGN(Batch batch, database_.read([&](Connection& connection) -> base::Result<Batch> {
        return load(connection);
    }));
    std::vector<Verdict> due;
    std::vector<Verdict> fresh;
    TRY_ASSIGN(const bool held, perform_all(batch, *epoch, due, fresh));
    if (!held) {
        return 0;
    }
    return database_.write([&](Transaction& transaction) -> base::Result<std::size_t> {
        if (!renew_lease(transaction, lease_, *epoch, clock_.now())) {
            return 0; // another server has taken over and performs the batch again
        }
        for (const Verdict& verdict : due) {
            save_due(transaction, verdict);
        }
        for (const Verdict& verdict : fresh) {
            save_fresh(transaction, verdict);
        }
        if (!batch.fresh.empty()) {
            transaction.execute(save_cursor,
                                {options_.name, options_.topic, batch.fresh.back().seq});
        }
        return due.size() + fresh.size();
    });
}

} // namespace storage
