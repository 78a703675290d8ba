#pragma once

#include "schedule/planned_runs.hpp"

#include <algorithm>
#include <map>

namespace schedule {

/// The published timeline in memory, for tests of those who read it. Not for several threads.
class MemoryPlannedRuns final : public PlannedRunQueries {
public:
    /// What the device is to play from `now` on; what has begun stays. True when it differs.
    bool publish(const device_protocol::DeviceId& device, std::vector<PlannedRun> runs,
                 std::int64_t change, base::Instant now) {
        const auto begun = [now](const PlannedRun& run) { return run.at < now; };
        std::vector<PlannedRun>& present = runs_[device];
        std::vector<PlannedRun> next;
        std::ranges::copy_if(present, std::back_inserter(next), begun);
        std::ranges::move(runs, std::back_inserter(next));
        std::ranges::sort(next, {},
                          [](const PlannedRun& run) { return std::pair(run.at, run.id); });
        if (next == present) {
            return false;
        }
        present = std::move(next);
        changes_[device] = change;
        return true;
    }

    base::Result<std::vector<ChangeCursor>> changed_devices(const ChangeCursor& after,
                                                            std::size_t limit) override {
        std::vector<ChangeCursor> changed;
        for (const auto& [device, change] : changes_) {
            if (ChangeCursor{change, device} > after) {
                changed.push_back({change, device});
            }
        }
        std::ranges::sort(changed);
        changed.resize(std::min(changed.size(), limit));
        return changed;
    }
    base::Result<std::vector<PlannedRun>> runs_for_device(const device_protocol::DeviceId& device,
                                                          base::Instant from,
                                                          base::Instant to) override {
        std::vector<PlannedRun> found;
        if (const auto runs = runs_.find(device); runs != runs_.end()) {
            std::ranges::copy_if(
                runs->second, std::back_inserter(found),
                [&](const PlannedRun& run) { return run.at >= from && run.at < to; });
        }
        return found;
    }
    base::Result<std::optional<PlannedRun>> find_run(const RunId& run) override {
        std::optional<PlannedRun> first;
        each_of(run, [&](const auto&, const PlannedRun& planned) {
            if (!first || planned.at < first->at) {
                first = planned;
            }
        });
        return first;
    }
    base::Result<std::vector<Placement>> devices_of(const RunId& run) override {
        std::vector<Placement> placements;
        each_of(run, [&](const auto& device, const PlannedRun& planned) {
            placements.push_back({device, planned.at, planned.duration_ms});
        });
        return placements;
    }

private:
    template <class Take>
    void each_of(const RunId& run, Take take) const {
        for (const auto& [device, runs] : runs_) {
            for (const PlannedRun& planned : runs) {
                if (planned.id == run) {
                    take(device, planned);
                }
            }
        }
    }

    std::map<device_protocol::DeviceId, std::vector<PlannedRun>> runs_; ///< each ascending by start
    std::map<device_protocol::DeviceId, std::int64_t> changes_;
};

} // namespace schedule
