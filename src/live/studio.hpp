#pragma once

#include "live/station_relay.hpp"

#include <map>

namespace live {

/// The sessions that run in this process. Safe to call from any thread.
class Studio {
public:
    /// What stations are fetched with.
    struct Stations {
        relay::StreamFetch& streams;
        media::BlobStore& blobs;
    };
    /// A session of this process; `relay` is null unless it carries a station.
    struct Running {
        std::shared_ptr<OnAir> on_air;
        std::shared_ptr<StationRelay> relay;
    };
    /// Everything in `parts` and `stations` must outlive the studio.
    Studio(OnAir::Parts parts, OnAirOptions options, Stations stations)
        : parts_(std::move(parts)), options_(std::move(options)), stations_(stations) {}

    void open(const Session& session);
    /// The same with the sources of a station.
    void open(const Session& session, std::vector<relay::ChainLink> chain, relay::ChainRules rules);
    /// Null when it does not run here (any more).
    [[nodiscard]] std::shared_ptr<OnAir> find(const SessionId& id) const;
    /// Takes it off the air for good.
    [[nodiscard]] Running take(const SessionId& id);
    [[nodiscard]] std::shared_ptr<StationRelay> find_relay(const SessionId& id) const;
    [[nodiscard]] std::vector<SessionId> running() const;
    [[nodiscard]] std::filesystem::path recording_file(const SessionId& id) const;
    /// Of sessions that do not run here: whoever recorded them was ended meanwhile.
    [[nodiscard]] std::vector<SessionId> left_recordings() const;
    /// Every tenth of a second.
    void tick();

private:
    const OnAir::Parts parts_;
    const OnAirOptions options_;
    const Stations stations_;
    mutable std::mutex mutex_;
    std::map<SessionId, Running> sessions_;
};

} // namespace live
