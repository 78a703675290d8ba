#pragma once

#include "media/upload_desk.hpp"

namespace media {

void insert_upload(storage::Transaction& transaction, const Upload& upload);
[[nodiscard]] std::optional<Upload> find_upload(storage::Connection& connection,
                                                const UploadId& id);
[[nodiscard]] std::int64_t count_open_uploads(storage::Connection& connection,
                                              const rights::UserId& user);
void mark_upload_completed(storage::Transaction& transaction, const UploadId& id);
void delete_upload(storage::Transaction& transaction, const UploadId& id);
[[nodiscard]] std::vector<UploadId> list_expired_uploads(storage::Connection& connection,
                                                         base::Instant now, std::int64_t limit);

} // namespace media
