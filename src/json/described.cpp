#include "json/described.hpp"

#include <algorithm>
#include <cmath>

namespace json::detail {

std::string_view enumerator_text(Enumerators enumerators, std::int64_t value) {
    for (const auto& enumerator : enumerators) {
        if (enumerator.value == value) {
            return enumerator.name;
        }
    }
    return {};
}

std::optional<std::int64_t> enumerator_value(Enumerators enumerators, std::string_view text) {
    for (const auto& enumerator : enumerators) {
        if (enumerator.name == text) {
            return enumerator.value;
        }
    }
    return std::nullopt;
}

std::string Reader::child(const std::string& pointer, std::string_view member) {
    std::string path;
    path.reserve(pointer.size() + 1 + member.size());
    path.append(pointer).append("/");
    if (!member.contains('~') && !member.contains('/')) { // as nearly all
        return path.append(member);
    }
    for (const char c : member) { // RFC 6901, section 3
        if (c == '~') {
            path += "~0";
        } else if (c == '/') {
            path += "~1";
        } else {
            path += c;
        }
    }
    return path;
}

std::string Reader::child(const std::string& pointer, std::size_t index) {
    return pointer + "/" + std::to_string(index);
}

void Reader::add_fault(std::string pointer, std::string vi, std::string en) {
    if (faults_.size() < 50) {
        faults_.push_back({std::move(pointer), {std::move(vi), std::move(en)}});
    }
}

void Reader::add_fault(std::string pointer, const base::Error& error) {
    add_fault(std::move(pointer), error.message.vi, error.message.en);
}

void Reader::read(const boost::json::value& value, const std::string& at, bool& out) {
    if (const auto* flag = value.if_bool()) {
        out = *flag;
    } else {
        add_fault(at, "phải là true hoặc false", "must be true or false");
    }
}

void Reader::read(const boost::json::value& value, const std::string& at, double& out) {
    boost::system::error_code error;
    if (value.is_number()) {
        const auto number = value.to_number<double>(error);
        if (!error && std::isfinite(number)) {
            out = number;
            return;
        }
    }
    add_fault(at, "phải là số", "must be a number");
}

void Reader::read(const boost::json::value& value, const std::string& at, std::string& out) {
    if (const auto text = text_of(value, at)) {
        out.assign(*text);
    }
}

void Reader::read(const boost::json::value& value, const std::string&, boost::json::value& out) {
    out = value;
}

void Reader::read(const boost::json::value& value, const std::string& at, base::Instant& out) {
    read(value, at, out.ms);
}

std::optional<std::int64_t> Reader::read_integer(const boost::json::value& value,
                                                 const std::string& at, std::int64_t min,
                                                 std::int64_t max) {
    boost::system::error_code error;
    if (value.is_number()) {
        const auto number = value.to_number<std::int64_t>(error);
        if (!error && number >= min && number <= max) {
            return number;
        }
    }
    add_fault(at, "phải là số nguyên trong khoảng cho phép",
              "must be an integer in the allowed range");
    return std::nullopt;
}

std::optional<std::uint64_t> Reader::read_unsigned(const boost::json::value& value,
                                                   const std::string& at) {
    boost::system::error_code error;
    if (value.is_number()) {
        const auto number = value.to_number<std::uint64_t>(error);
        if (!error) {
            return number;
        }
    }
    add_fault(at, "phải là số nguyên trong khoảng cho phép",
              "must be an integer in the allowed range");
    return std::nullopt;
}

std::optional<std::int64_t> Reader::read_enumerator(const boost::json::value& value,
                                                    const std::string& at,
                                                    Enumerators enumerators) {
    if (const auto* text = value.if_string()) {
        if (const auto number = enumerator_value(enumerators, {text->data(), text->size()})) {
            return number;
        }
    }
    std::string allowed;
    for (const auto& enumerator : enumerators) {
        allowed += allowed.empty() ? "" : ", ";
        allowed += enumerator.name;
    }
    add_fault(at, "phải là một trong: " + allowed, "must be one of: " + allowed);
    return std::nullopt;
}

std::optional<std::string_view> Reader::text_of(const boost::json::value& value,
                                                const std::string& at) {
    if (const auto* text = value.if_string()) {
        return std::string_view(text->data(), text->size());
    }
    add_fault(at, "phải là chuỗi", "must be a text");
    return std::nullopt;
}

const boost::json::array* Reader::array_of(const boost::json::value& value, const std::string& at) {
    const auto* array = value.if_array();
    if (array == nullptr) {
        add_fault(at, "phải là danh sách", "must be a list");
    }
    return array;
}

const boost::json::object* Reader::object_of(const boost::json::value& value,
                                             const std::string& at) {
    const auto* object = value.if_object();
    if (object == nullptr) {
        add_fault(at, "phải là đối tượng", "must be an object");
    }
    return object;
}

void Reader::read_members(const boost::json::value& value, const std::string& at,
                          std::span<const MemberReader> members, void* object) {
    const auto* given = object_of(value, at);
    if (given == nullptr) {
        return;
    }
    for (const auto& member : members) {
        if (const auto* found = given->if_contains(member.name)) {
            member.read(*this, *found, child(at, member.name), object);
        } else if (member.is_required) {
            add_fault(child(at, member.name), "còn thiếu", "is missing");
        }
    }
    if (unknown_ == Unknown::refuse) {
        refuse_unknown(*given, at, members);
    }
}

void Reader::refuse_unknown(const boost::json::object& object, const std::string& at,
                            std::span<const MemberReader> members) {
    for (const auto& given : object) {
        const std::string_view key(given.key());
        const auto is_it = [&](const MemberReader& member) { return member.name == key; };
        if (std::ranges::none_of(members, is_it)) {
            add_fault(child(at, key), "không có mục này", "is not a known member");
        }
    }
}

boost::json::value write_members(const void* object, std::span<const MemberWriter> members) {
    boost::json::object into;
    for (const auto& member : members) {
        member.write(object, member.name, into);
    }
    return into;
}

void put(boost::json::object& into, std::string_view name, boost::json::value value) {
    into[name] = std::move(value);
}

boost::json::value text_value(std::string_view text) {
    return boost::json::string(text);
}

base::Error wrong_members(std::vector<base::FieldError> faults) {
    base::Error error =
        base::refuse(base::Fault::invalid, "json.wrong_members", "Một số mục gửi lên chưa đúng.",
                     "Some members of the request are wrong.");
    error.fields = std::move(faults);
    return error;
}

} // namespace json::detail
