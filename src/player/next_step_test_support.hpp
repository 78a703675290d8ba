#pragma once

#include "device_protocol/sample_messages.hpp"
#include "player/next_step.hpp"

#include <functional>
#include <vector>

/// For tests of next_step: one morning, runs of one minute, and all that a device knows.
namespace player::next_step_test {

using base::Instant;
using base::Millis;
using device_protocol::Clash;
using device_protocol::ClashRule;
using device_protocol::CommandId;
using device_protocol::Late;
using device_protocol::Outcome;
using device_protocol::PlayedPart;
using device_protocol::QuietHours;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

inline const Instant morning = base::parse_instant("2026-06-01T05:30:00+07:00").value();

inline RunId id(std::uint8_t number) {
    base::Uuid uuid;
    uuid.bytes[15] = number;
    return RunId{uuid};
}

/// One minute long.
inline PlannedRun planned(std::uint8_t number, Instant at,
                          BroadcastClass class_ = BroadcastClass::ordinary) {
    PlannedRun run;
    run.run = id(number);
    run.class_ = class_;
    run.at = at;
    run.not_after = at + minutes(10);
    run.items = {{{}, 1, 60'000, "speech"}};
    return run;
}

inline PlannedRun alarm(std::uint8_t number, Instant at) {
    PlannedRun run = planned(number, at, BroadcastClass::emergency);
    run.cid = CommandId{base::Uuid{}};
    run.late = Late::restart;
    return run;
}

/// A live session of half an hour at most.
inline PlannedRun voice(std::uint8_t number, Instant at,
                        BroadcastClass class_ = BroadcastClass::ordinary) {
    PlannedRun run = planned(number, at, class_);
    run.items.clear();
    run.late = Late::restart;
    run.not_after = at + minutes(30);
    run.live = LiveSource{"session", at + minutes(30)};
    return run;
}

/// Everything about the device, easy to change in a test.
struct Device {
    std::vector<PlannedRun> runs;
    RunMemory memory;
    std::optional<Sounding> sounding;
    std::vector<QuietHours> quiet;
    std::vector<ClashRule> clashes;
    bool clock_known = true;
    bool has_programme = true;
    std::function<bool(const PlannedRun&)> has_media = [](const PlannedRun&) { return true; };

    Instant output_ready_at;
    Millis warm_up{0};

    [[nodiscard]] Step at(Instant now) const {
        return next_step({now, clock_known, has_programme, runs, memory, sounding, quiet, clashes,
                          has_media, output_ready_at, warm_up});
    }
    void record(std::uint8_t number, Phase phase, bool deferred = false,
                std::int64_t resume_ms = 0) {
        RunRecord made;
        made.run = id(number);
        made.phase = phase;
        made.deferred = deferred;
        made.resume_ms = resume_ms;
        memory.put(made);
    }
    /// Begun, and power went after this part.
    void record_sounded(std::uint8_t number, const PlayedPart& part) {
        RunRecord made;
        made.run = id(number);
        made.phase = Phase::begun;
        made.parts = {part};
        memory.put(made);
    }
    /// What was stored before it sounded, with its plan.
    void record_with_plan(const PlannedRun& run, Phase phase) {
        RunRecord made;
        made.run = run.run;
        made.phase = phase;
        made.plan = run;
        memory.put(made);
    }
};

} // namespace player::next_step_test
