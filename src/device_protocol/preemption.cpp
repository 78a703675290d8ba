#include "device_protocol/preemption.hpp"

#include <algorithm>

namespace device_protocol {

Clash clash_word(const std::vector<ClashRule>& rules, const Standing& sounding,
                 const Standing& arriving) {
    if (sounding.class_ == BroadcastClass::emergency &&
        arriving.class_ == BroadcastClass::emergency && arriving.tier > sounding.tier) {
        return Clash::stop;
    }
    return clash_word(rules, sounding.class_, arriving.class_);
}

std::int64_t resume_position(const std::vector<ManifestItem>& items, std::int64_t stopped_ms) {
    std::int64_t begin = 0;
    for (const ManifestItem& item : items) {
        const std::int64_t end = begin + item.duration_ms;
        if (stopped_ms >= begin && stopped_ms < end && item.sentences_ms) {
            const auto& marks = *item.sentences_ms;
            const auto after = std::ranges::upper_bound(marks, stopped_ms - begin);
            const std::int64_t mark = after == marks.begin() ? 0 : *std::prev(after);
            const std::int64_t sentence = begin + mark;
            return stopped_ms - sentence <= resume_back_max_ms ? sentence : stopped_ms;
        }
        begin = end;
    }
    return stopped_ms;
}

std::optional<std::vector<std::int64_t>>
fewer_marks(std::optional<std::vector<std::int64_t>> marks) {
    while (marks && marks->size() > marks_in_command_max) {
        std::vector<std::int64_t> kept;
        for (std::size_t i = 0; i < marks->size(); i += 2) {
            kept.push_back((*marks)[i]);
        }
        *marks = std::move(kept);
    }
    return marks;
}

std::int64_t covered_ms(std::vector<Stretch> stretches) {
    std::ranges::sort(stretches, {}, &Stretch::position_ms);
    std::int64_t covered = 0;
    std::int64_t reached = 0;
    for (const Stretch& stretch : stretches) {
        const std::int64_t end = stretch.position_ms + stretch.ms;
        const std::int64_t from = std::max(reached, stretch.position_ms);
        covered += std::max<std::int64_t>(end - from, 0);
        reached = std::max(reached, end);
    }
    return covered;
}

} // namespace device_protocol
