#pragma once

#include <array>
#include <cstdint>
#include <optional>

namespace live {

/// Gives each packet of a source the instant at which it is to sound everywhere: when it was
/// captured, as well as that can be told from its arrival, plus one common delay. Sources send in
/// bursts (ffmpeg a page of one second), so the least delayed arrivals of the last ten seconds
/// count; their clocks run fast or slow, so the line is bent towards them by at most half a
/// percent, which players follow by resampling. Instants only rise. Pure; microseconds throughout.
class TimeLine {
public:
    explicit TimeLine(std::int64_t delay_us) : delay_us_(delay_us) {}

    /// A source begins, perhaps after another was lost.
    void restart();
    /// The last packet of a burst has arrived. `position` counts the packets of this source.
    void observe(std::int64_t position, std::int64_t arrival_us);
    /// Of the next packet in order; nothing when it comes too late to sound at all.
    [[nodiscard]] std::optional<std::int64_t> place(std::int64_t position);

private:
    void bend(std::int64_t target);

    /// The least delayed arrival of one second.
    struct Least {
        std::int64_t second = -1;
        std::int64_t candidate = 0;
    };

    const std::int64_t delay_us_;
    std::optional<std::int64_t> origin_; ///< when position 0 would have been captured
    std::array<Least, 10> least_{};
    std::int64_t target_ = 0;
    std::int64_t last_ = 0; ///< instant that was given last
};

} // namespace live
