#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What `GET /device/v1/live/{session}` carries (spec section 14): frames one after another, each a
/// head of 16 bytes, numbers big-endian, then its payload.
namespace device_protocol {

enum class LiveFrameKind : std::uint8_t {
    packet = 1, ///< one Opus packet of 20 ms, one channel
    pulse = 2,  ///< nothing to say; the line is alive, `instant_us` is the server's present
    end = 3,    ///< the session is over; the payload is a word that says why
};

struct LiveFrame {
    LiveFrameKind kind = LiveFrameKind::packet;
    std::uint32_t sequence = 0;  ///< of packets 0, 1, 2 …; otherwise of the next packet
    std::int64_t instant_us = 0; ///< when the packet's first sample is to sound; UTC since 1970
    std::string payload;

    friend bool operator==(const LiveFrame&, const LiveFrame&) = default;
};

inline constexpr std::string_view live_media_type = "application/vnd.nguon.live";
inline constexpr std::size_t live_head_bytes = 16;
inline constexpr std::size_t live_payload_bytes_max = 1'275; ///< of one Opus frame (RFC 6716 3.2)
inline constexpr std::int64_t live_packet_us = 20'000;

void append_live_frame(std::string& out, const LiveFrame& frame);

/// Cuts a stream into frames, however it is split on its way. After a refusal nothing more can be
/// read from this stream.
class LiveFrameReader {
public:
    /// Frames of kinds unknown here are skipped (spec rule 2.3). Refuses
    /// `device_protocol.bad_live_frame` when a payload is longer than any may be.
    [[nodiscard]] base::Result<std::vector<LiveFrame>> put(std::string_view bytes);

private:
    std::string waiting_;
};

} // namespace device_protocol
