#include "http/message.hpp"

#include "base/ensure.hpp"

#include <algorithm>

namespace http {

namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

} // namespace

bool NameLess::operator()(std::string_view a, std::string_view b) const {
    return std::ranges::lexicographical_compare(a, b, {}, lower, lower);
}

std::string_view Request::header(std::string_view name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string_view{} : std::string_view(found->second);
}

std::optional<std::string> Request::query_value(const std::string& name) const {
    const auto found = query.find(name);
    return found == query.end() ? std::nullopt : std::optional(found->second);
}

const std::string& Request::path_parameter(const std::string& name) const {
    const auto found = path_parameters.find(name);
    ENSURE(found != path_parameters.end());
    return found->second;
}

Response json_response(int status, std::string body) {
    Response response;
    response.status = status;
    response.headers.emplace("Content-Type", "application/json");
    response.body = std::move(body);
    return response;
}

Response empty_response(int status) {
    Response response;
    response.status = status;
    return response;
}

} // namespace http
