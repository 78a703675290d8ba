#include "player/sound_input.hpp"

#include "player/sound_output.hpp"

#include <cstring>
#include <fstream>
#include <iterator>
#include <vector>

namespace player {

namespace {

constexpr std::size_t header_bytes = 44;
constexpr std::size_t frames_per_ms = 48;

class WavInput final : public SoundInput {
public:
    explicit WavInput(std::string file) : file_(std::move(file)) {}

    base::Result<void> open() override {
        std::ifstream file(file_, std::ios::binary);
        const std::string bytes((std::istreambuf_iterator<char>(file)), {});
        // Whole milliseconds, so that the length divides time evenly.
        const std::size_t frames = bytes.size() < header_bytes
                                       ? 0
                                       : (bytes.size() - header_bytes) / sizeof(std::int16_t) /
                                             frames_per_ms * frames_per_ms;
        if (frames == 0 || !bytes.starts_with("RIFF")) {
            return input_failure(file_, "no sound in the file");
        }
        frames_.resize(frames);
        std::memcpy(frames_.data(), bytes.data() + header_bytes, frames * sizeof(std::int16_t));
        captured_until_ms_ = system_microseconds() / 1'000;
        next_ = static_cast<std::size_t>(captured_until_ms_) * frames_per_ms % frames_.size();
        return {};
    }

    base::Result<void> read(std::span<std::int16_t> frames) override {
        for (std::int16_t& frame : frames) {
            frame = frames_[next_];
            next_ = (next_ + 1) % frames_.size();
        }
        captured_until_ms_ += static_cast<std::int64_t>(frames.size() / frames_per_ms);
        sleep_until_system({captured_until_ms_});
        return {};
    }

    void close() override { frames_.clear(); }

private:
    const std::string file_;
    std::vector<std::int16_t> frames_;
    std::size_t next_ = 0;
    std::int64_t captured_until_ms_ = 0;
};

} // namespace

std::unique_ptr<SoundInput> make_wav_input(const std::string& file) {
    return std::make_unique<WavInput>(file);
}

} // namespace player
