#include "identity/password_rules.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace identity {

namespace {

using base::Fault;

/// Beginnings and wholes that people choose first, folded: without tone marks, spaces and digits at
/// the end. Short ones need no place here, because 10 characters are required.
constexpr std::array common{
    "password",      "passw0rd",      "matkhau",       "matkhaumoi",   "quantri",
    "quantrivien",   "administrator", "admin",         "qwerty",       "qwertyuiop",
    "asdfghjkl",     "zxcvbnm",       "iloveyou",      "anhyeuem",     "emyeuanh",
    "yeuemnhieulam", "vietnam",       "vietnamvodich", "hochiminh",    "hanoi",
    "saigon",        "truyenthanh",   "truyenthanhxa", "uybannhandan", "ubndxa",
    "ubndphuong",    "vanhoaxahoi",   "nguon",         "loaphuong",    "congan",
    "welcome",       "letmein",       "abcdefghij",    "xinchao",      "toilanguoivietnam",
};

constexpr std::string_view digits = "01234567890123456789";
constexpr std::string_view digits_back = "09876543210987654321";

/// Folded, without spaces, and without the digits and signs that are put behind a common word.
std::string kernel(std::string_view text) {
    std::string folded = base::fold(text);
    std::erase(folded, ' ');
    while (!folded.empty() && !(folded.back() >= 'a' && folded.back() <= 'z')) {
        folded.pop_back();
    }
    return folded;
}

bool is_common(std::string_view password) {
    if (digits.contains(password) || digits_back.contains(password)) {
        return true;
    }
    const std::string core = kernel(password);
    return std::ranges::find(common, core) != common.end();
}

base::Failure weak(std::string vi, std::string en) {
    return base::fail(Fault::invalid, "identity.weak_password", std::move(vi), std::move(en));
}

} // namespace

base::Result<void> check_password(std::string_view password, std::string_view user_name) {
    if (!base::is_utf8(password)) {
        return weak("Mật khẩu có ký tự không đọc được.", "The password has unreadable characters.");
    }
    const std::size_t length = base::code_points(password);
    if (length < password_characters_min) {
        return weak("Mật khẩu cần ít nhất 10 ký tự. Một câu ngắn dễ nhớ là tốt nhất.",
                    "A password needs at least 10 characters. A short sentence is best.");
    }
    if (length > password_characters_max) {
        return weak("Mật khẩu có nhiều nhất 128 ký tự.", "A password has at most 128 characters.");
    }
    if (std::set<char>(password.begin(), password.end()).size() < 4) {
        return weak("Mật khẩu lặp lại quá ít ký tự. Hãy chọn mật khẩu khác.",
                    "The password repeats too few characters. Choose another one.");
    }
    if (kernel(password) == kernel(user_name) || base::fold(password) == base::fold(user_name)) {
        return weak("Mật khẩu không được giống tên đăng nhập.",
                    "The password must not be the user name.");
    }
    if (is_common(password)) {
        return weak("Mật khẩu này quá phổ biến, người khác dễ đoán. Hãy chọn mật khẩu khác.",
                    "This password is too common and easily guessed. Choose another one.");
    }
    return {};
}

} // namespace identity
