#pragma once

#include "base/result.hpp"

#include <stop_token>
#include <string>
#include <string_view>

namespace relay {

/// Takes what a station sends.
class StreamSink {
public:
    virtual ~StreamSink() = default;
    /// The stream begins; false: its kind is of no use.
    virtual bool begins(std::string_view media_type) = 0;
    /// May block until there is room; so a sender goes no faster than it is heard. False: nothing
    /// more is wanted.
    virtual bool take(std::string_view bytes) = 0;
};

/// Fetches streams of stations by http(s). Safe to call from several threads.
class StreamFetch {
public:
    virtual ~StreamFetch() = default;
    /// Returns when the stream is over, when the sink wants no more, or when it is stopped. Refuses
    /// `relay.address_refused` (not a public address), `relay.unreachable`, `relay.bad_playlist`.
    [[nodiscard]] virtual base::Result<void> follow(const std::string& url, StreamSink& sink,
                                                    const std::stop_token& stop) = 0;
};

} // namespace relay
