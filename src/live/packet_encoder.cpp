#include "live/packet_encoder.hpp"

#include "base/ensure.hpp"
#include "device_protocol/live_frames.hpp"

#include <opus.h>

#include <array>

namespace live {

struct PacketEncoder::State {
    OpusEncoder* encoder = nullptr;
};

PacketEncoder::PacketEncoder(std::int32_t bits_per_second) : state_(std::make_unique<State>()) {
    int error = OPUS_OK;
    state_->encoder = opus_encoder_create(48'000, 1, OPUS_APPLICATION_AUDIO, &error);
    ENSURE(error == OPUS_OK);
    opus_encoder_ctl(state_->encoder, OPUS_SET_BITRATE(bits_per_second));
    opus_encoder_ctl(state_->encoder, OPUS_SET_COMPLEXITY(6));
}

PacketEncoder::~PacketEncoder() {
    opus_encoder_destroy(state_->encoder);
}

std::string PacketEncoder::encode(std::span<const std::int16_t> samples) {
    ENSURE(samples.size() == packet_samples);
    std::array<unsigned char, device_protocol::live_payload_bytes_max> packet;
    const opus_int32 size =
        opus_encode(state_->encoder, samples.data(), static_cast<int>(samples.size()),
                    packet.data(), static_cast<opus_int32>(packet.size()));
    ENSURE(size > 0);
    return {reinterpret_cast<const char*>(packet.data()), static_cast<std::size_t>(size)};
}

std::int32_t PacketEncoder::delay_samples() const {
    opus_int32 samples = 0;
    opus_encoder_ctl(state_->encoder, OPUS_GET_LOOKAHEAD(&samples));
    return samples;
}

} // namespace live
