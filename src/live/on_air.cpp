#include "live/on_air.hpp"

#include "base/try.hpp"
#include "device_protocol/live_frames.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace live {

using device_protocol::LiveFrame;
using device_protocol::LiveFrameKind;

namespace {

/// About 25 seconds: long enough to come back to after a broken line.
constexpr std::size_t chunks_kept = 42;
/// What goes into one write to every listener (decision 0013).
constexpr std::int64_t chunk_us = 600'000;
constexpr std::int64_t pulse_us = 2'000'000;
/// A new listener begins with what sounds no sooner than this, so that it can still be in step.
constexpr std::int64_t join_margin_us = 100'000;
constexpr std::size_t packet_bytes = packet_samples * sizeof(std::int16_t);

} // namespace

std::filesystem::path recording_file(const OnAirOptions& options, const SessionId& session) {
    return options.recordings / (base::to_text(session) + ".opus");
}

OnAir::OnAir(SessionId session, std::vector<DeviceId> devices, Parts parts, OnAirOptions options)
    : session_(session), devices_(std::move(devices)), parts_(std::move(parts)),
      options_(std::move(options)), stream_(std::make_shared<http::SharedStream>(chunks_kept)),
      encoder_(options_.bits_per_second), time_line_(options_.delay.count() * 1000),
      recording_file_(recording_file(options_, session)),
      decoder_(parts_.sandbox, options_.ffmpeg, base::to_text(session),
               [this](std::string_view bytes) { take_samples(bytes); }) {}

std::int64_t OnAir::now_us() const {
    return parts_.clock.now().ms * 1000;
}

base::Result<void> OnAir::connect(std::string_view media_type) {
    TRY(decoder_.begin(media_type, Pace::as_it_comes));
    begin_source();
    return {};
}

bool OnAir::feed(std::string_view bytes) {
    return decoder_.feed(bytes);
}

void OnAir::disconnect() {
    decoder_.end_input();
}

bool OnAir::connected() const {
    return decoder_.open();
}

void OnAir::begin_source() {
    const std::lock_guard lock(mutex_);
    time_line_.restart();
    undecoded_.clear();
    position_ = 0;
    ++source_;
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
    if (!recording_ && !options_.recordings.empty()) {
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
    static constexpr std::string_view words[] = {"by_owner",  "by_higher",     "time_limit",
                                                 "no_source", "source_lost",   "server_restarted",
                                                 "cancelled", "emergency_over"};
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
