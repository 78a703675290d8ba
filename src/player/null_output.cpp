#include "player/null_output.hpp"

#include <algorithm>
#include <chrono>

namespace player {

namespace {

/// As much as our sound cards hold (alsa_output.cpp).
constexpr std::int64_t buffer_frames = 300 * frames_per_ms;

class NullOutput final : public SoundOutput {
public:
    base::Result<void> open(const Stretch&) override {
        written_ = 0;
        started_.reset();
        return {};
    }
    std::int64_t frames_ahead() const override { return buffer_frames; }
    base::Result<void> write(std::span<const std::int16_t> frames) override {
        written_ += static_cast<std::int64_t>(frames.size());
        return {};
    }
    base::Result<std::int64_t> start(base::Instant at) override {
        sleep_until_system(at);
        started_ = std::chrono::steady_clock::now();
        return system_microseconds();
    }
    base::Result<std::int64_t> close(bool drain) override {
        if (!started_ || drain) {
            return started_ ? written_ : 0;
        }
        const auto sounded = std::chrono::duration_cast<std::chrono::microseconds>(
            std::chrono::steady_clock::now() - *started_);
        return std::min<std::int64_t>(written_, sounded.count() * frames_per_ms / 1000);
    }

private:
    std::int64_t written_ = 0;
    std::optional<std::chrono::steady_clock::time_point> started_;
};

} // namespace

std::unique_ptr<SoundOutput> make_null_output() {
    return std::make_unique<NullOutput>();
}

} // namespace player
