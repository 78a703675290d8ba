#pragma once

#include "json/described_reader.hpp"
#include "json/described_writer.hpp"
#include "json/parse.hpp"

/// Described structs to and from JSON. Include it in `*_json.cpp` and `*_routes.cpp` only: it costs
/// compile time.
///
/// bool, integers, double, std::string: the same; integers are range-checked, text is UTF-8.
/// base::Id, base::Sha256, LocalDate, LocalTime: text. base::Instant: integer milliseconds.
/// Described enum: name of the enumerator. std::optional: absent when empty; null is read as
/// absent. std::vector, std::map<string, T>: array, object. boost::json::value: as it is. Described
/// struct: object; a member that is not optional is required. Names of enumerators and members lose
/// one trailing `_`: `operator_` and `class_` are sent as `operator` and `class`.
namespace json {

namespace detail {
[[nodiscard]] base::Error wrong_members(std::vector<base::FieldError> faults);
} // namespace detail

/// Reads a described type from a parsed value; every wrong member is named in Error::fields (at
/// most 50).
template <class T>
[[nodiscard]] base::Result<T> from_value(const boost::json::value& value,
                                         Unknown unknown = Unknown::refuse) {
    detail::Reader reader(unknown);
    T out{};
    reader.read(value, "", out);
    if (auto faults = reader.take_faults(); !faults.empty()) {
        return base::fail(detail::wrong_members(std::move(faults)));
    }
    return out;
}

/// Reads a described type from text. Strict: see from_value; limits as in parse.
template <class T>
[[nodiscard]] base::Result<T> read(std::string_view text, Unknown unknown = Unknown::refuse,
                                   Limits limits = {}) {
    auto value = parse(text, limits);
    if (!value) {
        return base::fail(std::move(value).error());
    }
    return from_value<T>(*value, unknown);
}

template <class T>
[[nodiscard]] boost::json::value to_value(const T& value) {
    return detail::write_value(value);
}

/// The JSON text of a described value; members in the order of their description.
template <class T>
[[nodiscard]] std::string write(const T& value) {
    return to_text(detail::write_value(value));
}

/// The stored and sent spelling of an enumerator. ENSUREs nothing: an unlisted value gives an empty
/// text.
template <class T>
    requires std::is_enum_v<T>
[[nodiscard]] std::string_view enum_text(T value) {
    return detail::enumerator_text(detail::enumerators_of<T>, static_cast<std::int64_t>(value));
}

/// The enumerator spelled `text`, or nothing.
template <class T>
    requires std::is_enum_v<T>
[[nodiscard]] std::optional<T> enum_value(std::string_view text) {
    const auto value = detail::enumerator_value(detail::enumerators_of<T>, text);
    return value ? std::optional(static_cast<T>(*value)) : std::nullopt;
}

} // namespace json
