#include "media/upload_store.hpp"

namespace media {

void insert_upload(storage::Transaction& transaction, const Upload& upload) {
    transaction.execute("insert into upload (id, area, name, size_bytes, created_by, created_at, "
                        "expires_at, completed) "
                        "values ($1, $2, $3, $4, $5, $6, $7, 0)",
                        {upload.id, area::to_text(upload.area), upload.name, upload.size_bytes,
                         upload.created_by, upload.created_at, upload.expires_at});
}

std::optional<Upload> find_upload(storage::Connection& connection, const UploadId& id) {
    const storage::Rows rows = connection.query(
        "select area, name, size_bytes, created_by, created_at, expires_at, completed "
        "from upload where id = $1",
        {id});
    if (rows.empty()) {
        return std::nullopt;
    }
    const storage::Row& row = rows.front();
    auto area = area::AreaPath::parse(row.text("area"));
    if (!area) {
        throw storage::DatabaseError(storage::DatabaseFault::programming, "upload.area");
    }
    return Upload{.id = id,
                  .area = *area,
                  .name = row.text("name"),
                  .size_bytes = row.integer("size_bytes"),
                  .created_by = row.id<rights::UserId>("created_by"),
                  .created_at = row.instant("created_at"),
                  .expires_at = row.instant("expires_at"),
                  .completed = row.boolean("completed")};
}

std::int64_t count_open_uploads(storage::Connection& connection, const rights::UserId& user) {
    return connection
        .query("select count(*) as n from upload where created_by = $1 and completed = 0", {user})
        .front()
        .integer("n");
}

void mark_upload_completed(storage::Transaction& transaction, const UploadId& id) {
    transaction.execute("update upload set completed = 1 where id = $1", {id});
}

void delete_upload(storage::Transaction& transaction, const UploadId& id) {
    transaction.execute("delete from upload where id = $1", {id});
}

std::vector<UploadId> list_expired_uploads(storage::Connection& connection, base::Instant now,
                                           std::int64_t limit) {
    std::vector<UploadId> ids;
    for (const storage::Row& row : connection.query(
             "select id from upload where expires_at <= $1 order by expires_at, id limit $2",
             {now, limit})) {
        ids.push_back(row.id<UploadId>("id"));
    }
    return ids;
}

} // namespace media
