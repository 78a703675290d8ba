#pragma once

#include "base/hash.hpp"
#include "base/id.hpp"
#include "base/instant.hpp"
#include "base/local_time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace storage {

/// Bytes that are not text: `blob` in SQLite, `bytea` in PostgreSQL.
struct Blob {
    std::string bytes;
    friend bool operator==(const Blob&, const Blob&) = default;
};

/// What a statement binds and a row holds. Booleans are stored as 0 and 1 in a `bigint` column;
/// ids, dates and hashes as text; instants as integer milliseconds. So one SQL text serves both
/// databases.
using Value = std::variant<std::monostate, std::int64_t, double, std::string, Blob>;

/// One bound parameter; made implicitly from what capabilities use.
class Parameter {
public:
    Parameter(std::nullopt_t) {}                                              // NOLINT
    Parameter(bool value) : value_(std::int64_t{value ? 1 : 0}) {}            // NOLINT
    Parameter(std::int64_t value) : value_(value) {}                          // NOLINT
    Parameter(int value) : value_(std::int64_t{value}) {}                     // NOLINT
    Parameter(unsigned value) : value_(std::int64_t{value}) {}                // NOLINT
    Parameter(double value) : value_(value) {}                                // NOLINT
    Parameter(std::string value) : value_(std::move(value)) {}                // NOLINT
    Parameter(std::string_view value) : value_(std::string(value)) {}         // NOLINT
    Parameter(const char* value) : value_(std::string(value)) {}              // NOLINT
    Parameter(Blob value) : value_(std::move(value)) {}                       // NOLINT
    Parameter(base::Instant value) : value_(value.ms) {}                      // NOLINT
    Parameter(base::LocalDate value) : value_(base::to_text(value)) {}        // NOLINT
    Parameter(base::LocalTime value) : value_(std::int64_t{value.seconds}) {} // NOLINT
    Parameter(const base::Sha256& value) : value_(base::to_text(value)) {}    // NOLINT
    template <class Tag>
    Parameter(const base::Id<Tag>& value) : value_(base::to_text(value)) {} // NOLINT
    template <class T>
    Parameter(const std::optional<T>& value) { // NOLINT
        if (value) {
            value_ = Parameter(*value).value();
        }
    }

    [[nodiscard]] const Value& value() const { return value_; }

private:
    Value value_;
};

using Parameters = std::vector<Parameter>;

} // namespace storage
