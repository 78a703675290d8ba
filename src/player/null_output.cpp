#include "player/null_output.hpp"

namespace player {

namespace {

class NullOutput final : public SoundOutput {
public:
    base::Result<void> open(const Stretch&) override {
        written_ = 0;
        return {};
    }
    std::int64_t frames_ahead() const override { return 20 * frames_per_ms; }
    base::Result<void> write(std::span<const std::int16_t> frames) override {
        written_ += static_cast<std::int64_t>(frames.size());
        return {};
    }
    base::Result<std::int64_t> start(base::Instant at) override {
        sleep_until_system(at);
        return system_microseconds();
    }
    base::Result<std::int64_t> close(bool) override { return written_; }

private:
    std::int64_t written_ = 0;
};

} // namespace

std::unique_ptr<SoundOutput> make_null_output() {
    return std::make_unique<NullOutput>();
}

} // namespace player
