#include "broadcast/gave_way.hpp"

#include "base/local_time.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace broadcast {

namespace {

using device_protocol::Outcome;
using device_protocol::PlayedPart;
using device_protocol::PlayedProof;

/// Shorter ones are the rounding of clocks and lengths.
constexpr base::Millis noticeable = std::chrono::milliseconds(500);

struct Wait {
    base::Instant from;
    std::optional<base::Instant> until;
};

/// It did not sound, or not to its end, because something else did (spec section 13).
bool broke_off(const PlayedProof& proof) {
    constexpr std::array<std::string_view, 3> reasons{"preempted", "never", "no_room"};
    return proof.outcome == Outcome::preempted ||
           std::ranges::find(reasons, proof.reason.value_or("")) != reasons.end();
}

std::vector<Wait> waits_of(const PlayedProof& proof) {
    std::vector<Wait> waits;
    base::Instant silent_from = proof.planned_at;
    for (const PlayedPart& part : proof.parts) {
        if (part.at - silent_from >= noticeable) {
            waits.push_back({silent_from, part.at});
        }
        silent_from = part.at + base::Millis(part.ms);
    }
    if (broke_off(proof)) {
        waits.push_back({silent_from, std::nullopt});
    }
    return waits;
}

/// When it was heard first during the wait; nothing when it was not.
std::optional<base::Instant> heard_in(const Wait& wait, const OtherSound& other) {
    const base::Instant end = wait.until.value_or(wait.from + cut_before_max);
    std::optional<base::Instant> first;
    for (const PlayedPart& part : other.parts) {
        const base::Instant from = std::max(part.at, wait.from);
        const base::Instant to = std::min(part.at + base::Millis(part.ms), end);
        if (to - from >= noticeable) {
            first = std::min(first.value_or(from), from);
        }
    }
    return first;
}

std::string time_text(base::Instant at) {
    return base::to_text(base::to_local(at).time);
}

} // namespace

std::vector<GaveWay> gave_way(const PlayedProof& proof, std::span<const OtherSound> others) {
    std::vector<GaveWay> ways;
    for (const Wait& wait : waits_of(proof)) {
        std::vector<std::pair<base::Instant, const OtherSound*>> heard;
        for (const OtherSound& other : others) {
            if (const auto first = heard_in(wait, other)) {
                heard.emplace_back(*first, &other);
            }
        }
        std::ranges::sort(heard, {}, [](const auto& one) { return one.first; });
        if (!wait.until && heard.size() > 1) {
            heard.resize(1); // what came after it found the loudspeaker free
        }
        for (const auto& [_, other] : heard) {
            ways.push_back({other->run, other->title, wait.from, wait.until});
        }
    }
    return ways;
}

base::Message words_of(const GaveWay& way) {
    const std::string from = time_text(way.from);
    if (!way.until) {
        return {fmt::format("Nhường “{}” lúc {} và không phát tiếp.", way.title, from),
                fmt::format("It gave way to “{}” at {} and did not go on.", way.title, from)};
    }
    const std::string until = time_text(*way.until);
    return {fmt::format("Nhường “{}” từ {} đến {}.", way.title, from, until),
            fmt::format("It gave way to “{}” from {} to {}.", way.title, from, until)};
}

} // namespace broadcast
