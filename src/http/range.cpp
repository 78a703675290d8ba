#include "http/range.hpp"

#include <algorithm>
#include <charconv>

namespace http {

namespace {

/// Digits only; a number beyond 64 bits is as good as the largest.
std::optional<std::uint64_t> read_number(std::string_view text) {
    if (text.empty() || !std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; })) {
        return std::nullopt;
    }
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} ? number : UINT64_MAX;
}

RangeAnswer last_bytes(std::uint64_t count, std::uint64_t size) {
    if (count == 0 || size == 0) {
        return {RangeOutcome::unsatisfiable, {}};
    }
    const std::uint64_t length = std::min(count, size);
    return {RangeOutcome::part, {size - length, length}};
}

} // namespace

RangeAnswer read_range(std::string_view header, std::uint64_t size) {
    constexpr std::string_view unit = "bytes=";
    if (!header.starts_with(unit)) {
        return {};
    }
    const std::string_view range = header.substr(unit.size());
    const auto dash = range.find('-');
    if (dash == std::string_view::npos || range.find(',') != std::string_view::npos) {
        return {};
    }
    const std::string_view first_text = range.substr(0, dash);
    const std::string_view last_text = range.substr(dash + 1);
    const auto first = read_number(first_text);
    const auto last = read_number(last_text);
    if (first_text.empty() && last) {
        return last_bytes(*last, size);
    }
    if (!first || (!last && !last_text.empty()) || (last && *last < *first)) {
        return {};
    }
    if (*first >= size) {
        return {RangeOutcome::unsatisfiable, {}};
    }
    const std::uint64_t end = last ? std::min(*last, size - 1) : size - 1;
    return {RangeOutcome::part, {*first, end - *first + 1}};
}

} // namespace http
