#include "player/planned_run.hpp"

namespace player {

using device_protocol::Command;
using device_protocol::Manifest;
using device_protocol::Signed;

std::set<base::Sha256> files_of(const PlannedRun& run) {
    std::set<base::Sha256> files;
    for (const auto& item : run.items) {
        files.insert(item.sha256);
    }
    return files;
}

std::vector<PlannedRun> runs_of(const Signed<Manifest>& manifest) {
    std::vector<PlannedRun> runs;
    runs.reserve(manifest.message.runs.size());
    for (const device_protocol::ManifestRun& planned : manifest.message.runs) {
        if (planned.at < manifest.message.valid_from || planned.at >= manifest.message.valid_to) {
            continue;
        }
        runs.push_back({planned.run, std::nullopt, manifest.issuer.tier, planned.class_, planned.at,
                        planned.not_after, planned.late, planned.items, planned.volume_percent,
                        manifest.message.version, std::nullopt});
    }
    return runs;
}

PlannedRun run_of(const Signed<Command>& command, base::Instant received_at, base::Millis lead) {
    const Command& order = command.message;
    PlannedRun run;
    run.cid = order.cid;
    run.tier = command.issuer.tier;
    run.class_ = order.class_;
    run.at = order.at.value_or(received_at + lead);
    // A late run may begin a little after its not_after, a command never at its expiry.
    run.not_after = order.expires_at - late_tolerance - base::Millis(1);
    run.late = device_protocol::Late::restart;
    if (order.live) {
        run.run = order.live->run;
        run.volume_percent = order.live->volume_percent;
        run.live = LiveSource{order.live->session, order.expires_at};
        return run;
    }
    run.run = order.play->run;
    for (std::int32_t round = 0; round < order.play->repeats.value_or(1); ++round) {
        run.items.insert(run.items.end(), order.play->items.begin(), order.play->items.end());
    }
    run.volume_percent = order.play->volume_percent;
    return run;
}

const RunRecord* RunMemory::find(const RunId& run) const {
    const auto found = records_.find(run);
    return found == records_.end() ? nullptr : &found->second;
}

Phase RunMemory::phase_of(const RunId& run) const {
    const RunRecord* record = find(run);
    return record == nullptr ? Phase::untouched : record->phase;
}

void RunMemory::put(RunRecord record) {
    records_[record.run] = std::move(record);
}

void RunMemory::forget_before(base::Instant limit) {
    std::erase_if(records_, [&](const auto& entry) {
        return entry.second.phase == Phase::over && entry.second.touched_at < limit;
    });
}

} // namespace player
