#pragma once

#include "live/on_air.hpp"
#include "live/taken_turn.hpp"
#include "media/blob_store.hpp"
#include "relay/manage_stations.hpp"
#include "relay/stream_fetch.hpp"

#include <thread>
#include <vector>

namespace live {

/// Brings the sources of a chain to a session: the one whose turn it is sounds, those above it are
/// listened to for their return. Each link has a thread that fetches and a decoder in the sandbox.
/// Safe to call from any thread.
class StationRelay {
public:
    struct Parts {
        media::Sandbox& sandbox;
        const base::Clock& clock;
        relay::StreamFetch& streams;
        media::BlobStore& blobs;
        std::filesystem::path ffmpeg;
    };
    /// `parts` must outlive this.
    StationRelay(std::shared_ptr<OnAir> on_air, std::vector<relay::ChainLink> chain,
                 relay::ChainRules rules, Parts parts);
    ~StationRelay();
    StationRelay(const StationRelay&) = delete;
    StationRelay& operator=(const StationRelay&) = delete;

    /// What has happened since the last call.
    [[nodiscard]] std::vector<TakenTurn> take_turns();
    /// Name of the link that sounds.
    [[nodiscard]] std::string sounding() const;

private:
    class Link;

    void tick();
    void take(std::size_t link, std::span<const std::int16_t> samples);
    void begin_turn(const relay::Turn& turn, base::Instant now);

    const std::shared_ptr<OnAir> on_air_;
    const std::vector<relay::ChainLink> chain_;
    const relay::ChainRules rules_;
    const Parts parts_;

    mutable std::mutex mutex_; ///< guards everything below but the links
    std::vector<relay::Hearing> hearings_;
    std::vector<SoundMeter> meters_;
    relay::Sounding sounding_;
    std::vector<TakenTurn> turns_;
    bool exhausted_ = false;

    std::vector<std::unique_ptr<Link>> links_; ///< of the ticking thread
    std::jthread ticking_;                     ///< last: ended before what it works on is gone
};

} // namespace live
