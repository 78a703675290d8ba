#include "player/alsa_output.hpp"

#include <alsa/asoundlib.h>
#include <spdlog/spdlog.h>

#include <algorithm>

namespace player {

namespace {

constexpr unsigned buffer_us = 300'000;

struct PcmClose {
    void operator()(snd_pcm_t* pcm) const { snd_pcm_close(pcm); }
};

class AlsaOutput final : public SoundOutput {
public:
    explicit AlsaOutput(std::string device) : device_(std::move(device)) {}

    base::Result<void> open(const Stretch&) override {
        pcm_.reset(); // of a stretch that failed; else the card would be busy with ourselves
        written_ = 0;
        started_ = false;
        snd_pcm_t* opened = nullptr;
        int code = snd_pcm_open(&opened, device_.c_str(), SND_PCM_STREAM_PLAYBACK, 0);
        if (code < 0) {
            return failure("open", code);
        }
        pcm_.reset(opened);
        code = snd_pcm_set_params(pcm_.get(), SND_PCM_FORMAT_S16_LE, SND_PCM_ACCESS_RW_INTERLEAVED,
                                  1, static_cast<unsigned>(sample_rate), 1, buffer_us);
        if (code < 0) {
            return failure("set up", code);
        }
        snd_pcm_uframes_t buffer = 0;
        snd_pcm_uframes_t period = 0;
        code = snd_pcm_get_params(pcm_.get(), &buffer, &period);
        if (code < 0) {
            return failure("set up", code);
        }
        buffer_frames_ = static_cast<std::int64_t>(buffer);
        return start_by_hand_only();
    }

    std::int64_t frames_ahead() const override { return buffer_frames_; }

    std::optional<std::int64_t> frames_waiting() override {
        snd_pcm_sframes_t waiting = 0;
        return pcm_ && snd_pcm_delay(pcm_.get(), &waiting) == 0
                   ? std::optional<std::int64_t>(std::max<snd_pcm_sframes_t>(waiting, 0))
                   : std::nullopt;
    }

    base::Result<void> write(std::span<const std::int16_t> frames) override {
        while (!frames.empty()) {
            const snd_pcm_sframes_t count =
                snd_pcm_writei(pcm_.get(), frames.data(), frames.size());
            if (count < 0) {
                // An underrun is heard as a click; going on is better than silence.
                spdlog::warn("alsa: {}", snd_strerror(static_cast<int>(count)));
                const int code = snd_pcm_recover(pcm_.get(), static_cast<int>(count), 1);
                if (code < 0) {
                    return failure("write to", code);
                }
                must_restart_ = true;
                continue;
            }
            written_ += count;
            frames = frames.subspan(static_cast<std::size_t>(count));
        }
        if (must_restart_ && started_) {
            must_restart_ = false;
            snd_pcm_start(pcm_.get());
        }
        return {};
    }

    base::Result<std::int64_t> start(base::Instant at) override {
        sleep_until_system(at);
        const int code = snd_pcm_start(pcm_.get());
        if (code < 0) {
            return failure("start", code);
        }
        started_ = true;
        return system_microseconds();
    }

    base::Result<std::int64_t> close(bool drain) override {
        std::int64_t sounded = started_ ? written_ : 0;
        if (drain) {
            snd_pcm_drain(pcm_.get());
        } else {
            snd_pcm_sframes_t waiting = 0;
            if (snd_pcm_delay(pcm_.get(), &waiting) == 0) {
                sounded = std::clamp<std::int64_t>(sounded - waiting, 0, sounded);
            }
            snd_pcm_drop(pcm_.get());
        }
        pcm_.reset();
        started_ = false;
        return sounded;
    }

private:
    /// Filling the buffer must not begin the sound.
    base::Result<void> start_by_hand_only() {
        snd_pcm_sw_params_t* parameters = nullptr;
        snd_pcm_sw_params_alloca(&parameters);
        snd_pcm_uframes_t boundary = 0;
        int code = snd_pcm_sw_params_current(pcm_.get(), parameters);
        if (code >= 0) {
            code = snd_pcm_sw_params_get_boundary(parameters, &boundary);
        }
        if (code >= 0) {
            code = snd_pcm_sw_params_set_start_threshold(pcm_.get(), parameters, boundary);
        }
        if (code >= 0) {
            code = snd_pcm_sw_params(pcm_.get(), parameters);
        }
        return code < 0 ? base::Result<void>(failure("set up", code)) : base::Result<void>{};
    }

    base::Failure failure(const std::string& what, int code) const {
        const std::string reason = snd_strerror(code);
        return base::fail(base::Fault::unavailable, "player.output",
                          "Không phát được ra loa " + device_ + " (" + reason +
                              "). Hãy kiểm tra dây nối và ampli.",
                          "Cannot " + what + " the sound device " + device_ + ": " + reason +
                              ". Check its cable and amplifier.");
    }

    const std::string device_;
    std::unique_ptr<snd_pcm_t, PcmClose> pcm_;
    std::int64_t buffer_frames_ = 0;
    std::int64_t written_ = 0;
    bool started_ = false;
    bool must_restart_ = false;
};

} // namespace

std::unique_ptr<SoundOutput> make_alsa_output(const std::string& device) {
    return std::make_unique<AlsaOutput>(device);
}

} // namespace player
