#pragma once

#include "base/hash.hpp"
#include "base/id.hpp"
#include "base/instant.hpp"
#include "base/local_time.hpp"
#include "json/parse.hpp"

#include <boost/describe.hpp>
#include <boost/json.hpp>
#include <boost/mp11.hpp>

#include <cmath>
#include <concepts>
#include <limits>
#include <map>
#include <optional>
#include <type_traits>
#include <vector>

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

enum class Unknown : std::uint8_t {
    refuse, ///< an unknown member is a fault: our own API, where it is mostly a misspelling
    ignore, ///< an unknown member is skipped: protocols whose next version may add members
};

namespace detail {

class Faults {
public:
    void add(std::string pointer, std::string vi, std::string en) {
        if (fields_.size() < 50) {
            fields_.push_back({std::move(pointer), {std::move(vi), std::move(en)}});
        }
    }
    void add(std::string pointer, const base::Error& error) {
        add(std::move(pointer), error.message.vi, error.message.en);
    }
    [[nodiscard]] bool empty() const { return fields_.empty(); }
    [[nodiscard]] std::vector<base::FieldError> take() { return std::move(fields_); }

private:
    std::vector<base::FieldError> fields_;
};

[[nodiscard]] std::string child(const std::string& pointer, std::string_view member);
[[nodiscard]] std::string child(const std::string& pointer, std::size_t index);
void wrong_type(Faults& faults, const std::string& pointer, std::string_view vi,
                std::string_view en);
[[nodiscard]] std::string_view described_name(const char* name);

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

struct Reader {
    Faults& faults;
    Unknown unknown;

    void read(const boost::json::value& value, const std::string& at, bool& out) {
        if (const auto* flag = value.if_bool()) {
            out = *flag;
        } else {
            wrong_type(faults, at, "phải là true hoặc false", "must be true or false");
        }
    }

    template <class T>
        requires(std::is_integral_v<T> && !std::is_same_v<T, bool>)
    void read(const boost::json::value& value, const std::string& at, T& out) {
        boost::system::error_code error;
        if (value.is_number()) {
            const T number = value.to_number<T>(error);
            if (!error) {
                out = number;
                return;
            }
        }
        wrong_type(faults, at, "phải là số nguyên trong khoảng cho phép",
                   "must be an integer in the allowed range");
    }

    void read(const boost::json::value& value, const std::string& at, double& out) {
        boost::system::error_code error;
        if (value.is_number()) {
            const double number = value.to_number<double>(error);
            if (!error && std::isfinite(number)) {
                out = number;
                return;
            }
        }
        wrong_type(faults, at, "phải là số", "must be a number");
    }

    void read(const boost::json::value& value, const std::string& at, std::string& out) {
        if (const auto* text = value.if_string()) {
            out.assign(text->data(), text->size());
        } else {
            wrong_type(faults, at, "phải là chuỗi", "must be a text");
        }
    }

    void read(const boost::json::value& value, const std::string&, boost::json::value& out) {
        out = value;
    }

    void read(const boost::json::value& value, const std::string& at, base::Instant& out) {
        read(value, at, out.ms);
    }

    template <TextForm T>
    void read(const boost::json::value& value, const std::string& at, T& out) {
        const auto* text = value.if_string();
        if (text == nullptr) {
            wrong_type(faults, at, "phải là chuỗi", "must be a text");
            return;
        }
        auto parsed = parse_text_form<T>(std::string_view(text->data(), text->size()));
        if (parsed) {
            out = *parsed;
        } else {
            faults.add(at, parsed.error());
        }
    }

