#include "storage/sequencer.hpp"

#include "base/try.hpp"
#include "storage/lease.hpp"
#include "storage/outbox.hpp"

namespace storage {

namespace {

constexpr std::string_view lease_name = "outbox.sequencer";
constexpr std::string_view select_waiting = "select id from outbox where seq is null limit 1";
constexpr std::string_view select_last =
    "select last_seq from outbox_sequence where name = 'outbox'";
constexpr std::string_view number_batch = R"sql(
with numbered as (
  select waiting.id, row_number() over (order by waiting.id) as place
    from (select id from outbox where seq is null order by id limit $2) as waiting)
update outbox set seq = $1 + numbered.place
  from numbered
 where outbox.id = numbered.id and outbox.seq is null)sql";
constexpr std::string_view update_last =
    "update outbox_sequence set last_seq = $1 where name = 'outbox'";

} // namespace

base::Result<Sequencer::Outcome> Sequencer::run_once() {
    TRY_ASSIGN(const bool waiting, database_.read([](Connection& connection) -> base::Result<bool> {
        return !connection.query(select_waiting, {}).empty();
    }));
    if (!waiting) {
        return Outcome::idle;
    }
    return database_.write([&](Transaction& transaction) -> base::Result<Outcome> {
        if (!take_lease(transaction, lease_name, holder_, clock_.now())) {
            return Outcome::held_by_peer;
        }
        const std::int64_t last = transaction.query(select_last, {}).front().integer("last_seq");
        const std::int64_t numbered = transaction.execute(number_batch, {last, batch_max});
        transaction.execute(update_last, {last + numbered});
        return numbered == 0 ? Outcome::idle : Outcome::numbered;
    });
}

base::Result<std::int64_t> Sequencer::trim() {
    return database_.write([&](Transaction& transaction) -> base::Result<std::int64_t> {
        return trim_outbox(transaction, clock_.now() - outbox_kept);
    });
}

} // namespace storage
