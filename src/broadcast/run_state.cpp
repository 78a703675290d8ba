#include "broadcast/run_list.hpp"

namespace broadcast {

RunState run_state(const DeliveryCounts& counts, std::int64_t stopped, const RunStarts& starts,
                   std::int64_t duration_ms, base::Instant now) {
    const auto count = [&](DeliveryState state) {
        const auto found = counts.find(state);
        return found == counts.end() ? 0 : found->second;
    };
    const auto ended = [&] {
        if (count(DeliveryState::done) > 0) {
            return RunState::done;
        }
        return stopped > 0 ? RunState::stopped : RunState::missed;
    };
    std::int64_t all = 0;
    std::int64_t over = 0;
    for (const auto& [state, number] : counts) {
        all += number;
        over += is_final(state) || state == DeliveryState::silent ? number : 0;
    }
    if (all == 0) {
        return RunState::cancelled;
    }
    if (count(DeliveryState::playing) > 0) {
        return RunState::playing;
    }
    if (over == all) {
        return ended();
    }
    if (now < starts.first) {
        return RunState::planned;
    }
    if (now < starts.last + base::Millis{duration_ms} + proof_grace) {
        return RunState::due;
    }
    return ended();
}

} // namespace broadcast
