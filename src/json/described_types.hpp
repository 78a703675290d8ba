#pragma once

#include "base/hash.hpp"
#include "base/id.hpp"
#include "base/instant.hpp"
#include "base/local_time.hpp"

#include <boost/describe.hpp>

#include <array>
#include <concepts>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

/// What described.hpp knows of a type while it compiles, written into tables that ordinary
/// functions walk through at run time: each described type costs the compiler a table, not a copy
/// of the loops.
namespace json::detail {

template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <class T>
struct IsVector : std::false_type {};
template <class T>
struct IsVector<std::vector<T>> : std::true_type {};
template <class T>
struct IsTextMap : std::false_type {};
template <class T>
struct IsTextMap<std::map<std::string, T>> : std::true_type {};

template <class T>
using Members = boost::describe::describe_members<T, boost::describe::mod_public |
                                                         boost::describe::mod_inherited>;

template <class T, class Member>
using Field = std::remove_cvref_t<decltype(std::declval<T&>().*Member::pointer)>;

/// A value of a capability with a text form of its own: ids, area::AreaPath.
template <class T>
concept OwnTextForm = requires(std::string_view text, const T& value) {
    { T::parse(text) } -> std::same_as<base::Result<T>>;
    { to_text(value) } -> std::same_as<std::string>;
};

template <class T>
concept TextForm = OwnTextForm<T> || std::is_same_v<T, base::Sha256> ||
                   std::is_same_v<T, base::LocalDate> || std::is_same_v<T, base::LocalTime>;

template <TextForm T>
base::Result<T> parse_text_form(std::string_view text) {
    if constexpr (OwnTextForm<T>) {
        return T::parse(text);
    } else if constexpr (std::is_same_v<T, base::Sha256>) {
        return base::parse_sha256(text);
    } else if constexpr (std::is_same_v<T, base::LocalDate>) {
        return base::parse_date(text);
    } else {
        return base::parse_time(text);
    }
}

/// Names like `operator_` and `class_` lose their underscore.
[[nodiscard]] constexpr std::string_view described_name(std::string_view name) {
    return name.ends_with('_') ? name.substr(0, name.size() - 1) : name;
}

struct Enumerator {
    std::string_view name;
    std::int64_t value = 0;
};
using Enumerators = std::span<const Enumerator>;

template <template <class...> class List, class... D>
constexpr auto enumerator_table(List<D...>) {
    return std::array<Enumerator, sizeof...(D)>{
        {{described_name(D::name), static_cast<std::int64_t>(D::value)}...}};
}

template <class T>
inline constexpr auto enumerators_of = enumerator_table(boost::describe::describe_enumerators<T>{});

/// The name of the enumerator with this value, or an empty text.
[[nodiscard]] std::string_view enumerator_text(Enumerators enumerators, std::int64_t value);
[[nodiscard]] std::optional<std::int64_t> enumerator_value(Enumerators enumerators,
                                                           std::string_view text);

} // namespace json::detail
