#pragma once

#include "base/result.hpp"
#include "http/message.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace http {

/// Which header the proxies before us write; the other one may be invented by the client.
enum class ForwardedBy : std::uint8_t { x_forwarded_for, forwarded };

/// The reverse proxies whose word about the client is believed.
class TrustedProxies {
public:
    /// Each text is an address (`10.0.0.2`, `::1`) or a network (`10.0.0.0/8`); else
    /// `http.bad_proxy`.
    [[nodiscard]] static base::Result<TrustedProxies> parse(const std::vector<std::string>& texts);
    [[nodiscard]] bool contains(std::string_view address) const;
    [[nodiscard]] bool empty() const { return networks_.empty(); }

private:
    /// IPv4 stands as IPv4-mapped IPv6, so that one comparison serves both.
    struct Network {
        std::array<std::uint8_t, 16> prefix{};
        unsigned bits = 128;
    };
    std::vector<Network> networks_;
};

/// Where a request came from.
struct Origin {
    std::string peer; ///< address of the client
    bool secure = false;
};

/// The client behind trusted proxies (X-Forwarded-For and X-Forwarded-Proto, or RFC 7239). `line`
/// is what the socket says; it stays when its peer is not trusted. The address nearest to us that
/// is not a trusted proxy is the client: what stands before it may be invented.
[[nodiscard]] Origin origin_of(const Origin& line, const Headers& headers,
                               const TrustedProxies& trusted, ForwardedBy by);

} // namespace http
