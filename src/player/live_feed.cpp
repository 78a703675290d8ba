#include "player/live_feed.hpp"

#include "base/ensure.hpp"

#include <opus.h>
#include <soxr.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <deque>

namespace player {

using device_protocol::live_packet_us;
using device_protocol::LiveFrame;
using device_protocol::LiveFrameKind;

namespace {

constexpr std::size_t packet_frames = 960;
/// Concealed by the decoder; a longer gap is silence.
constexpr int concealed_max = 5;
/// A difference above this is jumped over, below it is bent away.
constexpr std::int64_t jump_us = 60'000;
/// A difference is bent away within about so long, by at most half a percent of speed.
constexpr double bend_over_us = 4'000'000;
constexpr double bend_max = 0.005;
constexpr double ratio_max = 1.02;

std::int64_t us_of(double frames) {
    return static_cast<std::int64_t>(frames * 1'000'000 / sample_rate);
}

std::int64_t frames_of(std::int64_t us) {
    return us * sample_rate / 1'000'000;
}

} // namespace

void LivePackets::put(LiveFrame frame) {
    const std::lock_guard lock(mutex_);
    if (frame.kind == LiveFrameKind::end) {
        end_ = frame.sequence;
        return;
    }
    if (frame.kind != LiveFrameKind::packet || (newest_ && frame.sequence <= *newest_)) {
        return; // known already: the line was broken and began again a little earlier
    }
    newest_ = frame.sequence;
    packets_.emplace(frame.sequence, std::move(frame));
    while (packets_.size() > packets_max) {
        packets_.erase(packets_.begin());
    }
}

std::optional<LiveFrame> LivePackets::take(std::uint32_t sequence) {
    const std::lock_guard lock(mutex_);
    packets_.erase(packets_.begin(), packets_.lower_bound(sequence));
    auto node = packets_.extract(sequence);
    return node.empty() ? std::nullopt : std::optional(std::move(node.mapped()));
}

std::optional<LiveFrame> LivePackets::peek() const {
    const std::lock_guard lock(mutex_);
    return packets_.empty() ? std::nullopt : std::optional(packets_.begin()->second);
}

std::optional<std::uint32_t> LivePackets::newest() const {
    const std::lock_guard lock(mutex_);
    return newest_;
}

std::optional<std::uint32_t> LivePackets::end() const {
    const std::lock_guard lock(mutex_);
    return end_;
}

void LivePackets::finish() {
    const std::lock_guard lock(mutex_);
    if (!end_) {
        end_ = newest_ ? *newest_ + 1 : 0;
    }
}

struct LiveFeed::State {
    explicit State(LivePackets& from) : packets(from) {
        int error = OPUS_OK;
        decoder = opus_decoder_create(static_cast<opus_int32>(sample_rate), 1, &error);
        ENSURE(error == OPUS_OK);
        make_resampler();
    }
    ~State() {
        soxr_delete(resampler);
        opus_decoder_destroy(decoder);
    }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    void make_resampler() {
        soxr_delete(resampler);
        const auto io = soxr_io_spec(SOXR_INT16_I, SOXR_INT16_I);
        const auto quality = soxr_quality_spec(SOXR_HQ, SOXR_VR);
        soxr_error_t error = nullptr;
        resampler = soxr_create(ratio_max, 1, 1, &error, &io, &quality, nullptr);
        ENSURE(error == nullptr);
        soxr_set_io_ratio(resampler, 1, 0);
        fed = 0;
        given = 0;
    }

    /// The instant of the sample that comes out of the resampler next.
    [[nodiscard]] std::int64_t next_us() const {
        return decoded_us - us_of(static_cast<double>(decoded.size()) + fed - given);
    }

    void append(const std::int16_t* samples, std::size_t count) {
        decoded.insert(decoded.end(), samples, samples + count);
        decoded_us += us_of(static_cast<double>(count));
    }

    void append_silence(std::int64_t frames) {
        decoded.insert(decoded.end(), static_cast<std::size_t>(std::max<std::int64_t>(frames, 0)),
                       0);
        decoded_us += us_of(static_cast<double>(frames));
    }

    /// Decodes one packet more, or what stands for it.
    void decode_next() {
        const auto waiting = packets.peek();
        if (!waiting || waiting->sequence > sequence) {
            conceal(waiting);
            return;
        }
        const auto frame = packets.take(sequence);
        if (!frame) {
            conceal(std::nullopt);
            return;
        }
        // Between two packets the instants go on by 20 ms, a little more or less.
        const std::int64_t gap = frame->instant_us - decoded_us;
        if (gap > jump_us) {
            append_silence(frames_of(gap));
        }
        decoded_us = frame->instant_us;
        std::array<std::int16_t, packet_frames * 6> samples;
        const int count =
            opus_decode(decoder, reinterpret_cast<const unsigned char*>(frame->payload.data()),
                        static_cast<opus_int32>(frame->payload.size()), samples.data(),
                        static_cast<int>(samples.size()), 0);
        if (count > 0) {
            append(samples.data(), static_cast<std::size_t>(count));
            sounded += count;
        }
        missing = 0;
        ++sequence;
    }

