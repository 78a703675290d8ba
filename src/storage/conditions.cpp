#include "storage/conditions.hpp"

#include "base/ensure.hpp"

#include <algorithm>

namespace storage {

std::string Conditions::parameter(Parameter value) {
    parameters_.push_back(std::move(value));
    return "$" + std::to_string(parameters_.size());
}

void Conditions::add(std::string sql) {
    text_ += text_.empty() ? "" : " and ";
    text_ += sql;
}

void Conditions::add(std::string sql, Parameter value) {
    const auto at = sql.find('?');
    ENSURE(at != std::string::npos);
    add(sql.replace(at, 1, parameter(std::move(value))));
}

void Conditions::add_within(const std::string& column, const std::vector<std::string>& paths) {
    if (std::ranges::any_of(paths, &std::string::empty)) {
        return;
    }
    std::string any;
    for (const std::string& path : paths) {
        any += any.empty() ? "(" : " or ";
        any += column + " = " + parameter(path);
        any += " or " + column + " like " + parameter(path + "/%");
    }
    add(any.empty() ? "1 = 0" : any + ")");
}

} // namespace storage