    template <class T>
        requires std::is_enum_v<T>
    void read(const boost::json::value& value, const std::string& at, T& out) {
        const auto* text = value.if_string();
        bool found = false;
        std::string allowed;
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto enumerator) {
            const std::string_view name = described_name(enumerator.name);
            if (text != nullptr && std::string_view(text->data(), text->size()) == name) {
                out = enumerator.value;
                found = true;
            }
            allowed += allowed.empty() ? "" : ", ";
            allowed += name;
        });
        if (!found) {
            faults.add(at, "phải là một trong: " + allowed, "must be one of: " + allowed);
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
        const auto* array = value.if_array();
        if (array == nullptr) {
            wrong_type(faults, at, "phải là danh sách", "must be a list");
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
        const auto* object = value.if_object();
        if (object == nullptr) {
            wrong_type(faults, at, "phải là đối tượng", "must be an object");
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
    void read(const boost::json::value& value, const std::string& at, T& out) {
        const auto* object = value.if_object();
        if (object == nullptr) {
            wrong_type(faults, at, "phải là đối tượng", "must be an object");
            return;
        }
        boost::mp11::mp_for_each<Members<T>>([&](auto member) {
            auto& field = out.*member.pointer;
            const auto* found = object->if_contains(described_name(member.name));
            if (found != nullptr) {
                read(*found, child(at, described_name(member.name)), field);
            } else if constexpr (!IsOptional<std::remove_reference_t<decltype(field)>>::value) {
                faults.add(child(at, described_name(member.name)), "còn thiếu", "is missing");
            }
        });
        if (unknown == Unknown::refuse) {
            refuse_unknown<T>(*object, at);
        }
    }

    template <class T>
    void refuse_unknown(const boost::json::object& object, const std::string& at) {
        for (const auto& given : object) {
            bool known = false;
            boost::mp11::mp_for_each<Members<T>>([&](auto member) {
                known = known || std::string_view(given.key()) == described_name(member.name);
            });
            if (!known) {
                faults.add(child(at, std::string(given.key())), "không có mục này",
                           "is not a known member");
            }
        }
    }
};

template <class T>
boost::json::value write_value(const T& value) {
    if constexpr (std::is_same_v<T, boost::json::value>) {
        return value;
    } else if constexpr (std::is_same_v<T, base::Instant>) {
        return value.ms;
    } else if constexpr (TextForm<T>) {
        const std::string text = to_text(value);
        return boost::json::string(text);
    } else if constexpr (std::is_enum_v<T>) {
        std::string_view text;
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto enumerator) {
            if (enumerator.value == value) {
                text = described_name(enumerator.name);
            }
        });
        return boost::json::string(text.data(), text.size());
    } else if constexpr (std::is_same_v<T, std::string>) {
        return boost::json::string(value);
    } else if constexpr (std::is_arithmetic_v<T>) {
        return value;
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
            object[key] = write_value(item);
        }
        return object;
    } else {
        boost::json::object object;
        boost::mp11::mp_for_each<Members<T>>([&](auto member) {
            const auto& field = value.*member.pointer;
            if constexpr (IsOptional<std::remove_cvref_t<decltype(field)>>::value) {
                if (!field) {
                    return;
                }
            }
            object[described_name(member.name)] = write_value(field);
        });
        return object;
    }
}

} // namespace detail

/// Reads a described type from a parsed value; every wrong member is named in Error::fields (at
/// most 50).
template <class T>
[[nodiscard]] base::Result<T> from_value(const boost::json::value& value,
                                         Unknown unknown = Unknown::refuse) {
    detail::Faults faults;
    T out{};
    detail::Reader{faults, unknown}.read(value, "", out);
    if (!faults.empty()) {
        base::Error error =
            base::refuse(base::Fault::invalid, "json.wrong_members",
                         "Một số mục gửi lên chưa đúng.", "Some members of the request are wrong.");
        error.fields = faults.take();
        return base::fail(std::move(error));
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
    std::string_view text;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto enumerator) {
        if (enumerator.value == value) {
            text = detail::described_name(enumerator.name);
        }
    });
    return text;
}

/// The enumerator spelled `text`, or nothing.
template <class T>
    requires std::is_enum_v<T>
[[nodiscard]] std::optional<T> enum_value(std::string_view text) {
    std::optional<T> found;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto enumerator) {
        if (detail::described_name(enumerator.name) == text) {
            found = enumerator.value;
        }
    });
    return found;
}

} // namespace json
