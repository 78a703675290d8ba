#include "device_protocol/messages_json.hpp"
#include "keys/key_set_record.hpp"

#include <limits>

namespace keys {

namespace {

constexpr std::string_view insert_sql = R"sql(
insert into key_set (version, content, envelope, made_by, reason) values ($1, $2, $3, $4, $5)
on conflict (version) do nothing)sql";
constexpr std::string_view list_sql = R"sql(
select content, envelope, made_by, reason from key_set where version > $1 order by version
limit $2)sql";

} // namespace

bool insert_key_set(storage::Transaction& transaction, const StoredSet& stored) {
    return transaction.execute(insert_sql,
                               {stored.set.version, device_protocol::write_message(stored.set),
                                stored.envelope, stored.made_by, stored.reason}) == 1;
}

std::vector<StoredSet> list_key_sets(storage::Connection& connection, std::int64_t after,
                                     std::int64_t limit) {
    std::vector<StoredSet> found;
    for (const storage::Row& row : connection.query(list_sql, {after, limit})) {
        auto set = device_protocol::read_message<KeySet>(row.text("content"));
        if (!set) {
            throw storage::DatabaseError(storage::DatabaseFault::programming,
                                         "a stored key set cannot be read");
        }
        found.push_back({.set = std::move(*set),
                         .envelope = row.text("envelope"),
                         .made_by = row.text("made_by"),
                         .reason = row.text("reason")});
    }
    return found;
}

std::vector<StoredSet> list_key_sets(storage::Connection& connection) {
    return list_key_sets(connection, 0, std::numeric_limits<std::int64_t>::max());
}

} // namespace keys
