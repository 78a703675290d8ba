#include "http/openapi_check.hpp"

#include "http/common_headers.hpp"

#include <boost/json.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace http {

namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

struct Described {
    std::string audience;
    std::set<std::string> path_parameters;
    bool has_key = false;
};

std::string_view text_of(const value* given) {
    return given != nullptr && given->is_string() ? std::string_view(given->get_string())
                                                  : std::string_view{};
}

std::string_view audience_name(Audience audience) {
    switch (audience) {
    case Audience::anyone:
        return "anyone";
    case Audience::user:
        return "user";
    case Audience::device:
        return "device";
    case Audience::metrics:
        return "metrics";
    }
    return "";
}

/// docs/api/README.md, "Who calls".
std::string audience_of(const object& operation) {
    const value* security = operation.if_contains("security");
    if (security == nullptr || !security->is_array()) {
        return "user";
    }
    if (security->get_array().empty()) {
        return "anyone";
    }
    const value& first = security->get_array().front();
    return first.is_object() && !first.get_object().empty()
               ? std::string(first.get_object().begin()->key())
               : "unclear";
}

const object* parameter_of(const object& document, const value& parameter) {
    const object* given = parameter.if_object();
    const std::string_view reference =
        given == nullptr ? std::string_view{} : text_of(given->if_contains("$ref"));
    if (!reference.starts_with("#/")) {
        return given;
    }
    const object* node = &document;
    for (std::string_view rest = reference.substr(2); node != nullptr && !rest.empty();) {
        const auto slash = rest.find('/');
        const value* next = node->if_contains(rest.substr(0, slash));
        node = next == nullptr ? nullptr : next->if_object();
        rest = slash == std::string_view::npos ? std::string_view{} : rest.substr(slash + 1);
    }
    return node;
}

void add_parameters(const object& document, const object& holder, Described& described) {
    const value* list = holder.if_contains("parameters");
    if (list == nullptr || !list->is_array()) {
        return;
    }
    for (const value& item : list->get_array()) {
        const object* parameter = parameter_of(document, item);
        if (parameter == nullptr) {
            continue;
        }
        const std::string_view name = text_of(parameter->if_contains("name"));
        const std::string_view place = text_of(parameter->if_contains("in"));
        if (place == "path") {
            described.path_parameters.emplace(name);
        }
        described.has_key = described.has_key || (place == "header" && name == "Idempotency-Key");
    }
}

/// By `GET /path`.
std::map<std::string, Described> read_document(const object& document) {
    static constexpr std::array methods{Method::get, Method::post, Method::put, Method::patch,
                                        Method::delete_};
    std::map<std::string, Described> operations;
    for (const auto& path : document.at("paths").as_object()) {
        const object& item = path.value().as_object();
        for (const Method method : methods) {
            std::string key(method_name(method));
            std::ranges::transform(key, key.begin(),
                                   [](char c) { return static_cast<char>(c - 'A' + 'a'); });
            const value* operation = item.if_contains(key);
            if (operation == nullptr) {
                continue;
            }
            Described described{.audience = audience_of(operation->as_object()),
                                .path_parameters = {},
                                .has_key = false};
            add_parameters(document, item, described);
            add_parameters(document, operation->as_object(), described);
            operations.emplace(
                fmt::format("{} {}", method_name(method), std::string_view(path.key())),
                std::move(described));
        }
    }
    return operations;
}

std::set<std::string> parameters_in(std::string_view pattern) {
    std::set<std::string> names;
    for (auto open = pattern.find('{'); open != std::string_view::npos;
         open = pattern.find('{', open + 1)) {
        names.emplace(pattern.substr(open + 1, pattern.find('}', open) - open - 1));
    }
    return names;
}

void compare(const std::string& name, const Route& route, const Described& described,
             std::vector<std::string>& differences) {
    if (described.audience != audience_name(route.options.audience)) {
        differences.push_back(fmt::format("{}: the route is for {}, the document says {}", name,
                                          audience_name(route.options.audience),
                                          described.audience));
    }
    if (described.path_parameters != parameters_in(route.pattern)) {
        differences.push_back(
            fmt::format("{}: the document describes other path parameters", name));
    }
    if (described.has_key != route.options.idempotent_by_key) {
        differences.push_back(fmt::format("{}: the route {} an Idempotency-Key, the document {}",
                                          name,
                                          route.options.idempotent_by_key ? "takes" : "ignores",
                                          described.has_key ? "names one" : "names none"));
    }
}

} // namespace

std::vector<std::string> compare_with_openapi(const Router& router, std::string_view document) {
    std::vector<std::string> differences;
    std::map<std::string, Described> operations;
    try {
        operations = read_document(boost::json::parse(document).as_object());
    } catch (const std::exception& error) {
        return {fmt::format("the document cannot be read: {}", error.what())};
    }
    for (const Route& route : router.routes()) {
        if (route.method == Method::source) {
            continue; // OpenAPI has no word for it; the same route stands there as PUT
        }
        const std::string name = fmt::format("{} {}", method_name(route.method), route.pattern);
        const auto found = operations.find(name);
        if (found == operations.end()) {
            differences.push_back(name + " is a route, but not in the document");
            continue;
        }
        compare(name, route, found->second, differences);
        operations.erase(found);
    }
    for (const auto& [name, described] : operations) {
        differences.push_back(name + " is in the document, but no route");
    }
    return differences;
}

} // namespace http
