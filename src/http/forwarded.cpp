#include "http/forwarded.hpp"

#include "base/text.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <optional>

namespace http {

namespace {

using Bytes = std::array<std::uint8_t, 16>;
constexpr Bytes mapped_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
constexpr unsigned mapped_bits = 96;

bool is_mapped(const Bytes& bytes) {
    return std::equal(bytes.begin(), bytes.begin() + mapped_bits / 8, mapped_prefix.begin());
}

std::optional<Bytes> read_address(std::string_view text) {
    const std::string terminated(text);
    Bytes bytes = mapped_prefix;
    if (::inet_pton(AF_INET, terminated.c_str(), bytes.data() + mapped_bits / 8) == 1 ||
        ::inet_pton(AF_INET6, terminated.c_str(), bytes.data()) == 1) {
        return bytes;
    }
    return std::nullopt;
}

/// One spelling for each address, so that limits by client cannot be walked round.
std::string address_text(const Bytes& bytes) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const bool v4 = is_mapped(bytes);
    ::inet_ntop(v4 ? AF_INET : AF_INET6, bytes.data() + (v4 ? mapped_bits / 8 : 0), text.data(),
                text.size());
    return text.data();
}

/// `1.2.3.4`, `1.2.3.4:567`, `::1`, `[::1]`, `[::1]:567`.
std::optional<Bytes> read_hop(std::string_view text) {
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        return end == std::string_view::npos ? std::nullopt : read_address(text.substr(1, end - 1));
    }
    if (std::ranges::count(text, ':') == 1) {
        text = text.substr(0, text.find(':'));
    }
    return read_address(text);
}

/// Cuts at `separator` outside quoted strings.
std::vector<std::string> cut(std::string_view text, char separator) {
    std::vector<std::string> parts(1);
    bool quoted = false;
    for (const char c : text) {
        quoted = quoted != (c == '"');
        if (c == separator && !quoted) {
            parts.emplace_back();
        } else {
            parts.back() += c;
        }
    }
    return parts;
}

/// The elements of a header over all its lines (RFC 9110 5.3): some proxies add a line of their
/// own.
std::vector<std::string> elements_of(const Headers& headers, std::string_view name) {
    std::vector<std::string> all;
    const auto [first, last] = headers.equal_range(name);
    for (auto header = first; header != last; ++header) {
        for (std::string& element : cut(header->second, ',')) {
            all.push_back(std::string(base::trim(element)));
        }
    }
    return all;
}

/// The value of a parameter of an element of `Forwarded` (RFC 7239 4).
std::string parameter_of(const std::string& element, std::string_view wanted) {
    for (const std::string& pair : cut(element, ';')) {
        const auto equals = pair.find('=');
        if (equals == std::string::npos ||
            base::to_lower(base::trim(std::string_view(pair).substr(0, equals))) != wanted) {
            continue;
        }
        std::string value(base::trim(std::string_view(pair).substr(equals + 1)));
        std::erase(value, '"');
        return value;
    }
    return {};
}

/// What the proxies say, the nearest to us last.
struct Chain {
    std::vector<std::string> hops;
    std::string scheme;
};

Chain chain_of(const Headers& headers, ForwardedBy by) {
    Chain chain;
    if (by == ForwardedBy::x_forwarded_for) {
        chain.hops = elements_of(headers, "X-Forwarded-For");
        const auto schemes = elements_of(headers, "X-Forwarded-Proto");
        chain.scheme = schemes.empty() ? std::string() : schemes.back();
        return chain;
    }
    for (const std::string& element : elements_of(headers, "Forwarded")) {
        chain.hops.push_back(parameter_of(element, "for"));
        chain.scheme = parameter_of(element, "proto");
    }
    return chain;
}

} // namespace

base::Result<TrustedProxies> TrustedProxies::parse(const std::vector<std::string>& texts) {
    TrustedProxies proxies;
    for (const std::string& text : texts) {
        const auto slash = std::min(text.find('/'), text.size());
        const auto address = read_address(std::string_view(text).substr(0, slash));
        Network network{.prefix = address.value_or(Bytes{}), .bits = 128};
        const bool v4 = text.find(':') == std::string::npos;
        bool good = address.has_value();
        if (slash < text.size()) {
            const char* end = text.data() + text.size();
            const auto [rest, error] = std::from_chars(text.data() + slash + 1, end, network.bits);
            good = good && error == std::errc{} && rest == end && network.bits <= (v4 ? 32U : 128U);
            network.bits += v4 ? mapped_bits : 0;
        }
        if (!good) {
            return base::fail(base::Fault::invalid, "http.bad_proxy",
                              "«" + text + "» không phải là địa chỉ hoặc dải mạng.",
                              "“" + text + "” is neither an address nor a network.");
        }
        proxies.networks_.push_back(network);
    }
    return proxies;
}

bool TrustedProxies::contains(std::string_view address) const {
    const auto bytes = read_address(address);
    return bytes && std::ranges::any_of(networks_, [&](const Network& network) {
               const unsigned whole = network.bits / 8;
               const unsigned rest = network.bits % 8;
               const auto mask = static_cast<std::uint8_t>(0xFF00U >> rest);
               return std::equal(bytes->begin(), bytes->begin() + whole, network.prefix.begin()) &&
                      (rest == 0 || ((*bytes)[whole] & mask) == (network.prefix[whole] & mask));
           });
}

Origin origin_of(const Origin& line, const Headers& headers, const TrustedProxies& trusted,
                 ForwardedBy by) {
    Origin origin = line;
    if (!trusted.contains(line.peer)) {
        return origin;
    }
    const Chain chain = chain_of(headers, by);
    origin.secure = line.secure || base::to_lower(chain.scheme) == "https";
    for (auto hop = chain.hops.rbegin(); hop != chain.hops.rend(); ++hop) {
        const auto address = read_hop(*hop);
        if (!address) {
            break; // hidden or nonsense: the proxy that wrote it is the last that we know
        }
        origin.peer = address_text(*address);
        if (!trusted.contains(origin.peer)) {
            break;
        }
    }
    return origin;
}

} // namespace http
