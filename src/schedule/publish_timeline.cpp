#include "schedule/publish_timeline.hpp"

#include "base/try.hpp"
#include "content/bulletin_json.hpp"
#include "crypto/digest.hpp"
#include "schedule/explain.hpp"
#include "schedule/planned_runs_sql.hpp"
#include "schedule/resolve_programme.hpp"
#include "schedule/schedule_json.hpp"
#include "schedule/schedule_record.hpp"
#include "schedule/stagger_devices.hpp"
#include "storage/outbox.hpp"

#include <algorithm>
#include <map>

namespace schedule {

namespace {

constexpr int attempts_max = 5;
/// So many devices are written in one transaction, so that others can write in between.
constexpr std::size_t devices_per_transaction = 200;

std::string run_text(const TimelineRun& run, const Programme& programme) {
    return base::to_text(run.id) + programme.title + '\n' +
           std::string(content::to_text(programme.class_)) + '\n' +
           std::to_string(programme.volume_percent.value_or(-1)) + '\n' + to_json(run.items);
}

std::string fingerprint(const std::string& run, const DevicePlacement& placement) {
    std::string text = run + '\n' + std::to_string(placement.at.ms) + '\n' +
                       std::to_string(placement.not_after.ms) + '\n' +
                       std::to_string(placement.duration_ms) + '\n' +
                       std::to_string(placement.item_count);
    if (placement.stagger_ms != 0) {
        text += '\n' + std::to_string(placement.stagger_ms);
    }
    return base::to_text(crypto::sha256(text)).substr(0, 32);
}

bool alike(const DevicePlacement& one, DevicePlacement other) {
    other.device = one.device;
    return one == other;
}

using PlansByDevice = std::map<device_protocol::DeviceId, DevicePlanRows>;

/// What each device is told; devices without anything are in it too, so that old runs go.
PlansByDevice plans_of(const Timeline& planned, const PlanInputs& inputs,
                       std::span<const TargetDevice> devices) {
    PlansByDevice plans;
    for (const TargetDevice& device : devices) {
        plans[device.id].device = device.id;
    }
    for (const TimelineRun& run : planned.runs) {
        const Programme& programme = inputs.programmes[run.occurrence.programme].programme;
        const std::string text = run_text(run, programme);
        std::string print;
        const DevicePlacement* printed = nullptr; // devices of one run mostly play it alike
        for (const DevicePlacement& placement : run.devices) {
            if (printed == nullptr || !alike(*printed, placement)) {
                print = fingerprint(text, placement);
                printed = &placement;
            }
            plans[placement.device].runs.push_back({&run, &programme, placement, print});
        }
    }
    for (const Decision& decision : planned.log) {
        if (decision.reason == Reason::planned || decision.reason == Reason::past) {
            continue;
        }
        const Programme& programme = inputs.programmes[decision.occurrence.programme].programme;
        const PublishedDecision published{programme.id, decision.occurrence.at,
                                          decision.occurrence.play, decision.reason,
                                          explain(decision, inputs.programmes, inputs.rules)};
        for (const auto& device : decision.devices) {
            plans[device].decisions.push_back(published);
        }
    }
    return plans;
}

enum class Written : std::uint8_t { done, inputs_changed };

/// Writes some devices; `changed` counts those for which something changed.
base::Result<Written> write_some(ScheduleDesk& desk, std::span<const DevicePlanRows* const> plans,
                                 std::int64_t inputs, base::Instant now, std::int64_t& changed) {
    std::int64_t changed_here = 0;
    const auto written =
        desk.database.write([&](storage::Transaction& transaction) -> base::Result<Written> {
            changed_here = 0;
            const std::int64_t change = next_change(transaction);
            if (input_changes(transaction) != inputs) {
                return Written::inputs_changed;
            }
            for (const DevicePlanRows* plan : plans) {
                changed_here += publish_device(transaction, *plan, change, now) ? 1 : 0;
            }
            if (changed_here > 0) {
                storage::append_outbox(transaction,
                                       {.topic = "schedule.published",
                                        .entity = "timeline",
                                        .payload = "{\"change\":" + std::to_string(change) +
                                                   ",\"devices\":" + std::to_string(changed_here) +
                                                   "}"},
                                       now);
            }
            return Written::done;
        });
    changed += changed_here;
    return written;
}

/// Writes those of some devices that differ; opens no transaction when none does.
base::Result<Written> write_differing(ScheduleDesk& desk,
                                      std::span<const DevicePlanRows* const> plans,
                                      std::int64_t inputs, base::Instant now,
                                      std::int64_t& changed) {
    Written looked = Written::done;
    TRY_ASSIGN(const auto different,
               desk.database.read([&](storage::Connection& connection)
                                      -> base::Result<std::vector<const DevicePlanRows*>> {
                   if (input_changes(connection) != inputs) {
                       looked = Written::inputs_changed;
                       return std::vector<const DevicePlanRows*>();
                   }
                   return differing(connection, plans, now);
               }));
    if (looked == Written::inputs_changed || different.empty()) {
        return looked;
    }
    return write_some(desk, different, inputs, now, changed);
}

base::Result<Written> plan_once(ScheduleDesk& desk, std::vector<TargetDevice> devices,
                                const std::vector<area::AreaPath>& places, std::int64_t& changed) {
    TRY_ASSIGN(const PlanInputs inputs,
               desk.database.read([&](storage::Connection& connection) -> base::Result<PlanInputs> {
                   return load_inputs(connection, places);
               }));
    const base::Instant now = desk.clock.now();
    const PlanWindow window = published_window(now);
    TRY(give_slots(desk, inputs.rules, devices, window));
    const Timeline planned = timeline(inputs.programmes, inputs.rules, devices, window, now);
    const PlansByDevice plans = plans_of(planned, inputs, devices);
    std::vector<const DevicePlanRows*> some;
    for (auto at = plans.begin(); at != plans.end();) {
        some.push_back(&at->second);
        ++at;
        if (some.size() == devices_per_transaction || at == plans.end()) {
            TRY_ASSIGN(const Written written,
                       write_differing(desk, some, inputs.version, now, changed));
            if (written == Written::inputs_changed) {
                return written;
            }
            some.clear();
        }
    }
    return Written::done;
}

} // namespace

base::Result<std::vector<TargetDevice>> devices_within(TargetDevices& devices,
                                                       const std::vector<area::AreaPath>& places) {
    std::vector<TargetDevice> found;
    for (const area::AreaPath& place : places) {
        TRY_ASSIGN(auto more, devices.devices_in(place));
        std::ranges::move(more, std::back_inserter(found));
    }
    std::ranges::sort(found, {}, &TargetDevice::id);
    const auto doubles = std::ranges::unique(found, {}, &TargetDevice::id);
    found.erase(doubles.begin(), doubles.end());
    return found;
}

PlanWindow published_window(base::Instant now) {
    const base::LocalDate today = base::to_local(now).date;
    return {today, base::add_days(today, published_days)};
}

base::Result<std::int64_t> replan(ScheduleDesk& desk, const std::vector<area::AreaPath>& places) {
    std::int64_t changed = 0;
    for (int attempt = 0; attempt < attempts_max; ++attempt) {
        TRY_ASSIGN(auto devices, devices_within(desk.devices, places));
        TRY_ASSIGN(const Written written, plan_once(desk, std::move(devices), places, changed));
        if (written == Written::done) {
            return changed;
        }
    }
    return base::fail(base::Fault::unavailable, "schedule.busy",
                      "Lịch phát đang được nhiều người sửa cùng lúc. Hệ thống sẽ tự thử lại.",
                      "The schedule is being changed by many at once. It is tried again.");
}

base::Result<std::int64_t> replan_bulletin(ScheduleDesk& desk,
                                           const content::BulletinId& bulletin) {
    using Places = std::vector<area::AreaPath>;
    TRY_ASSIGN(const std::vector<Programme> programmes,
               desk.database.write(
                   [&](storage::Transaction& transaction) -> base::Result<std::vector<Programme>> {
                       std::vector<Programme> found;
                       for (const ProgrammeId& id : programmes_with(transaction, bulletin)) {
                           if (auto programme = find_programme(transaction, id)) {
                               found.push_back(std::move(*programme));
                           }
                       }
                       if (!found.empty()) {
                           note_input_change(transaction);
                       }
                       return found;
                   }));
    Places places;
    for (const Programme& programme : programmes) {
        TRY_ASSIGN(const Places more, desk.places.places_of(programme.targets));
        places.insert(places.end(), more.begin(), more.end());
    }
    if (places.empty()) {
        return 0;
    }
    return replan(desk, places);
}

} // namespace schedule
