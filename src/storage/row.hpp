#pragma once

#include "storage/value.hpp"

#include <memory>
#include <string_view>
#include <vector>

namespace storage {

/// The names of a result's columns, shared by its rows.
using Columns = std::vector<std::string>;

/// One row of a result. Access is by column name; a missing column, a wrong type, an integer out of
/// range or an unexpected NULL throws DatabaseError (a broken world: schema and code disagree).
class Row {
public:
    Row(std::shared_ptr<const Columns> columns, std::vector<Value> values)
        : columns_(std::move(columns)), values_(std::move(values)) {}

    [[nodiscard]] std::int64_t integer(std::string_view column) const;
    [[nodiscard]] bool boolean(std::string_view column) const;
    [[nodiscard]] double number(std::string_view column) const;
    [[nodiscard]] std::string text(std::string_view column) const;
    [[nodiscard]] Blob blob(std::string_view column) const;
    [[nodiscard]] base::Instant instant(std::string_view column) const;
    [[nodiscard]] base::LocalDate date(std::string_view column) const;
    [[nodiscard]] base::LocalTime time(std::string_view column) const;
    [[nodiscard]] base::Sha256 sha256(std::string_view column) const;
    [[nodiscard]] bool is_null(std::string_view column) const;

    template <class IdType>
    [[nodiscard]] IdType id(std::string_view column) const {
        return IdType{uuid(column)};
    }
    template <class IdType>
    [[nodiscard]] std::optional<IdType> optional_id(std::string_view column) const {
        return is_null(column) ? std::nullopt : std::optional<IdType>(IdType{uuid(column)});
    }
    [[nodiscard]] std::optional<std::string> optional_text(std::string_view column) const {
        return is_null(column) ? std::nullopt : std::optional<std::string>(text(column));
    }
    [[nodiscard]] std::optional<std::int64_t> optional_integer(std::string_view column) const {
        return is_null(column) ? std::nullopt : std::optional<std::int64_t>(integer(column));
    }
    [[nodiscard]] std::optional<base::Instant> optional_instant(std::string_view column) const {
        return is_null(column) ? std::nullopt : std::optional<base::Instant>(instant(column));
    }

private:
    [[nodiscard]] const Value& value(std::string_view column) const;
    [[nodiscard]] base::Uuid uuid(std::string_view column) const;

    std::shared_ptr<const Columns> columns_;
    std::vector<Value> values_;
};

using Rows = std::vector<Row>;

} // namespace storage
