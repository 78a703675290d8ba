#pragma once

#include "http/message.hpp"

namespace http {

struct HeadOptions {
    bool keep_alive = true;
    /// Bytes of the body that follows, or would follow for HEAD; nothing for streams without an
    /// end.
    std::optional<std::uint64_t> length;
};

/// The status line and headers of a reply. Control characters in values become spaces, so that no
/// value can start another header; names that are not tokens are left out.
[[nodiscard]] std::string response_head(const Response& response, const HeadOptions& options);

[[nodiscard]] std::string_view reason_phrase(int status);

} // namespace http
