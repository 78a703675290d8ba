#include "mqtt/client.hpp"

namespace mqtt {

namespace {

/// The part before the first slash, and what follows it; no value when there was no slash.
struct Split {
    std::string_view level;
    std::optional<std::string_view> rest;
};

Split split(std::string_view text) {
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos) {
        return {text, std::nullopt};
    }
    return {text.substr(0, slash), text.substr(slash + 1)};
}

} // namespace

bool matches(std::string_view filter, std::string_view topic) {
    if (topic.starts_with('$') && (filter.starts_with('+') || filter.starts_with('#'))) {
        return false;
    }
    std::optional<std::string_view> filter_rest = filter;
    std::optional<std::string_view> topic_rest = topic;
    while (filter_rest) {
        const Split wanted = split(*filter_rest);
        if (wanted.level == "#") {
            return true; // also the parent level: "a/#" selects "a"
        }
        if (!topic_rest) {
            return false;
        }
        const Split given = split(*topic_rest);
        if (wanted.level != "+" && wanted.level != given.level) {
            return false;
        }
        filter_rest = wanted.rest;
        topic_rest = given.rest;
    }
    return !topic_rest;
}

} // namespace mqtt
