#include "storage/row.hpp"

#include "storage/database.hpp"

#include <algorithm>
#include <limits>

namespace storage {

namespace {

[[noreturn]] void wrong(std::string_view column, std::string_view why) {
    throw DatabaseError(DatabaseFault::programming,
                        "column '" + std::string(column) + "': " + std::string(why));
}

template <class T>
const T& expect(const Value& value, std::string_view column, std::string_view why) {
    const auto* found = std::get_if<T>(&value);
    if (found == nullptr) {
        wrong(column, std::holds_alternative<std::monostate>(value) ? "unexpected NULL" : why);
    }
    return *found;
}

template <class T>
T expect_parsed(base::Result<T> parsed, std::string_view column, std::string_view why) {
    if (!parsed) {
        wrong(column, why);
    }
    return *std::move(parsed);
}

} // namespace

const Value& Row::value(std::string_view column) const {
    const auto found = std::ranges::find(*columns_, column);
    if (found == columns_->end()) {
        wrong(column, "is not in the result");
    }
    return values_[static_cast<std::size_t>(found - columns_->begin())];
}

std::int64_t Row::integer(std::string_view column) const {
    return expect<std::int64_t>(value(column), column, "is not an integer");
}

bool Row::boolean(std::string_view column) const {
    const std::int64_t number = integer(column);
    if (number != 0 && number != 1) {
        wrong(column, "is not 0 or 1");
    }
    return number == 1;
}

double Row::number(std::string_view column) const {
    const Value& found = value(column);
    if (const auto* integral = std::get_if<std::int64_t>(&found)) {
        return static_cast<double>(*integral);
    }
    return expect<double>(found, column, "is not a number");
}

std::string Row::text(std::string_view column) const {
    return expect<std::string>(value(column), column, "is not a text");
}

Blob Row::blob(std::string_view column) const {
    return expect<Blob>(value(column), column, "is not a blob");
}

base::Instant Row::instant(std::string_view column) const {
    return {integer(column)};
}

base::LocalDate Row::date(std::string_view column) const {
    return expect_parsed(base::parse_date(text(column)), column, "is not a date");
}

base::LocalTime Row::time(std::string_view column) const {
    const std::int64_t seconds = integer(column);
    if (seconds < 0 || seconds > 86'400) {
        wrong(column, "is not a time of day");
    }
    return {static_cast<std::int32_t>(seconds)};
}

base::Sha256 Row::sha256(std::string_view column) const {
    return expect_parsed(base::parse_sha256(text(column)), column, "is not a SHA-256");
}

bool Row::is_null(std::string_view column) const {
    return std::holds_alternative<std::monostate>(value(column));
}

base::Uuid Row::uuid(std::string_view column) const {
    return expect_parsed(base::parse_uuid(text(column)), column, "is not a UUID");
}

} // namespace storage
