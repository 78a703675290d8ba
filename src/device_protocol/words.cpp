#include "device_protocol/words.hpp"

#include <algorithm>

namespace device_protocol {

namespace {

bool is_plain(std::string_view text) {
    return std::ranges::all_of(text, [](char character) {
        return (character >= 'a' && character <= 'z') || (character >= '0' && character <= '9') ||
               character == '-';
    });
}

} // namespace

bool is_device_id(std::string_view text) {
    return text.size() >= 8 && text.size() <= 36 && is_plain(text);
}

bool is_group_id(std::string_view text) {
    return !text.empty() && text.size() <= 36 && is_plain(text);
}

} // namespace device_protocol
