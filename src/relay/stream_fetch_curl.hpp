#pragma once

#include "relay/stream_fetch.hpp"

#include <set>

namespace relay {

/// By libcurl: Icecast, SHOUTcast, and HLS of whole segments. Nobody can make the server call what
/// only the server reaches: each address is judged at the moment of connecting, after each
/// redirection anew, and only public ones are called, unless the operator named the host.
class CurlStreamFetch final : public StreamFetch {
public:
    /// Names or addresses of hosts that may be anywhere, as they stand in URLs.
    explicit CurlStreamFetch(std::set<std::string> private_hosts)
        : private_hosts_(std::move(private_hosts)) {}

    base::Result<void> follow(const std::string& url, StreamSink& sink,
                              const std::stop_token& stop) override;

private:
    const std::set<std::string> private_hosts_;
};

} // namespace relay
