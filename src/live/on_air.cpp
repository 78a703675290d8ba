#include "live/on_air.hpp"

#include "device_protocol/live_frames.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace live {

using device_protocol::LiveFrame;
using device_protocol::LiveFrameKind;

namespace {

/// About 25 seconds: long enough to come back to after a broken line.
constexpr std::size_t chunks_kept = 64;
/// What goes into one write to every listener.
constexpr std::int64_t chunk_us = 400'000;
constexpr std::int64_t pulse_us = 2'000'000;
/// A new listener begins with what sounds no sooner than this, so that it can still be in step.
constexpr std::int64_t join_margin_us = 100'000;
constexpr int pipe_bytes = 1 << 20;
constexpr std::size_t packet_bytes = packet_samples * sizeof(std::int16_t);

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
    {"audio/x-wav", "wav"},     {"audio/wave", "wav"},
};

std::vector<std::string> decoder_arguments(const std::string& container) {
    return {"-hide_banner",
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
            "pipe",
            "-f",
            container,
            "-i",
            "pipe:0",
            "-map",
            "0:a:0",
            "-ac",
            "1",
            "-ar",
            "48000",
            "-f",
            "s16le",
            "-flush_packets",
            "1",
            "pipe:1"};
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

} // namespace

std::string container_of(std::string_view media_type) {
    std::string name(media_type.substr(0, media_type.find(';')));
    std::ranges::transform(name, name.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    while (name.ends_with(' ')) {
        name.pop_back();
    }
    const auto* found = std::ranges::find(containers, name, &Container::media_type);
    return found == std::end(containers) ? std::string() : std::string(found->name);
}

OnAir::OnAir(SessionId session, std::vector<DeviceId> devices, Parts parts, OnAirOptions options)
    : session_(session), devices_(std::move(devices)), parts_(std::move(parts)),
      options_(std::move(options)), stream_(std::make_shared<http::SharedStream>(chunks_kept)),
      encoder_(options_.bits_per_second), time_line_(options_.delay.count() * 1000),
      recording_file_(options_.recordings / (base::to_text(session) + ".opus")) {}

OnAir::~OnAir() {
    stop_decoder();
}

std::int64_t OnAir::now_us() const {
    return parts_.clock.now().ms * 1000;
}

base::Result<void> OnAir::connect(std::string_view media_type) {
    const std::string container = container_of(media_type);
    if (container.empty()) {
        return base::fail(base::Fault::invalid, "live.unknown_sound",
                          "Không nhận loại âm thanh này. Hãy gửi Opus, Vorbis, MP3, AAC hoặc FLAC.",
                          "This type of sound is not taken. Send Opus, Vorbis, MP3, AAC or FLAC.");
    }
    const std::lock_guard lock(source_mutex_);
    if (input_ >= 0) {
        return base::fail(base::Fault::conflict, "live.source_taken",
                          "Buổi này đang có một nguồn âm thanh khác.",
                          "Another source is sending to this session.");
    }
    if (decoder_.joinable()) {
        // Of the source before. What it has not decoded by now nobody waits for.
        decoder_.request_stop();
        decoder_.join();
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
    {
        const std::lock_guard samples(mutex_);
        time_line_.restart();
        undecoded_.clear();
        position_ = 0;
    }
    decoder_ = std::jthread([this, container, end = ends[0]](const std::stop_token& stop) {
        decode(container, end, stop);
    });
    return {};
}

bool OnAir::feed(std::string_view bytes) {
    const std::lock_guard lock(source_mutex_);
    while (!bytes.empty() && input_ >= 0) {
        const ssize_t written = write(input_, bytes.data(), bytes.size());
        if (written <= 0) {
            return false; // full: it does not follow; broken: it has given up
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return input_ >= 0;
}

void OnAir::disconnect() {
    const std::lock_guard lock(source_mutex_);
    if (input_ >= 0) {
        close(std::exchange(input_, -1));
    }
}

bool OnAir::connected() const {
    const std::lock_guard lock(source_mutex_);
    return input_ >= 0;
}

void OnAir::stop_decoder() {
    disconnect();
    const std::lock_guard lock(source_mutex_);
    if (decoder_.joinable()) {
        decoder_.request_stop();
        decoder_.join();
    }
}

void OnAir::decode(const std::string& container, int input, const std::stop_token& stop) {
    media::SandboxCommand command;
    command.program = options_.ffmpeg;
    command.arguments = decoder_arguments(container);
    command.input_descriptor = input;
    command.on_output = [this](std::string_view bytes) {
        take_samples(bytes);
        return true;
    };
    command.limits = decoder_limits();
    const auto outcome = parts_.sandbox.run(command, stop);
    close(input);
    if (!outcome) {
        spdlog::error("live: {}", outcome.error().message.en);
    } else if (!outcome->ok() && !stop.stop_requested()) {
        spdlog::warn("live: the decoder of {} ended: {}", base::to_text(session_),
                     outcome->error_output);
    }
}

std::optional<base::Instant> OnAir::last_sound() const {
    const std::lock_guard lock(mutex_);
    return last_sound_;
}

void OnAir::take_samples(std::string_view bytes) {
    const std::lock_guard lock(mutex_);
    if (finished_) {
        return;
    }
    undecoded_ += bytes;
    const std::size_t packets = undecoded_.size() / packet_bytes;
    if (packets == 0) {
        return;
    }
    last_sound_ = parts_.clock.now();
    time_line_.observe(position_ + static_cast<std::int64_t>(packets) - 1, now_us());
    std::array<std::int16_t, packet_samples> samples{};
    for (std::size_t i = 0; i < packets; ++i) {
        std::memcpy(samples.data(), undecoded_.data() + i * packet_bytes, packet_bytes);
        take_packet(samples);
    }
    undecoded_.erase(0, packets * packet_bytes);
    if (!waiting_.empty() && last_instant_us_ - waiting_since_us_ >= chunk_us) {
        publish_waiting();
    }
}

/// Called with the lock held.
void OnAir::take_packet(std::span<const std::int16_t> samples) {
    if (const auto level = meter_.take(samples)) {
        parts_.on_level(session_, *level);
    }
    std::string packet = encoder_.encode(samples);
    if (!recording_) {
        auto made = Recording::create(recording_file_, encoder_.delay_samples());
        if (made) {
            recording_ = std::move(*made);
        }
    }
    if (recording_) {
        recording_->add(packet);
    }
    const auto instant = time_line_.place(position_++);
    if (!instant) {
        return; // too late to sound anywhere; the recording has it
    }
    if (waiting_.empty()) {
        waiting_since_us_ = *instant;
    }
    device_protocol::append_live_frame(waiting_, {.kind = LiveFrameKind::packet,
                                                  .sequence = sequence_++,
                                                  .instant_us = *instant,
                                                  .payload = std::move(packet)});
    last_instant_us_ = *instant + device_protocol::live_packet_us;
}

/// Called with the lock held.
void OnAir::publish_waiting() {
    const std::uint64_t number = stream_->publish(std::exchange(waiting_, {}));
    places_.push_back({number, sequence_, last_instant_us_});
    if (places_.size() > chunks_kept) {
        places_.pop_front();
    }
    published_at_us_ = now_us();
}

void OnAir::tick() {
    const std::lock_guard lock(mutex_);
    if (finished_) {
        return;
    }
    const std::int64_t now = now_us();
    if (!waiting_.empty() && now - published_at_us_ >= chunk_us) {
        publish_waiting();
    } else if (now - published_at_us_ >= pulse_us) {
        device_protocol::append_live_frame(waiting_, {.kind = LiveFrameKind::pulse,
                                                      .sequence = sequence_,
                                                      .instant_us = now,
                                                      .payload = {}});
        publish_waiting();
    }
}

std::optional<std::filesystem::path> OnAir::finish(EndReason reason) {
    static constexpr std::string_view words[] = {"by_owner",  "by_higher",   "time_limit",
                                                 "no_source", "source_lost", "server_restarted"};
    disconnect();
    const std::lock_guard lock(mutex_);
    if (!std::exchange(finished_, true)) {
        device_protocol::append_live_frame(
            waiting_, {.kind = LiveFrameKind::end,
                       .sequence = sequence_,
                       .instant_us = std::max(last_instant_us_, now_us()),
                       .payload = std::string(words[static_cast<std::size_t>(reason)])});
        publish_waiting();
        stream_->end();
    }
    if (!recording_ || recording_->packets() == 0) {
        return std::nullopt;
    }
    const bool whole = recording_->finish();
    recording_.reset();
    return whole ? std::optional(recording_file_) : std::nullopt;
}

std::uint64_t OnAir::first_chunk(std::optional<std::uint32_t> after) const {
    const std::lock_guard lock(mutex_);
    const std::int64_t soonest = now_us() + join_margin_us;
    for (const ChunkPlace& place : places_) {
        // What has sounded everywhere is of no use to anybody, whatever was asked for.
        const bool wanted = place.instant_end_us > soonest;
        if (wanted && (!after || place.sequence_end > *after + 1)) {
            return place.number;
        }
    }
    return stream_->next();
}

bool OnAir::may_listen(const DeviceId& device) const {
    return std::ranges::binary_search(devices_, device);
}

} // namespace live
