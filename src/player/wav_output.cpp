#include "player/wav_output.hpp"

#include "player/state_files.hpp"

#include <fmt/format.h>

#include <array>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace player {

namespace {

constexpr std::size_t header_bytes = 44;
constexpr std::int64_t frame_bytes = 2;

void put_u32(char* at, std::uint32_t value) {
    for (int i = 0; i < 4; ++i) {
        at[i] = static_cast<char>(value >> (8 * i));
    }
}

/// RIFF/WAVE, one channel of 16-bit PCM (Microsoft multimedia standards, 1991).
std::array<char, header_bytes> wav_header(std::int64_t frames) {
    std::array<char, header_bytes> header{};
    const auto bytes = static_cast<std::uint32_t>(frames * frame_bytes);
    std::memcpy(header.data(), "RIFF....WAVEfmt ", 16);
    put_u32(&header[4], bytes + header_bytes - 8);
    put_u32(&header[16], 16);
    header[20] = 1;
    header[22] = 1;
    put_u32(&header[24], sample_rate);
    put_u32(&header[28], sample_rate * frame_bytes);
    header[32] = frame_bytes;
    header[34] = 16;
    std::memcpy(&header[36], "data", 4);
    put_u32(&header[40], bytes);
    return header;
}

class WavOutput final : public SoundOutput {
public:
    explicit WavOutput(std::filesystem::path folder) : folder_(std::move(folder)) {}
    ~WavOutput() override { release(); }

    base::Result<void> open(const Stretch& stretch) override {
        release();
        std::error_code error;
        std::filesystem::create_directories(folder_, error);
        stretch_ = stretch;
        waiting_.clear();
        frames_ = 0;
        started_ = false;
        draft_ = folder_ / fmt::format(".{}.wav", base::to_text(stretch.run));
        descriptor_ = ::open(draft_.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
        if (descriptor_ < 0) {
            return disk_failure(draft_, "cannot create");
        }
        return {};
    }

    std::int64_t frames_ahead() const override { return 20 * frames_per_ms; }

    base::Result<void> write(std::span<const std::int16_t> frames) override {
        if (!started_) {
            waiting_.insert(waiting_.end(), frames.begin(), frames.end());
            return {};
        }
        return put(frames);
    }

    base::Result<std::int64_t> start(base::Instant at) override {
        sleep_until_system(at);
        const std::int64_t first_us = system_microseconds();
        started_ = true;
        // The file gets its name now: one that never started leaves none behind.
        file_ = fmt::format("{}-{}-{}.wav", first_us / 1000, base::to_text(stretch_.run),
                            stretch_.position_ms);
        if (::rename(draft_.c_str(), (folder_ / file_).c_str()) != 0) {
            return disk_failure(folder_ / file_, "cannot name");
        }
        draft_.clear();
        if (auto written = put(waiting_); !written) {
            return base::fail(written.error());
        }
        waiting_.clear();
        note(fmt::format(
            R"({{"event":"started","run":"{}","file":"{}","position_ms":{},"first_sample_us":{}}})",
            base::to_text(stretch_.run), file_, stretch_.position_ms, first_us));
        return first_us;
    }

    base::Result<std::int64_t> close(bool) override {
        if (started_) {
            note(fmt::format(R"({{"event":"ended","run":"{}","file":"{}","frames":{}}})",
                             base::to_text(stretch_.run), file_, frames_));
        }
        release();
        return frames_;
    }

private:
    base::Result<void> put(std::span<const std::int16_t> frames) {
        const auto bytes = static_cast<std::size_t>(frame_bytes) * frames.size();
        const auto at = static_cast<off_t>(header_bytes) + frames_ * frame_bytes;
        frames_ += static_cast<std::int64_t>(frames.size());
        const auto header = wav_header(frames_);
        // The machine's byte order is little-endian like WAV's on every board this runs on.
        if (::pwrite(descriptor_, frames.data(), bytes, at) != static_cast<ssize_t>(bytes) ||
            ::pwrite(descriptor_, header.data(), header.size(), 0) !=
                static_cast<ssize_t>(header.size())) {
            return disk_failure(folder_ / file_, "cannot write");
        }
        return {};
    }

    void note(const std::string& line) {
        const auto path = folder_ / "played.jsonl";
        const int log = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
        const std::string text = line + "\n";
        if (log >= 0) {
            [[maybe_unused]] const ssize_t written = ::write(log, text.data(), text.size());
            ::close(log);
        }
    }

    void release() {
        if (descriptor_ >= 0) {
            ::close(descriptor_);
            descriptor_ = -1;
        }
        if (!draft_.empty()) {
            ::unlink(draft_.c_str());
            draft_.clear();
        }
    }

    const std::filesystem::path folder_;
    std::filesystem::path draft_;
    std::string file_;
    Stretch stretch_;
    std::vector<std::int16_t> waiting_;
    std::int64_t frames_ = 0;
    int descriptor_ = -1;
    bool started_ = false;
};

} // namespace

std::unique_ptr<SoundOutput> make_wav_output(const std::string& folder) {
    return std::make_unique<WavOutput>(folder);
}

} // namespace player
