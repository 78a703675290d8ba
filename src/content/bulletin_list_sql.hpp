#pragma once

#include "content/bulletin_search.hpp"
#include "storage/database.hpp"

namespace content {

/// The documents of a page of the list: newest first, or by rank when words are searched. Throws
/// storage::DatabaseError.
[[nodiscard]] std::vector<std::string> list_documents(storage::Connection& connection,
                                                      const BulletinFilter& filter);

/// Brings the index of the archive up to the bulletin, which has been written before in the same
/// transaction.
void index_bulletin(storage::Transaction& transaction, const Bulletin& bulletin);

} // namespace content
