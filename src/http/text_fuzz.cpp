#include "http/accept.hpp"
#include "http/forwarded.hpp"
#include "http/range.hpp"
#include "http/target.hpp"

#include "base/ensure.hpp"
#include "base/text.hpp"

#include <cstddef>
#include <cstdint>

/// The small parsers of header values and targets, with what must hold for every input.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(bytes), size);
    if (const auto target = http::read_target(text)) {
        ENSURE(target->path.starts_with('/') && base::is_utf8(target->path));
        ENSURE(target->path.find("//") == std::string::npos);
        ENSURE((target->path + '/').find("/../") == std::string::npos);
    }
    for (const std::uint64_t length : {std::uint64_t{0}, std::uint64_t{10}, UINT64_MAX}) {
        const http::RangeAnswer answer = http::read_range(text, length);
        if (answer.outcome == http::RangeOutcome::part) {
            ENSURE(answer.range.length > 0 && answer.range.offset < length);
            ENSURE(answer.range.length <= length - answer.range.offset);
        }
    }
    static const auto proxies = http::TrustedProxies::parse({"10.0.0.0/8", "::1"}).value();
    for (const auto by : {http::ForwardedBy::x_forwarded_for, http::ForwardedBy::forwarded}) {
        const http::Headers headers{{"Forwarded", std::string(text)},
                                    {"X-Forwarded-For", std::string(text)}};
        const auto origin = http::origin_of({.peer = "::1", .secure = false}, headers, proxies, by);
        ENSURE(!origin.peer.empty() && origin.peer.size() < 46);
    }
    for (const http::Weighted& element : http::read_weighted(text)) {
        ENSURE(element.weight <= 1000 && !element.value.empty());
    }
    static_cast<void>(http::choose_encoding(text, {"br", "gzip"}));
    static_cast<void>(http::choose_language(text));
    return 0;
}
