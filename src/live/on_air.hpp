#pragma once

#include "base/clock.hpp"
#include "http/shared_stream.hpp"
#include "live/live_session.hpp"
#include "live/packet_encoder.hpp"
#include "live/recording.hpp"
#include "live/sound_decoder.hpp"
#include "live/sound_meter.hpp"
#include "live/time_line.hpp"
#include "media/sandbox.hpp"

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>

namespace live {

struct OnAirOptions {
    std::filesystem::path ffmpeg;
    std::filesystem::path recordings; ///< folder; empty: nothing is recorded
    std::int32_t bits_per_second = 32'000;
    /// From capture to sound, everywhere the same.
    base::Millis delay{1'400};
};

/// Where the sound of a session is recorded.
[[nodiscard]] std::filesystem::path recording_file(const OnAirOptions& options,
                                                   const SessionId& session);

/// One session while it runs: takes the bytes of its source, has them decoded in the sandbox, and
/// makes from the samples what listeners get: packets with instants, level, recording. Strangers'
/// bytes never reach a device: what it gets was encoded here. Safe to call from any thread.
class OnAir {
public:
    struct Parts {
        media::Sandbox& sandbox;
        const base::Clock& clock;
        /// Called on the decoder's thread; quick, must not throw.
        std::function<void(const SessionId&, const Level&)> on_level;
    };
    /// Everything in `parts` must outlive this.
    OnAir(SessionId session, std::vector<DeviceId> devices, Parts parts, OnAirOptions options);
    OnAir(const OnAir&) = delete;
    OnAir& operator=(const OnAir&) = delete;

    /// A source begins to send. `live.source_taken` while another one does, `live.unknown_sound`.
    [[nodiscard]] base::Result<void> connect(std::string_view media_type);
    /// Never blocks. False: the decoder is gone or does not follow; nothing more is wanted.
    [[nodiscard]] bool feed(std::string_view bytes);
    /// The source has gone; another may come.
    void disconnect();
    [[nodiscard]] bool connected() const;
    /// For sound that was decoded elsewhere: another source begins; then its samples (16 bits,
    /// mono, 48 kHz) in pieces of any length.
    void begin_source();
    /// Which source it is, counted: who came before must not end the one after.
    [[nodiscard]] std::uint64_t source() const { return source_; }
    void take_samples(std::string_view bytes);
    [[nodiscard]] std::optional<base::Instant> last_sound() const;

    /// Sends what waits, and a sign of life while there is nothing. Call every tenth of a second.
    void tick();
    /// Ends everything; listeners are told. Gives the recording when there is any sound in it.
    [[nodiscard]] std::optional<std::filesystem::path> finish(EndReason reason);

    [[nodiscard]] const std::shared_ptr<http::SharedStream>& stream() const { return stream_; }
    /// The chunk with which a listener begins: the one that holds the packet after `after`, or what
    /// is still to sound.
    [[nodiscard]] std::uint64_t first_chunk(std::optional<std::uint32_t> after) const;
    [[nodiscard]] bool may_listen(const DeviceId& device) const;

private:
    struct ChunkPlace {
        std::uint64_t number = 0;
        std::uint32_t sequence_end = 0; ///< of the packet after its last
        std::int64_t instant_end_us = 0;
    };

    void take_packet(std::span<const std::int16_t> samples);
    void publish_waiting();
    [[nodiscard]] std::int64_t now_us() const;

    const SessionId session_;
    const std::vector<DeviceId> devices_;
    Parts parts_;
    const OnAirOptions options_;
    const std::shared_ptr<http::SharedStream> stream_;

    mutable std::mutex mutex_; ///< guards everything below but the decoder
    std::string undecoded_;    ///< samples that do not fill a packet yet
    PacketEncoder encoder_;
    SoundMeter meter_;
    TimeLine time_line_;
    std::optional<Recording> recording_;
    std::filesystem::path recording_file_;
    std::int64_t position_ = 0; ///< packets of this source
    std::uint32_t sequence_ = 0;
    std::string waiting_; ///< frames that are not published yet
    std::int64_t waiting_since_us_ = 0;
    std::int64_t last_instant_us_ = 0;
    std::int64_t published_at_us_ = 0;
    std::deque<ChunkPlace> places_;
    std::optional<base::Instant> last_sound_;
    bool finished_ = false;
    std::atomic<std::uint64_t> source_ = 0; ///< not guarded

    SoundDecoder decoder_; ///< last, so that it is gone before what it writes to
};

} // namespace live
