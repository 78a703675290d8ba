#include "player/proof.hpp"

#include "device_protocol/preemption.hpp"

namespace player {

using device_protocol::Outcome;
using device_protocol::PlayedPart;
using device_protocol::PlayedProof;

namespace {

/// Durations in a manifest are rounded down to the millisecond, per item.
constexpr std::int64_t rounding_ms = 2;

} // namespace

PlayedProof make_proof(const PlannedRun& run, const std::vector<PlayedPart>& parts,
                       const Ending& ending) {
    PlayedProof proof;
    proof.run = run.run;
    proof.cid = run.cid;
    proof.class_ = run.class_;
    proof.planned_at = run.at;
    proof.ms_planned = device_protocol::duration_ms(run.items);
    proof.outcome = ending.outcome;
    proof.volume_percent = ending.volume_percent;
    proof.manifest_version = run.manifest_version;
    proof.clock_error_ms = ending.clock_error_ms;
    proof.parts = parts;
    std::vector<device_protocol::Stretch> stretches;
    for (const PlayedPart& part : parts) {
        proof.ms_played += part.ms; // air time: a sentence that was said again counts again
        stretches.push_back({part.position_ms, part.ms});
    }
    const std::int64_t covered = device_protocol::covered_ms(std::move(stretches));
    if (!parts.empty()) {
        proof.started_at = parts.front().at;
        proof.ended_at = parts.back().at + base::Millis(parts.back().ms);
    }
    if (!ending.reason.empty()) {
        proof.reason = ending.reason;
    }
    if (ending.outcome == Outcome::played && covered + rounding_ms < proof.ms_planned) {
        const bool joined = parts.size() == 1 && parts.front().position_ms > 0;
        proof.outcome = Outcome::partial;
        proof.reason = joined ? "joined_late" : "interrupted";
    }
    return proof;
}

} // namespace player
