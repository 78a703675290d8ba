#include "storage/lease.hpp"

namespace storage {

namespace {

constexpr std::string_view take = R"sql(
insert into lease (name, holder, epoch, until) values ($1, $2, 1, $4)
on conflict (name) do update set
  epoch = case when lease.holder = $2 and lease.until > $3 then lease.epoch
               else lease.epoch + 1 end,
  holder = $2,
  until = $4
where lease.holder = $2 or lease.until <= $3
returning epoch)sql";
constexpr std::string_view renew = "update lease set until = $3 where name = $1 and epoch = $2";
constexpr std::string_view release = "update lease set until = 0 where name = $1 and epoch = $2";

} // namespace

std::optional<std::int64_t> take_lease(Transaction& transaction, std::string_view name,
                                       std::string_view holder, base::Instant now) {
    const Rows rows = transaction.query(take, {name, holder, now, now + lease_length});
    if (rows.empty()) {
        return std::nullopt;
    }
    return rows.front().integer("epoch");
}

bool renew_lease(Transaction& transaction, std::string_view name, std::int64_t epoch,
                 base::Instant now) {
    return transaction.execute(renew, {name, epoch, now + lease_length}) == 1;
}

void release_lease(Transaction& transaction, std::string_view name, std::int64_t epoch) {
    transaction.execute(release, {name, epoch});
}

} // namespace storage
