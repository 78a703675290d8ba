#include "crypto/base64url.hpp"

#include "base/hash.hpp"

#include <algorithm>

namespace crypto {

std::string to_base64url(std::string_view bytes) {
    std::string text = base::to_base64(bytes);
    text.erase(text.find_last_not_of('=') + 1);
    std::ranges::replace(text, '+', '-');
    std::ranges::replace(text, '/', '_');
    return text;
}

base::Result<std::string> from_base64url(std::string_view text) {
    std::string padded(text);
    const bool strange = text.find_first_of("+/=") != std::string_view::npos;
    std::ranges::replace(padded, '-', '+');
    std::ranges::replace(padded, '_', '/');
    padded.append((4 - padded.size() % 4) % 4, '=');
    auto bytes = base::from_base64(padded);
    if (strange || !bytes) {
        return base::fail(base::Fault::invalid, "crypto.bad_base64url",
                          "Dữ liệu gửi lên không đúng dạng base64url.",
                          "What was sent is not base64url.");
    }
    return *std::move(bytes);
}

} // namespace crypto
