#include "player/sound_input.hpp"

#include <alsa/asoundlib.h>

namespace player {

namespace {

constexpr unsigned buffer_us = 500'000;
constexpr unsigned sample_rate_hz = 48'000;
constexpr int wait_ms = 2'000;

struct PcmClose {
    void operator()(snd_pcm_t* pcm) const { snd_pcm_close(pcm); }
};

class AlsaInput final : public SoundInput {
public:
    explicit AlsaInput(std::string device) : device_(std::move(device)) {}

    base::Result<void> open() override {
        close();
        snd_pcm_t* opened = nullptr;
        int code = snd_pcm_open(&opened, device_.c_str(), SND_PCM_STREAM_CAPTURE, 0);
        if (code < 0) {
            return input_failure(device_, snd_strerror(code));
        }
        pcm_.reset(opened);
        code = snd_pcm_set_params(pcm_.get(), SND_PCM_FORMAT_S16_LE, SND_PCM_ACCESS_RW_INTERLEAVED,
                                  1, sample_rate_hz, 1, buffer_us);
        if (code >= 0) {
            code = snd_pcm_start(pcm_.get());
        }
        return code < 0 ? base::Result<void>(input_failure(device_, snd_strerror(code)))
                        : base::Result<void>();
    }

    base::Result<void> read(std::span<std::int16_t> frames) override {
        while (!frames.empty()) {
            if (snd_pcm_wait(pcm_.get(), wait_ms) == 0) {
                return input_failure(device_, "nothing comes");
            }
            const snd_pcm_sframes_t count = snd_pcm_readi(pcm_.get(), frames.data(), frames.size());
            if (count < 0) {
                // What was captured while the line was stuck is late anyway.
                const int code = snd_pcm_recover(pcm_.get(), static_cast<int>(count), 1);
                if (code < 0) {
                    return input_failure(device_, snd_strerror(code));
                }
                snd_pcm_start(pcm_.get());
                continue;
            }
            frames = frames.subspan(static_cast<std::size_t>(count));
        }
        return {};
    }

    void close() override { pcm_.reset(); }

private:
    const std::string device_;
    std::unique_ptr<snd_pcm_t, PcmClose> pcm_;
};

} // namespace

std::unique_ptr<SoundInput> make_alsa_input(const std::string& device) {
    return std::make_unique<AlsaInput>(device);
}

} // namespace player
