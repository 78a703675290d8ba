#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace http {

struct ByteRange {
    std::uint64_t offset = 0;
    std::uint64_t length = 0;

    friend bool operator==(const ByteRange&, const ByteRange&) = default;
};

enum class RangeOutcome : std::uint8_t {
    whole, ///< no range, or one that is to be ignored: several ranges, another unit, malformed
    part,
    unsatisfiable, ///< 416
};

struct RangeAnswer {
    RangeOutcome outcome = RangeOutcome::whole;
    ByteRange range;
};

/// One range of bytes (RFC 9110 14.1.2) out of `size`. Several ranges are answered with the whole,
/// which the RFC allows.
[[nodiscard]] RangeAnswer read_range(std::string_view header, std::uint64_t size);

} // namespace http
