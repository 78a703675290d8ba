#include "http/router.hpp"

#include "base/ensure.hpp"

#include <algorithm>

namespace http {

namespace {

std::vector<std::string_view> split(std::string_view path) {
    std::vector<std::string_view> segments;
    path.remove_prefix(1);
    while (true) {
        const auto end = path.find('/');
        segments.push_back(path.substr(0, end));
        if (end == std::string_view::npos) {
            return segments;
        }
        path.remove_prefix(end + 1);
    }
}

bool is_parameter(std::string_view segment) {
    return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

bool is_well_formed(std::string_view pattern) {
    return pattern.starts_with('/') &&
           std::ranges::all_of(split(pattern), [](std::string_view segment) {
               return is_parameter(segment) ||
                      segment.find_first_of("{}% ?#") == std::string_view::npos;
           });
}

/// Patterns of one shape match the same paths.
bool same_shape(std::string_view a, std::string_view b) {
    return std::ranges::equal(split(a), split(b), [](std::string_view x, std::string_view y) {
        return (is_parameter(x) && is_parameter(y)) || x == y;
    });
}

bool fits(const std::vector<std::string>& pattern, const std::vector<std::string_view>& path) {
    return std::ranges::equal(pattern, path, [](std::string_view part, std::string_view given) {
        return is_parameter(part) ? !given.empty() : part == given;
    });
}

/// True when `a` has its first literal where `b` has a parameter.
bool is_more_literal(std::string_view a, std::string_view b) {
    return std::ranges::lexicographical_compare(split(a), split(b), {}, is_parameter, is_parameter);
}

std::map<std::string, std::string> parameters_of(std::string_view pattern,
                                                 const std::vector<std::string_view>& path) {
    std::map<std::string, std::string> parameters;
    const auto parts = split(pattern);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (is_parameter(parts[i])) {
            parameters.emplace(parts[i].substr(1, parts[i].size() - 2), path[i]);
        }
    }
    return parameters;
}

bool answers(const Route& route, Method method) {
    return route.method == method || (route.method == Method::get && method == Method::head);
}

} // namespace

void Router::route(Method method, std::string pattern, RouteOptions options, Handler handler) {
    ENSURE(is_well_formed(pattern) && handler != nullptr);
    ENSURE(method != Method::head && method != Method::options);
    for (const Route& other : routes_) {
        ENSURE(other.method != method || !same_shape(other.pattern, pattern));
    }
    const auto segments = split(pattern);
    segments_.emplace_back(segments.begin(), segments.end());
    routes_.push_back({method, std::move(pattern), options, std::move(handler)});
}

void Router::fallback(std::string prefix, RouteOptions options, Handler handler) {
    ENSURE(prefix.starts_with('/') && prefix.ends_with('/') && handler != nullptr);
    fallbacks_.push_back({Method::get, std::move(prefix), options, std::move(handler)});
}

Match Router::match(Method method, std::string_view path) const {
    Match match;
    const auto segments = split(path);
    for (std::size_t i = 0; i < routes_.size(); ++i) {
        const Route& route = routes_[i];
        if (!fits(segments_[i], segments)) {
            continue;
        }
        match.allowed.push_back(route.method);
        if (answers(route, method) &&
            (match.route == nullptr || is_more_literal(route.pattern, match.route->pattern))) {
            match.route = &route;
        }
    }
    if (match.route != nullptr) {
        match.parameters = parameters_of(match.route->pattern, segments);
        return match;
    }
    if (!match.allowed.empty() || path.starts_with("/api/") || path.starts_with("/device/")) {
        return match;
    }
    for (const Route& route : fallbacks_) {
        if (path.starts_with(route.pattern) &&
            (match.route == nullptr || route.pattern.size() > match.route->pattern.size())) {
            match.route = &route;
        }
    }
    if (match.route != nullptr && !answers(*match.route, method)) {
        match.allowed.push_back(Method::get);
        match.route = nullptr;
    }
    return match;
}

} // namespace http
