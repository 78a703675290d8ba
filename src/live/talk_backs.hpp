#pragma once

#include "live/on_air.hpp"
#include "live/talk_back.hpp"
#include "relay/hearing.hpp"

#include <map>
#include <vector>

namespace live {

/// What comes from a monitor, measured. Safe to call from any thread.
class MonitorMeter {
public:
    struct Reading {
        Level level; ///< of the last tenth of a second; silence when nothing comes
        bool sounding = false;
        std::optional<base::Instant> heard_at; ///< when there was sound last
    };
    void take(const Level& level, base::Instant now);
    [[nodiscard]] Reading read(base::Instant now) const;

private:
    mutable std::mutex mutex_;
    Level level_;
    relay::Hearing hearing_;
};

/// The talk-backs of this process. They are no live sessions: nothing here can be asked for by a
/// device that listens, and nothing is recorded. Safe to call from any thread.
class TalkBacks {
public:
    struct Running {
        TalkBack talk_back;
        std::shared_ptr<OnAir> on_air; ///< null when it has ended
        std::shared_ptr<MonitorMeter> meter;
    };
    /// Everything in `parts` must outlive this.
    TalkBacks(OnAir::Parts parts, OnAirOptions options);

    /// From now on the device may send. Refuses what `live::admit` refuses.
    [[nodiscard]] base::Result<void> open(const TalkBack& talk_back);
    /// As if it had never been opened.
    void drop(const SessionId& id);
    /// The owner still listens.
    void keep(const SessionId& id, base::Instant now);
    /// Gives what ran, to be finished; nothing when it had ended before.
    [[nodiscard]] std::optional<Running> end(const SessionId& id, TalkBackEnd reason,
                                             base::Instant now);
    [[nodiscard]] std::optional<Running> find(const SessionId& id) const;
    /// Those that have not ended.
    [[nodiscard]] std::vector<Running> running() const;
    /// Those that ended long ago.
    void forget(base::Instant now);
    /// Every tenth of a second.
    void tick();

private:
    [[nodiscard]] Running make(const TalkBack& talk_back) const;

    const OnAir::Parts parts_;
    const OnAirOptions options_;
    mutable std::mutex mutex_;
    std::map<SessionId, Running> talk_backs_;
};

} // namespace live
