#include "identity/user.hpp"

#include "base/text.hpp"
#include "base/try.hpp"

#include <algorithm>

namespace identity {

namespace {

using base::Fault;

bool is_lower_letter(char c) {
    return c >= 'a' && c <= 'z';
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

} // namespace

base::Result<std::string> check_user_name(std::string_view typed) {
    std::string name(base::trim(typed));
    std::ranges::transform(name, name.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    const auto allowed = [](char c) {
        return is_lower_letter(c) || is_digit(c) || c == '.' || c == '-' || c == '_';
    };
    if (name.size() < 3 || name.size() > 40 || !is_lower_letter(name.front()) ||
        !std::ranges::all_of(name, allowed)) {
        return base::fail(
            Fault::invalid, "identity.bad_user_name",
            "Tên đăng nhập gồm 3 đến 40 chữ cái không dấu, chữ số, dấu chấm hoặc gạch "
            "nối, bắt đầu bằng chữ cái.",
            "A user name has 3 to 40 unaccented letters, digits, dots or hyphens and "
            "starts with a letter.");
    }
    return name;
}

base::Result<std::string> check_name(std::string_view typed) {
    TRY_ASSIGN(std::string name, base::to_nfc(base::trim(typed)));
    const bool control = std::ranges::any_of(name, [](char c) { return c >= 0 && c < ' '; });
    if (name.empty() || base::code_points(name) > 120 || control) {
        return base::fail(Fault::invalid, "identity.bad_name",
                          "Hãy nhập tên, nhiều nhất 120 ký tự, trên một dòng.",
                          "Enter a name of at most 120 characters on one line.");
    }
    return name;
}

base::Result<std::string> check_phone(std::string_view typed) {
    const std::string phone(base::trim(typed));
    const auto allowed = [](char c) {
        return is_digit(c) || c == ' ' || c == '.' || c == '-' || c == '+';
    };
    const bool right = phone.size() >= 6 && phone.size() <= 20 &&
                       std::ranges::all_of(phone, allowed) && phone.rfind('+') + 1 <= 1;
    if (!phone.empty() && !right) {
        return base::fail(Fault::invalid, "identity.bad_phone",
                          "Số điện thoại gồm 6 đến 20 chữ số.",
                          "A telephone number has 6 to 20 digits.");
    }
    return phone;
}

std::string folded_name(const User& user) {
    return base::fold(user.user_name + " " + user.display_name);
}

std::vector<rights::Grant> within(const std::vector<rights::Grant>& grants,
                                  const std::vector<rights::Grant>& limits) {
    std::vector<rights::Grant> kept;
    for (const rights::Grant& grant : grants) {
        const auto covers = [&](const rights::Grant& limit) {
            return limit.role == grant.role && limit.area.covers(grant.area);
        };
        if (std::ranges::any_of(limits, covers)) {
            kept.push_back(grant);
        }
    }
    return kept;
}

} // namespace identity