    void conceal(const std::optional<LiveFrame>& waiting) {
        std::array<std::int16_t, packet_frames> samples{};
        const bool lost = waiting.has_value();
        if (missing < concealed_max && opus_decode(decoder, nullptr, 0, samples.data(),
                                                   static_cast<int>(samples.size()), 0) < 0) {
            samples.fill(0);
        }
        ++missing;
        append(samples.data(), samples.size());
        if (lost) {
            ++sequence; // a later one is there, so this one does not come any more
            if (missing > concealed_max) {
                sequence = waiting->sequence;
            }
        }
    }

    void give(std::span<std::int16_t> out) {
        std::size_t filled = 0;
        while (filled < out.size()) {
            if (decoded.empty()) {
                decode_next();
            }
            block.assign(decoded.begin(), decoded.begin() + static_cast<std::ptrdiff_t>(std::min(
                                                                decoded.size(), packet_frames)));
            std::size_t taken = 0;
            std::size_t made = 0;
            soxr_process(resampler, block.data(), block.size(), &taken, out.data() + filled,
                         out.size() - filled, &made);
            decoded.erase(decoded.begin(), decoded.begin() + static_cast<std::ptrdiff_t>(taken));
            fed += static_cast<double>(taken);
            given += static_cast<double>(made) * ratio;
            filled += made;
        }
    }

    LivePackets& packets;
    OpusDecoder* decoder = nullptr;
    soxr_t resampler = nullptr;
    std::deque<std::int16_t> decoded;
    std::vector<std::int16_t> block;
    std::int64_t decoded_us = 0; ///< instant after the last decoded sample
    std::uint32_t sequence = 0;  ///< of the packet to be decoded next
    int missing = 0;
    double ratio = 1;
    double fed = 0;   ///< samples that went into the resampler
    double given = 0; ///< of them that have come out
    std::int64_t sounded = 0;
    std::int64_t off_us = 0;
};

LiveFeed::LiveFeed(LivePackets& packets) : state_(std::make_unique<State>(packets)) {}
LiveFeed::~LiveFeed() = default;

std::optional<std::int64_t> LiveFeed::begin_us(std::int64_t not_before_us) {
    State& state = *state_;
    while (const auto first = state.packets.peek()) {
        if (first->instant_us >= not_before_us) {
            state.sequence = first->sequence;
            state.decoded_us = first->instant_us;
            return first->instant_us;
        }
        // Its sound is over, but the decoder learns from it.
        state.sequence = first->sequence;
        state.decoded_us = first->instant_us;
        state.decode_next();
        state.decoded.clear();
        state.sounded = 0;
    }
    return std::nullopt;
}

void LiveFeed::read(std::span<std::int16_t> out, std::int64_t heard_us) {
    State& state = *state_;
    state.off_us = heard_us - state.next_us();
    if (std::abs(state.off_us) > jump_us) {
        if (state.off_us > 0) {
            // Late: what should have sounded already is left out.
            while (state.next_us() + live_packet_us < heard_us && state.packets.peek()) {
                state.decode_next();
                const std::int64_t late = frames_of(heard_us - state.next_us());
                const auto drop =
                    std::min<std::int64_t>(std::max<std::int64_t>(late, 0),
                                           static_cast<std::int64_t>(state.decoded.size()));
                state.decoded.erase(state.decoded.begin(), state.decoded.begin() + drop);
            }
        } else {
            const std::int64_t early = frames_of(-state.off_us);
            const auto silent = static_cast<std::size_t>(
                std::min<std::int64_t>(early, static_cast<std::int64_t>(out.size())));
            std::fill_n(out.begin(), silent, std::int16_t{0});
            out = out.subspan(silent);
        }
        state.ratio = 1;
    } else {
        state.ratio =
            1 + std::clamp(static_cast<double>(state.off_us) / bend_over_us, -bend_max, bend_max);
    }
    soxr_set_io_ratio(state.resampler, state.ratio, out.size());
    state.give(out);
}

bool LiveFeed::over() const {
    const auto end = state_->packets.end();
    return end && state_->sequence >= *end && state_->decoded.size() < packet_frames;
}

std::int64_t LiveFeed::frames_of_sound() const {
    return state_->sounded;
}

std::int64_t LiveFeed::error_us() const {
    return state_->off_us;
}

} // namespace player
