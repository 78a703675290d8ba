#pragma once

#include "storage/database.hpp"
#include "json/described.hpp"

#include <string>
#include <string_view>

namespace broadcast {

/// A word of a row. One that this program did not write is a broken world, not a default.
template <class Word>
[[nodiscard]] Word stored_word(const storage::Row& row, std::string_view column) {
    const auto word = json::enum_value<Word>(row.text(column));
    if (!word) {
        throw storage::DatabaseError(storage::DatabaseFault::programming,
                                     "unknown word in column " + std::string(column));
    }
    return *word;
}

} // namespace broadcast
