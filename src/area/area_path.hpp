#pragma once

#include "base/result.hpp"

#include <compare>
#include <string>
#include <string_view>
#include <vector>

namespace area {

/// An official code, always text with its leading zeros: province "91", commune "31069"; below a
/// commune our own short code for a village ("31069-01").
using AreaCode = std::string;

/// A place in the administrative tree as codes from the top: `{}` is the whole country, `{"91"}` An
/// Giang,
/// `{"91", "31069"}` xã Vĩnh Thuận. The number of levels is data, because the law changes it. Text
/// form: "91/31069", the whole country is "".
class AreaPath {
public:
    AreaPath() = default;
    explicit AreaPath(std::vector<AreaCode> codes) : codes_(std::move(codes)) {}
    /// Refuses empty parts, more than 6 levels, and characters other than digits, letters and `-`.
    [[nodiscard]] static base::Result<AreaPath> parse(std::string_view text);

    [[nodiscard]] const std::vector<AreaCode>& codes() const { return codes_; }
    [[nodiscard]] bool is_country() const { return codes_.empty(); }
    /// True when `other` is this place or lies within it.
    [[nodiscard]] bool covers(const AreaPath& other) const;

    friend auto operator<=>(const AreaPath&, const AreaPath&) = default;

private:
    std::vector<AreaCode> codes_;
};

[[nodiscard]] std::string to_text(const AreaPath& path);

} // namespace area
