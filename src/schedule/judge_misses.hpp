#pragma once

#include "rights/actor.hpp"
#include "schedule/missed_run_record.hpp"
#include "schedule/schedule_desk.hpp"

namespace schedule {

/// How far back misses are looked for; what is older is history.
inline constexpr base::Millis miss_memory{24LL * 3'600'000};

/// A run that a device is known to have missed.
struct DeviceMiss {
    device_protocol::DeviceId device;
    MissCause cause = MissCause::not_received;
};
struct RunMiss {
    ProgrammeId programme;
    base::Instant nominal_at;
    std::vector<DeviceMiss> devices;
};

/// What planning refused on devices within `miss_memory`, and that asks for more than dropping.
[[nodiscard]] base::Result<std::vector<RunMiss>> misses_of_planning(ScheduleDesk& desk);

/// Decides, for every bulletin of the run that asks for it, what becomes of the miss on devices
/// that have no decision yet; plans what is to be made up; records all of it. Idempotent. Returns
/// what is new.
[[nodiscard]] base::Result<std::vector<MissedRun>> judge_miss(ScheduleDesk& desk,
                                                              const RunMiss& miss);

/// The officer's answer: `rights.forbidden`, `schedule.missed_not_found`,
/// `schedule.answered_already`, `schedule.no_slot_left`, and those of save_programme.
[[nodiscard]] base::Result<MissedRun> answer_missed_run(ScheduleDesk& desk,
                                                        const rights::Actor& actor,
                                                        const MissedRunId& id, bool make_up);

} // namespace schedule
