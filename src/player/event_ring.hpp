#pragma once

#include "device_protocol/event.hpp"
#include "player/journal.hpp"

#include <deque>

namespace player {

/// The device's numbered events, kept on disk until long after the server has them: at least 512 of
/// them, in segments of 256 that are dropped as a whole. Survives `kill -9` and loss of power.
/// Owned by the control loop.
class EventRing {
public:
    /// `epoch` names the numbering; a folder made under another epoch is emptied.
    [[nodiscard]] static base::Result<EventRing> open(const std::filesystem::path& folder,
                                                      std::int64_t epoch);

    /// Numbers the event and stores it before returning. Gives its number.
    [[nodiscard]] base::Result<std::int64_t> append(device_protocol::Event event);

    /// Events after `acknowledged`, oldest first, as many as fit `bytes_max` of JSON (always at
    /// least one, if any).
    [[nodiscard]] std::vector<device_protocol::Event> after(std::int64_t acknowledged,
                                                            std::size_t bytes_max) const;
    [[nodiscard]] bool has_played(const device_protocol::RunId& run) const;
    /// Is the result of this order of an update among them?
    [[nodiscard]] bool has_update(std::string_view order) const;
    [[nodiscard]] std::int64_t epoch() const { return epoch_; }
    [[nodiscard]] std::int64_t last() const { return last_; }
    [[nodiscard]] std::int64_t first_kept() const;

    static constexpr std::size_t segment_events = 256;
    static constexpr std::size_t segments_kept = 3; ///< the one being filled and two full ones

private:
    struct Segment {
        std::filesystem::path path;
        std::int64_t first = 1;
        Journal journal;
        std::vector<std::string> texts; ///< each event's JSON
    };

    EventRing(std::filesystem::path folder, std::int64_t epoch)
        : folder_(std::move(folder)), epoch_(epoch) {}
    [[nodiscard]] bool has(const std::string& wanted) const;
    base::Result<void> load();
    base::Result<void> begin_segment(std::int64_t first);
    void drop_before_gap();

    std::filesystem::path folder_;
    std::int64_t epoch_ = 0;
    std::int64_t last_ = 0;
    std::deque<Segment> segments_;
};

} // namespace player
