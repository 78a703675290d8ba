#include "storage/many_rows.hpp"

#include "base/ensure.hpp"

namespace storage {

std::string value_rows(std::size_t rows, std::size_t columns) {
    std::string text;
    std::size_t number = 0;
    for (std::size_t row = 0; row < rows; ++row) {
        text += row == 0 ? "(" : ", (";
        for (std::size_t column = 0; column < columns; ++column) {
            text += (column == 0 ? "$" : ", $") + std::to_string(++number);
        }
        text += ")";
    }
    return text;
}

ManyRowsSql::ManyRowsSql(std::string_view before, std::size_t columns, std::string_view after) {
    for (std::size_t i = 0; i < texts_.size(); ++i) {
        texts_[i] = std::string(before) + value_rows(rows_in_one_statement[i], columns) +
                    std::string(after);
    }
}

const std::string& ManyRowsSql::text(std::size_t rows) const {
    const auto* found = std::ranges::find(rows_in_one_statement, rows);
    ENSURE(found != rows_in_one_statement.end());
    return texts_[static_cast<std::size_t>(found - rows_in_one_statement.begin())];
}

} // namespace storage
