#pragma once

#include "content/bulletin_search.hpp"
#include "storage/database.hpp"

namespace content {

/// The documents of a page of the list: newest first, or by rank when words are searched. Throws
/// storage::DatabaseError.
[[nodiscard]] std::vector<std::string> list_documents(storage::Connection& connection,
                                                      const BulletinFilter& filter);

struct ListStatement {
    std::string sql;
    storage::Parameters parameters;
};
/// What is asked for the first page of a list without words, so that a test can look at its plan.
[[nodiscard]] ListStatement first_page(storage::Connection& connection,
                                       const BulletinFilter& filter);

/// The places it is offered to, as the column `offered_to` keeps them: `<91><92/31012>`.
[[nodiscard]] std::string offered_column(const Bulletin& bulletin);

/// Brings the index of the archive up to the bulletin, which has been written before in the same
/// transaction.
void index_bulletin(storage::Transaction& transaction, const Bulletin& bulletin);

} // namespace content
