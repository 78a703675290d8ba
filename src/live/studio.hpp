#pragma once

#include "live/on_air.hpp"

#include <map>

namespace live {

/// The sessions that run in this process. Safe to call from any thread.
class Studio {
public:
    /// Everything in `parts` must outlive the studio.
    Studio(OnAir::Parts parts, OnAirOptions options)
        : parts_(std::move(parts)), options_(std::move(options)) {}

    void open(const Session& session);
    /// Null when it does not run here (any more).
    [[nodiscard]] std::shared_ptr<OnAir> find(const SessionId& id) const;
    /// Takes it off the air for good.
    [[nodiscard]] std::shared_ptr<OnAir> take(const SessionId& id);
    [[nodiscard]] std::vector<SessionId> running() const;
    /// Every tenth of a second.
    void tick();

private:
    const OnAir::Parts parts_;
    const OnAirOptions options_;
    mutable std::mutex mutex_;
    std::map<SessionId, std::shared_ptr<OnAir>> sessions_;
};

} // namespace live
