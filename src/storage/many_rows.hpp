#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

/// One statement for many rows: over a network each statement costs a journey. The number of rows
/// is always one of a few, so that the texts stay prepared.
namespace storage {

inline constexpr std::array<std::size_t, 4> rows_in_one_statement{32, 8, 2, 1};

/// `($1, $2), ($3, $4)` for two rows of two columns; rows of one column fit behind `in` too.
[[nodiscard]] std::string value_rows(std::size_t rows, std::size_t columns);

/// The same statement for each number of rows.
class ManyRowsSql {
public:
    /// `before` rows of `columns` parameters `after`.
    ManyRowsSql(std::string_view before, std::size_t columns, std::string_view after);
    /// For one of rows_in_one_statement.
    [[nodiscard]] const std::string& text(std::size_t rows) const;

private:
    std::array<std::string, rows_in_one_statement.size()> texts_;
};

/// Calls `each` with portions of rows_in_one_statement, in order, until all had their turn.
template <class Item, class Each>
void in_portions(std::span<const Item> items, Each each) {
    while (!items.empty()) {
        const auto* size = std::ranges::find_if(
            rows_in_one_statement, [&](std::size_t rows) { return rows <= items.size(); });
        each(items.first(*size));
        items = items.subspan(*size);
    }
}

} // namespace storage
