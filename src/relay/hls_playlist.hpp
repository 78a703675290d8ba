#pragma once

#include "base/instant.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace relay {

struct HlsSegment {
    std::int64_t number = 0; ///< media sequence number
    std::string uri;         ///< as written: relative to the playlist
    base::Millis length{0};

    friend bool operator==(const HlsSegment&, const HlsSegment&) = default;
};

/// What a playlist of HTTP Live Streaming (RFC 8216) or a plain list of addresses says.
struct HlsPlaylist {
    /// Other playlists or streams, the one of least bandwidth first.
    std::vector<std::string> variants;
    std::vector<HlsSegment> segments;
    base::Millis target{6'000};
    bool ended = false;

    friend bool operator==(const HlsPlaylist&, const HlsPlaylist&) = default;
};

inline constexpr std::size_t playlist_bytes_max = 262'144;

/// Refuses what is no playlist or needs what we do not have: keys, byte ranges, fragmented MP4
/// (`relay.bad_playlist`).
[[nodiscard]] base::Result<HlsPlaylist> read_playlist(std::string_view text);

} // namespace relay
