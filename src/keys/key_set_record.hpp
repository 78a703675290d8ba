#pragma once

#include "keys/key_plan.hpp"
#include "storage/database.hpp"

#include <optional>
#include <string>
#include <vector>

/// Rows of the sets of keys. A set is never changed and never removed: a device that comes back
/// after years follows the chain from where it was.
namespace keys {

struct StoredSet {
    KeySet set;
    std::string envelope; ///< as devices get it
    std::string made_by;  ///< display name, kept as it was then
    std::string reason;
};

/// False when there is a set of this version already: somebody else was faster.
[[nodiscard]] bool insert_key_set(storage::Transaction& transaction, const StoredSet& stored);
/// Those after `version`, ascending.
[[nodiscard]] std::vector<StoredSet> list_key_sets(storage::Connection& connection,
                                                   std::int64_t after, std::int64_t limit);
/// All of them, oldest first.
[[nodiscard]] std::vector<StoredSet> list_key_sets(storage::Connection& connection);

} // namespace keys
