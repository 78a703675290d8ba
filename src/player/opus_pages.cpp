#include "player/opus_pages.hpp"

#include "base/ensure.hpp"

#include <array>
#include <ogg/ogg.h>
#include <opus.h>

namespace player {

namespace {

constexpr std::int32_t rate_hz = 48'000;
constexpr std::int32_t bits_per_second = 48'000; ///< it is decoded and encoded once more
constexpr int packets_per_page = 5;
constexpr std::size_t packet_bytes_max = 1'276;

template <class Number>
void append_little(std::string& out, Number value) {
    for (std::size_t byte = 0; byte < sizeof(Number); ++byte) {
        out += static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * byte));
    }
}

} // namespace

struct OpusPages::State {
    OpusEncoder* encoder = nullptr;
    ogg_stream_state stream{};
    std::int64_t packets = 0; ///< with the two of the head
    std::int64_t granule = 0;
    int in_page = 0;

    State() {
        int error = OPUS_OK;
        encoder = opus_encoder_create(rate_hz, 1, OPUS_APPLICATION_AUDIO, &error);
        ENSURE(error == OPUS_OK);
        opus_encoder_ctl(encoder, OPUS_SET_BITRATE(bits_per_second));
        ogg_stream_init(&stream, 1);
    }
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() {
        opus_encoder_destroy(encoder);
        ogg_stream_clear(&stream);
    }

    void put(std::string bytes) {
        ogg_packet packet{};
        packet.packet = reinterpret_cast<unsigned char*>(bytes.data());
        packet.bytes = static_cast<long>(bytes.size());
        packet.b_o_s = packets == 0 ? 1 : 0;
        packet.granulepos = granule;
        packet.packetno = packets++;
        ogg_stream_packetin(&stream, &packet);
    }

    std::string flush() {
        std::string out;
        ogg_page page{};
        while (ogg_stream_flush(&stream, &page) != 0) {
            out.append(reinterpret_cast<const char*>(page.header),
                       static_cast<std::size_t>(page.header_len));
            out.append(reinterpret_cast<const char*>(page.body),
                       static_cast<std::size_t>(page.body_len));
        }
        return out;
    }
};

OpusPages::OpusPages() : state_(std::make_unique<State>()) {}
OpusPages::~OpusPages() = default;

std::string OpusPages::head() {
    opus_int32 look_ahead = 0;
    opus_encoder_ctl(state_->encoder, OPUS_GET_LOOKAHEAD(&look_ahead));
    std::string head = "OpusHead";
    append_little(head, std::uint8_t{1});
    append_little(head, std::uint8_t{1});
    append_little(head, static_cast<std::uint16_t>(look_ahead));
    append_little(head, static_cast<std::uint32_t>(rate_hz));
    append_little(head, std::uint16_t{0});
    append_little(head, std::uint8_t{0});
    state_->put(std::move(head));
    std::string out = state_->flush();
    const std::string vendor = "nguon-player";
    std::string tags = "OpusTags";
    append_little(tags, static_cast<std::uint32_t>(vendor.size()));
    tags += vendor;
    append_little(tags, std::uint32_t{0});
    state_->put(std::move(tags));
    return out + state_->flush();
}

std::optional<std::string> OpusPages::add(std::span<const std::int16_t> frames) {
    ENSURE(frames.size() == capture_frames);
    std::array<unsigned char, packet_bytes_max> packet{};
    const opus_int32 size =
        opus_encode(state_->encoder, frames.data(), static_cast<int>(capture_frames), packet.data(),
                    static_cast<opus_int32>(packet.size()));
    ENSURE(size > 0);
    state_->granule += static_cast<std::int64_t>(capture_frames);
    state_->put({reinterpret_cast<const char*>(packet.data()), static_cast<std::size_t>(size)});
    if (++state_->in_page < packets_per_page) {
        return std::nullopt;
    }
    state_->in_page = 0;
    return state_->flush();
}

} // namespace player
