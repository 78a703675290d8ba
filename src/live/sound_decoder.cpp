#include "live/sound_decoder.hpp"

#include "live/live_session.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <condition_variable>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace live {

namespace {

constexpr int pipe_bytes = 1 << 20;
constexpr base::Millis look_again_after{20};

struct Container {
    std::string_view media_type;
    std::string_view name;
};
constexpr Container containers[] = {
    {"audio/ogg", "ogg"},       {"application/ogg", "ogg"}, {"video/ogg", "ogg"},
    {"audio/opus", "ogg"},      {"audio/vorbis", "ogg"},    {"audio/mpeg", "mp3"},
    {"audio/mp3", "mp3"},       {"audio/aac", "aac"},       {"audio/aacp", "aac"},
    {"audio/webm", "matroska"}, {"video/webm", "matroska"}, {"audio/x-matroska", "matroska"},
    {"audio/flac", "flac"},     {"audio/x-flac", "flac"},   {"audio/wav", "wav"},
    {"audio/x-wav", "wav"},     {"audio/wave", "wav"},      {"video/mp2t", "mpegts"},
    {"audio/mp2t", "mpegts"},
};

std::string container_named(std::string_view media_type) {
    const auto* found = std::ranges::find(containers, media_type, &Container::media_type);
    return found == std::end(containers) ? std::string() : std::string(found->name);
}

std::vector<std::string> decoder_arguments(const std::string& container, Pace pace) {
    std::vector<std::string> arguments{"-hide_banner",
                                       "-loglevel",
                                       "error",
                                       "-fflags",
                                       "nobuffer",
                                       "-flags",
                                       "low_delay",
                                       "-probesize",
                                       "2048",
                                       "-analyzeduration",
                                       "0",
                                       "-threads",
                                       "1",
                                       "-protocol_whitelist",
                                       "pipe"};
    if (pace == Pace::as_it_sounds) {
        arguments.emplace_back("-re");
    }
    for (const char* word : {"-f", container.c_str(), "-i", "pipe:0", "-map", "0:a:0", "-ac", "1",
                             "-ar", "48000", "-f", "s16le", "-flush_packets", "1", "pipe:1"}) {
        arguments.emplace_back(word);
    }
    return arguments;
}

media::SandboxLimits decoder_limits() {
    media::SandboxLimits limits;
    limits.memory_bytes_max = 512ULL << 20U;
    limits.cpu_max = std::chrono::hours(1);
    limits.wall_max = std::chrono::minutes(minutes_max + 10);
    // Twelve hours of samples, and as much again for what a source may send ahead.
    limits.output_bytes_max = 2ULL * 96'000 * 60 * minutes_max;
    return limits;
}

void wait_a_moment(const std::stop_token& stop) {
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable_any().wait_for(lock, stop, look_again_after, [] { return false; });
}

} // namespace

std::string container_of(std::string_view media_type) {
    std::string name(media_type.substr(0, media_type.find(';')));
    std::ranges::transform(name, name.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    while (name.ends_with(' ')) {
        name.pop_back();
    }
    return container_named(name);
}

SoundDecoder::SoundDecoder(media::Sandbox& sandbox, std::filesystem::path ffmpeg, std::string name,
                           std::function<void(std::string_view)> take)
    : sandbox_(sandbox), ffmpeg_(std::move(ffmpeg)), name_(std::move(name)),
      take_(std::move(take)) {}

SoundDecoder::~SoundDecoder() {
    stop();
}

base::Result<void> SoundDecoder::begin(std::string_view media_type, Pace pace) {
    const std::string container = container_of(media_type);
    if (container.empty()) {
        return base::fail(base::Fault::invalid, "live.unknown_sound",
                          "Không nhận loại âm thanh này. Hãy gửi Opus, Vorbis, MP3, AAC hoặc FLAC.",
                          "This type of sound is not taken. Send Opus, Vorbis, MP3, AAC or FLAC.");
    }
    const std::lock_guard lock(mutex_);
    if (input_ >= 0) {
        return base::fail(base::Fault::conflict, "live.source_taken",
                          "Buổi này đang có một nguồn âm thanh khác.",
                          "Another source is sending to this session.");
    }
    if (thread_.joinable()) {
        // Of the source before. What it has not decoded by now nobody waits for.
        thread_.request_stop();
        thread_.join();
    }
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) {
        return base::fail(base::Fault::unavailable, "live.no_decoder",
                          "Máy chủ đang quá tải. Hãy thử lại sau ít phút.",
                          "The decoder could not be started.");
    }
    fcntl(ends[1], F_SETPIPE_SZ, pipe_bytes);
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    input_ = ends[1];
    running_ = true;
    thread_ = std::jthread([this, container, pace, end = ends[0]](const std::stop_token& stop) {
        decode(container, pace, end, stop);
        running_ = false;
    });
    return {};
}

SoundDecoder::Fed SoundDecoder::feed_some(std::string_view& bytes) {
    const std::lock_guard lock(mutex_);
    while (!bytes.empty() && input_ >= 0) {
        const ssize_t written = write(input_, bytes.data(), bytes.size());
        if (written < 0 && errno == EAGAIN) {
            return Fed::some;
        }
        if (written <= 0) {
            return Fed::gone;
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return input_ >= 0 ? Fed::all : Fed::gone;
}

bool SoundDecoder::feed(std::string_view bytes) {
    return feed_some(bytes) == Fed::all;
}

bool SoundDecoder::feed_all(std::string_view bytes, const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        switch (feed_some(bytes)) {
        case Fed::all:
            return true;
        case Fed::gone:
            return false;
        case Fed::some:
            wait_a_moment(stop);
        }
    }
    return false;
}

void SoundDecoder::end_input() {
    const std::lock_guard lock(mutex_);
    if (input_ >= 0) {
        close(std::exchange(input_, -1));
    }
}

void SoundDecoder::wait_until_decoded(const std::stop_token& stop) {
    while (running_ && !stop.stop_requested()) {
        wait_a_moment(stop);
    }
}

bool SoundDecoder::open() const {
    const std::lock_guard lock(mutex_);
    return input_ >= 0;
}

void SoundDecoder::stop() {
    end_input();
    const std::lock_guard lock(mutex_);
    if (thread_.joinable()) {
        thread_.request_stop();
        thread_.join();
    }
}

void SoundDecoder::decode(const std::string& container, Pace pace, int input,
                          const std::stop_token& stop) {
    media::SandboxCommand command;
    command.program = ffmpeg_;
    command.arguments = decoder_arguments(container, pace);
    command.input_descriptor = input;
    command.on_output = [this](std::string_view bytes) {
        take_(bytes);
        return true;
    };
    command.limits = decoder_limits();
    const auto outcome = sandbox_.run(command, stop);
    close(input);
    if (!outcome) {
        spdlog::error("live: {}", outcome.error().message.en);
    } else if (!outcome->ok() && !stop.stop_requested()) {
        spdlog::warn("live: the decoder of {} ended: {}", name_, outcome->error_output);
    }
}

} // namespace live
