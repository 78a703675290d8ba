#pragma once

#include "json/described_types.hpp"

#include <boost/json.hpp>

namespace json::detail {

/// One member of a described struct, its type forgotten; `write` leaves an empty optional out.
struct MemberWriter {
    std::string_view name;
    void (*write)(const void* object, std::string_view name, boost::json::object& into) = nullptr;
};

[[nodiscard]] boost::json::value write_members(const void* object,
                                               std::span<const MemberWriter> members);
void put(boost::json::object& into, std::string_view name, boost::json::value value);
[[nodiscard]] boost::json::value text_value(std::string_view text);

template <class T>
[[nodiscard]] boost::json::value write_struct(const T& value);

template <class T>
[[nodiscard]] boost::json::value write_value(const T& value) {
    if constexpr (std::is_same_v<T, boost::json::value> || std::is_arithmetic_v<T>) {
        return value;
    } else if constexpr (std::is_same_v<T, base::Instant>) {
        return value.ms;
    } else if constexpr (TextForm<T>) {
        return text_value(to_text(value));
    } else if constexpr (std::is_enum_v<T>) {
        return text_value(enumerator_text(enumerators_of<T>, static_cast<std::int64_t>(value)));
    } else if constexpr (std::is_same_v<T, std::string>) {
        return text_value(value);
    } else if constexpr (IsOptional<T>::value) {
        return value ? write_value(*value) : boost::json::value(nullptr);
    } else if constexpr (IsVector<T>::value) {
        boost::json::array array;
        array.reserve(value.size());
        for (const auto& item : value) {
            array.push_back(write_value<typename T::value_type>(item));
        }
        return array;
    } else if constexpr (IsTextMap<T>::value) {
        boost::json::object object;
        for (const auto& [key, item] : value) {
            put(object, key, write_value(item));
        }
        return object;
    } else {
        return write_struct(value);
    }
}

template <class T, class Member>
void write_member(const void* object, std::string_view name, boost::json::object& into) {
    const auto& field = static_cast<const T*>(object)->*Member::pointer;
    if constexpr (IsOptional<Field<T, Member>>::value) {
        if (!field) {
            return;
        }
    }
    put(into, name, write_value(field));
}

template <class T, template <class...> class List, class... D>
constexpr auto writer_table(List<D...>) {
    return std::array<MemberWriter, sizeof...(D)>{
        {{described_name(D::name), write_member<T, D>}...}};
}

template <class T>
boost::json::value write_struct(const T& value) {
    static constexpr auto members = writer_table<T>(Members<T>{});
    return write_members(&value, members);
}

} // namespace json::detail
