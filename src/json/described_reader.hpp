#pragma once

#include "json/described_types.hpp"

#include <boost/json.hpp>

#include <limits>

namespace json {

enum class Unknown : std::uint8_t {
    refuse, ///< an unknown member is a fault: our own API, where it is mostly a misspelling
    ignore, ///< an unknown member is skipped: protocols whose next version may add members
};

namespace detail {

class Reader;

/// One member of a described struct, its type forgotten.
struct MemberReader {
    std::string_view name;
    bool is_required = true;
    void (*read)(Reader& reader, const boost::json::value& value, const std::string& at,
                 void* object) = nullptr;
};

/// Reads one value into one described thing and keeps every fault on the way, at most 50. Lives as
/// long as one call of json::from_value.
class Reader {
public:
    explicit Reader(Unknown unknown) : unknown_(unknown) {}

    void read(const boost::json::value& value, const std::string& at, bool& out);
    void read(const boost::json::value& value, const std::string& at, double& out);
    void read(const boost::json::value& value, const std::string& at, std::string& out);
    void read(const boost::json::value& value, const std::string& at, boost::json::value& out);
    void read(const boost::json::value& value, const std::string& at, base::Instant& out);

    template <std::integral T>
    void read(const boost::json::value& value, const std::string& at, T& out) {
        if constexpr (std::is_unsigned_v<T> && sizeof(T) == sizeof(std::uint64_t)) {
            out = static_cast<T>(read_unsigned(value, at).value_or(out));
        } else {
            using Limits = std::numeric_limits<T>;
            out =
                static_cast<T>(read_integer(value, at, Limits::min(), Limits::max()).value_or(out));
        }
    }

    template <TextForm T>
    void read(const boost::json::value& value, const std::string& at, T& out) {
        if (const auto text = text_of(value, at)) {
            auto parsed = parse_text_form<T>(*text);
            if (parsed) {
                out = *std::move(parsed);
            } else {
                add_fault(at, parsed.error());
            }
        }
    }

    template <class T>
        requires std::is_enum_v<T>
    void read(const boost::json::value& value, const std::string& at, T& out) {
        if (const auto number = read_enumerator(value, at, enumerators_of<T>)) {
            out = static_cast<T>(*number);
        }
    }

    template <class T>
        requires IsOptional<T>::value
    void read(const boost::json::value& value, const std::string& at, T& out) {
        if (value.is_null()) {
            out.reset();
            return;
        }
        typename T::value_type inner{};
        read(value, at, inner);
        out = std::move(inner);
    }

    template <class T>
        requires IsVector<T>::value
    void read(const boost::json::value& value, const std::string& at, T& out) {
        const auto* array = array_of(value, at);
        if (array == nullptr) {
            return;
        }
        out.clear();
        out.reserve(array->size());
        for (std::size_t i = 0; i < array->size(); ++i) {
            typename T::value_type item{};
            read((*array)[i], child(at, i), item);
            out.push_back(std::move(item));
        }
    }

    template <class T>
        requires IsTextMap<T>::value
    void read(const boost::json::value& value, const std::string& at, T& out) {
        const auto* object = object_of(value, at);
        if (object == nullptr) {
            return;
        }
        out.clear();
        for (const auto& member : *object) {
            const std::string key(member.key());
            read(member.value(), child(at, key), out[key]);
        }
    }

    template <class T>
        requires boost::describe::has_describe_members<T>::value
    void read(const boost::json::value& value, const std::string& at, T& out);

    /// Gives the faults away; none means that the value was read.
    [[nodiscard]] std::vector<base::FieldError> take_faults() { return std::move(faults_); }

private:
    [[nodiscard]] static std::string child(const std::string& pointer, std::string_view member);
    [[nodiscard]] static std::string child(const std::string& pointer, std::size_t index);

    // Each says what is wrong with the value when it gives nothing.
    std::optional<std::int64_t> read_integer(const boost::json::value& value, const std::string& at,
                                             std::int64_t min, std::int64_t max);
    std::optional<std::uint64_t> read_unsigned(const boost::json::value& value,
                                               const std::string& at);
    std::optional<std::int64_t> read_enumerator(const boost::json::value& value,
                                                const std::string& at, Enumerators enumerators);
    std::optional<std::string_view> text_of(const boost::json::value& value, const std::string& at);
    const boost::json::array* array_of(const boost::json::value& value, const std::string& at);
    const boost::json::object* object_of(const boost::json::value& value, const std::string& at);

    void read_members(const boost::json::value& value, const std::string& at,
                      std::span<const MemberReader> members, void* object);
    void refuse_unknown(const boost::json::object& object, const std::string& at,
                        std::span<const MemberReader> members);
    void add_fault(std::string pointer, std::string vi, std::string en);
    void add_fault(std::string pointer, const base::Error& error);

    Unknown unknown_;
    std::vector<base::FieldError> faults_;
};

template <class T, class Member>
void read_member(Reader& reader, const boost::json::value& value, const std::string& at,
                 void* object) {
    reader.read(value, at, static_cast<T*>(object)->*Member::pointer);
}

template <class T, template <class...> class List, class... D>
constexpr auto reader_table(List<D...>) {
    return std::array<MemberReader, sizeof...(D)>{
        {{described_name(D::name), !IsOptional<Field<T, D>>::value, read_member<T, D>}...}};
}

template <class T>
    requires boost::describe::has_describe_members<T>::value
void Reader::read(const boost::json::value& value, const std::string& at, T& out) {
    static constexpr auto members = reader_table<T>(Members<T>{});
    read_members(value, at, members, &out);
}

} // namespace detail

} // namespace json
