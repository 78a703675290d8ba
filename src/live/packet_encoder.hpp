#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace live {

/// Mono samples at 48 kHz of one packet.
inline constexpr std::size_t packet_samples = 960;

/// Opus (RFC 6716), one packet of 20 ms after another. Used by one thread.
class PacketEncoder {
public:
    explicit PacketEncoder(std::int32_t bits_per_second);
    ~PacketEncoder();
    PacketEncoder(const PacketEncoder&) = delete;
    PacketEncoder& operator=(const PacketEncoder&) = delete;

    /// ENSUREs that there are `packet_samples`.
    [[nodiscard]] std::string encode(std::span<const std::int16_t> samples);
    /// Samples by which decoded sound lags behind what was encoded.
    [[nodiscard]] std::int32_t delay_samples() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace live
