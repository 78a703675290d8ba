#pragma once

#include <string>
#include <string_view>

namespace area {

/// Lower case with one spelling of the tone mark where two are in use: "Hòa" and "Hoà" both become
/// "hoà", "Thủy" and "Thuỷ" both "thuỷ".
[[nodiscard]] std::string comparable(std::string_view text);

} // namespace area
