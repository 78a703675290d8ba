#pragma once

#include "base/error.hpp"
#include "content/bulletin.hpp"
#include "schedule/horizon.hpp"
#include "schedule/programme_id.hpp"

#include <span>
#include <vector>

namespace schedule {

using MissedRunId = base::Id<struct MissedRunTag>;

/// Why a bulletin did not sound when its programme said so.
enum class MissCause : std::uint8_t {
    not_received, ///< the device was off, or the server came too late to it
    quiet_hours,  ///< the rules in force did not allow the time
    displaced,    ///< something more urgent took its place and lasted too long
    too_late,     ///< the device was too late for it
    broken,       ///< file or output of the device
};

/// What becomes of it.
enum class MissVerdict : std::uint8_t {
    dropped, ///< nothing is made up for; `message` says why
    carried, ///< the programme's next run plays it anyway, at `slot`
    made_up, ///< a programme of its own plays it at `slot`
    asked,   ///< an officer decides; `slot` is what is proposed
};

/// When a miss could be made up for.
struct MissSlots {
    std::optional<base::Instant> carried; ///< next run of its programme that plays it anyway
    std::optional<base::Instant> free;    ///< first time at which its places may sound
};

struct MissDecision {
    MissVerdict verdict = MissVerdict::dropped;
    std::optional<base::Instant> slot;
    base::Message message;

    friend bool operator==(const MissDecision& one, const MissDecision& other) {
        return one.verdict == other.verdict && one.slot == other.slot;
    }
};

/// Shorter than that, devices would not have it in time.
inline constexpr base::Millis make_up_lead{60'000};

/// What the bulletin's author wanted, as far as it is possible. Emergencies are never made up for:
/// an alarm after its time is a false one. Pure.
[[nodiscard]] MissDecision decide_miss(const content::MissPolicy& policy,
                                       content::BroadcastClass class_, const MissSlots& slots,
                                       base::Instant now);

/// The officer's answer to a question: make it up at the first free time, or drop it. Refused when
/// no time is left (`schedule.no_slot_left`). Pure.
[[nodiscard]] base::Result<MissDecision> answer_miss(const content::MissPolicy& policy,
                                                     bool make_up, const MissSlots& slots,
                                                     base::Instant now);

/// The first whole second from `from` on at which every area may sound for so long, within
/// `days` days. Pure.
[[nodiscard]] std::optional<base::Instant> first_free(const RuleBook& rules,
                                                      std::span<const area::AreaPath> areas,
                                                      base::Instant from, std::int64_t duration_ms,
                                                      int days);

/// One miss of one bulletin, on the devices for which it was found at the same look.
struct MissedRun {
    MissedRunId id;
    ProgrammeId programme;
    content::BulletinId bulletin;
    std::string title;
    area::AreaPath area; ///< of the unit that owns the programme
    base::Instant nominal_at;
    MissCause cause = MissCause::not_received;
    std::vector<device_protocol::DeviceId> devices;
    MissVerdict verdict = MissVerdict::dropped;
    std::optional<base::Instant> slot;
    std::optional<ProgrammeId> make_up; ///< the programme that plays it
    std::optional<base::Instant> not_after;
    std::string message_vi;
    std::string message_en;
    std::optional<content::Person> answered_by;
    std::optional<base::Instant> answered_at;
    base::Instant found_at;
    std::int64_t version = 1;

    friend bool operator==(const MissedRun&, const MissedRun&) = default;
};

} // namespace schedule
