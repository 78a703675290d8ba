#include "player/opus_source.hpp"

#include "base/try.hpp"

#include <opus.h>
#include <opusfile.h>

#include <algorithm>
#include <array>

namespace player {

namespace {

struct OpusFree {
    void operator()(OggOpusFile* file) const { op_free(file); }
};
using OpusFile = std::unique_ptr<OggOpusFile, OpusFree>;

struct DecoderDestroy {
    void operator()(OpusDecoder* decoder) const { opus_decoder_destroy(decoder); }
};

/// The decoder of one channel. It is given to opusfile in the place of its own, which asks the
/// processor what it can do with every packet: on a virtual machine that takes longer than
/// decoding.
class MonoDecoder {
public:
    /// Begins anew with this file, of which nothing may have been read yet.
    void use_for(OggOpusFile* file) {
        file_ = file;
        link_ = -1;
        op_set_decode_callback(file, decode, this);
    }

private:
    /// What opusfile calls for each packet; it gives 0 when all `frames` were decoded.
    static int decode(void* self, OpusMSDecoder*, void* out, const ogg_packet* packet, int frames,
                      int channels, int format, int link) {
        if (channels != 1 || format != OP_DEC_FORMAT_FLOAT) {
            return OP_DEC_USE_DEFAULT;
        }
        return static_cast<MonoDecoder*>(self)->decode(static_cast<float*>(out), *packet, frames,
                                                       link);
    }

    int decode(float* out, const ogg_packet& packet, int frames, int link) {
        if (decoder_ == nullptr) {
            int error = 0;
            decoder_.reset(opus_decoder_create(static_cast<opus_int32>(sample_rate), 1, &error));
        }
        if (decoder_ == nullptr) {
            return OP_EFAULT;
        }
        if (link != link_) {
            link_ = link;
            clipping_ = 0;
            opus_decoder_ctl(decoder_.get(), OPUS_RESET_STATE);
            opus_decoder_ctl(decoder_.get(), OPUS_SET_GAIN(op_head(file_, link)->output_gain));
        }
        if (opus_decode_float(decoder_.get(), packet.packet, static_cast<opus_int32>(packet.bytes),
                              out, frames, 0) != frames) {
            return OP_EBADPACKET;
        }
        opus_pcm_soft_clip(out, frames, 1, &clipping_);
        return 0;
    }

    const OggOpusFile* file_ = nullptr;
    int link_ = -1; ///< of the file, that the decoder is in
    std::unique_ptr<OpusDecoder, DecoderDestroy> decoder_;
    float clipping_ = 0; ///< what the soft clipping goes on with
};

/// The nearest of 16 bits. Without dither: what was coded once has a floor far above it.
std::int16_t to_sample(float value) {
    const float scaled = std::clamp(value * 32'768.0F, -32'768.0F, 32'767.0F);
    return static_cast<std::int16_t>(static_cast<int>(scaled + (scaled < 0 ? -0.5F : 0.5F)));
}

base::Failure broken(const std::filesystem::path& path) {
    return base::fail(base::Fault::invalid, "player.media_broken",
                      "Tệp âm thanh " + path.filename().string() + " bị hỏng, không giải mã được.",
                      "The sound file " + path.filename().string() + " cannot be decoded.");
}

} // namespace

struct OpusSource::State {
    std::vector<std::filesystem::path> files;
    std::size_t index = 0;
    MonoDecoder decoder;
    OpusFile current;
    /// What one call of the decoder gave and was not read yet: at most 120 ms, as the decoder
    /// demands.
    std::array<float, 5760 * 2> decoded{};
    std::size_t decoded_begin = 0;
    std::size_t decoded_end = 0;

    base::Result<void> open_current() {
        decoded_begin = decoded_end = 0;
        current.reset(op_open_file(files[index].c_str(), nullptr));
        if (current == nullptr) {
            return broken(files[index]);
        }
        decoder.use_for(current.get());
        return {};
    }

    /// False at the end of the last file.
    base::Result<bool> decode_more() {
        while (index < files.size()) {
            int link = 0;
            const int frames = op_read_float(current.get(), decoded.data(),
                                             static_cast<int>(decoded.size()), &link);
            if (frames < 0 && frames != OP_HOLE) {
                return broken(files[index]);
            }
            if (frames > 0) {
                to_mono(static_cast<std::size_t>(frames), op_channel_count(current.get(), link));
                return true;
            }
            if (frames == 0) {
                ++index;
                if (index < files.size()) {
                    TRY(open_current());
                }
            }
        }
        return false;
    }

    void to_mono(std::size_t frames, int channels) {
        if (channels > 1) {
            const auto width = static_cast<std::size_t>(channels);
            for (std::size_t frame = 0; frame < frames; ++frame) {
                float sum = 0;
                for (std::size_t channel = 0; channel < width; ++channel) {
                    sum += decoded[frame * width + channel];
                }
                decoded[frame] = sum / static_cast<float>(channels);
            }
        }
        decoded_begin = 0;
        decoded_end = frames;
    }
};

OpusSource::OpusSource(std::unique_ptr<State> state) : state_(std::move(state)) {}
OpusSource::~OpusSource() = default;
OpusSource::OpusSource(OpusSource&&) noexcept = default;
OpusSource& OpusSource::operator=(OpusSource&&) noexcept = default;

base::Result<OpusSource> OpusSource::open(std::vector<std::filesystem::path> files) {
    auto state = std::make_unique<State>();
    state->files = std::move(files);
    TRY(state->open_current());
    return OpusSource(std::move(state));
}

base::Result<std::size_t> OpusSource::read(std::span<std::int16_t> out) {
    std::size_t filled = 0;
    while (filled < out.size()) {
        if (state_->decoded_begin == state_->decoded_end) {
            TRY_ASSIGN(const bool more, state_->decode_more());
            if (!more) {
                break;
            }
        }
        const std::size_t count =
            std::min(out.size() - filled, state_->decoded_end - state_->decoded_begin);
        std::ranges::transform(
            std::span<const float>(state_->decoded).subspan(state_->decoded_begin, count),
            out.begin() + static_cast<std::ptrdiff_t>(filled), to_sample);
        state_->decoded_begin += count;
        filled += count;
    }
    return filled;
}

base::Result<void> OpusSource::seek(std::int64_t frame) {
    for (state_->index = 0; state_->index < state_->files.size(); ++state_->index) {
        TRY(state_->open_current());
        const std::int64_t length = op_pcm_total(state_->current.get(), -1);
        if (length < 0) {
            return broken(state_->files[state_->index]);
        }
        if (frame < length) {
            if (op_pcm_seek(state_->current.get(), frame) != 0) {
                return broken(state_->files[state_->index]);
            }
            return {};
        }
        frame -= length;
    }
    return {};
}

} // namespace player
