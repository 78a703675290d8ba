#pragma once

#include "base/hash.hpp"
#include "base/result.hpp"

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace player {

/// Where and as whom to ask.
struct HttpServer {
    std::string base; ///< https://host[:port], without a slash at the end
    std::string ca_file;
    std::string user; ///< empty: no credential
    std::string password;
};

struct HttpAnswer {
    long status = 0;
    std::string body;
};

/// The certificate that a server shows, and the pin by which later requests hold it to the same
/// key.
struct SeenCertificate {
    base::Sha256 sha256; ///< over its DER form
    std::string pin;     ///< `sha256//…` over its public key, as libcurl writes it
};

/// What a server on loopback may do without TLS; everything else must be https. Refuses
/// `player.plain_http`.
[[nodiscard]] base::Result<void> check_address(const std::string& base_address, bool plain_allowed);

/// All of them block. A server that cannot be reached or does not prove who it is gives
/// `player.unreachable` (unavailable). Redirections are not followed: a device talks to its server
/// only.
[[nodiscard]] base::Result<HttpAnswer> http_get(const HttpServer& server, const std::string& path,
                                                std::size_t bytes_max);
/// Fetches into `partial`, going on where an earlier try stopped. Done when `size` bytes are there;
/// the content is for the caller to check. `cancel` ends it early.
[[nodiscard]] base::Result<void> http_download(const HttpServer& server, const std::string& path,
                                               const std::filesystem::path& partial,
                                               std::int64_t size, const std::atomic<bool>& cancel);

/// Gives the bytes of an answer with status 200 to `take` as they come, until it ends, `take` gives
/// false, nothing came for `silence_max`, or `cancel`. Gives the status.
[[nodiscard]] base::Result<long> http_follow(const HttpServer& server, const std::string& path,
                                             const std::function<bool(std::string_view)>& take,
                                             std::chrono::seconds silence_max,
                                             const std::atomic<bool>& cancel);

/// Sends what `next` gives, as it comes, until it gives nothing or `cancel`; `next` may wait. Gives
/// the status.
[[nodiscard]] base::Result<long> http_send(const HttpServer& server, const std::string& path,
                                           const std::string& media_type,
                                           const std::function<std::optional<std::string>()>& next,
                                           const std::atomic<bool>& cancel);

struct PostTarget {
    std::string base;
    std::optional<std::string> ca_file; ///< none: whoever answers with the pinned key
    std::string pin;                    ///< empty on a plain connection
    std::string from;                   ///< address of this machine to speak from; empty: any
};
[[nodiscard]] base::Result<HttpAnswer>
http_post_json(const PostTarget& target, const std::string& path, const std::string& body);
/// Connects and looks at the certificate without believing it.
[[nodiscard]] base::Result<SeenCertificate> look_at_certificate(const std::string& base_address);

} // namespace player
