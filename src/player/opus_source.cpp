#include "player/opus_source.hpp"

#include "base/try.hpp"

#include <opusfile.h>

#include <algorithm>
#include <array>

namespace player {

namespace {

struct OpusFree {
    void operator()(OggOpusFile* file) const { op_free(file); }
};
using OpusFile = std::unique_ptr<OggOpusFile, OpusFree>;

base::Failure broken(const std::filesystem::path& path) {
    return base::fail(base::Fault::invalid, "player.media_broken",
                      "Tệp âm thanh " + path.filename().string() + " bị hỏng, không giải mã được.",
                      "The sound file " + path.filename().string() + " cannot be decoded.");
}

} // namespace

struct OpusSource::State {
    std::vector<std::filesystem::path> files;
    std::size_t index = 0;
    OpusFile current;
    /// What one call of the decoder gave and was not read yet: at most 120 ms, as the decoder
    /// demands.
    std::array<std::int16_t, 5760 * 2> decoded{};
    std::size_t decoded_begin = 0;
    std::size_t decoded_end = 0;

    base::Result<void> open_current() {
        decoded_begin = decoded_end = 0;
        current.reset(op_open_file(files[index].c_str(), nullptr));
        if (current == nullptr) {
            return broken(files[index]);
        }
        return {};
    }

    /// False at the end of the last file.
    base::Result<bool> decode_more() {
        while (index < files.size()) {
            int link = 0;
            const int frames =
                op_read(current.get(), decoded.data(), static_cast<int>(decoded.size()), &link);
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
                int sum = 0;
                for (std::size_t channel = 0; channel < width; ++channel) {
                    sum += decoded[frame * width + channel];
                }
                decoded[frame] = static_cast<std::int16_t>(sum / channels);
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
        std::copy_n(state_->decoded.begin() + static_cast<std::ptrdiff_t>(state_->decoded_begin),
                    count, out.begin() + static_cast<std::ptrdiff_t>(filled));
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
