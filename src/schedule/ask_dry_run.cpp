#include "schedule/ask_dry_run.hpp"

#include "base/try.hpp"
#include "rights/policy.hpp"
#include "schedule/publish_timeline.hpp"
#include "schedule/resolve_programme.hpp"
#include "schedule/stagger_devices.hpp"

#include <algorithm>

namespace schedule {

base::Result<DryRun> ask_dry_run(ScheduleDesk& desk, const rights::Actor& actor,
                                 const DryRunQuestion& question) {
    if (question.area.has_value() == question.device.has_value()) {
        return base::fail(base::Fault::invalid, "schedule.bad_filter",
                          "Hãy chọn một địa bàn hoặc một cụm loa.",
                          "Choose either an area or a device.");
    }
    std::vector<area::AreaPath> places;
    if (question.area) {
        places = {*question.area};
    } else {
        TRY_ASSIGN(places, desk.places.places_of({.devices = {*question.device}}));
    }
    for (const area::AreaPath& place : places) {
        TRY(rights::require(actor, rights::Permission::read_schedule, place));
    }
    const base::LocalDate today = base::to_local(desk.clock.now()).date;
    if (question.date < today || question.date > base::add_days(today, dry_run_days_max)) {
        return base::fail(base::Fault::invalid, "schedule.no_dry_run_then",
                          "Chỉ xem trước được từ hôm nay đến một năm sau. Ngày đã qua thì xem ở "
                          "trang Kết quả phát.",
                          "Only days from today to a year from now can be looked at. For days that "
                          "are over see the results.");
    }
    TRY_ASSIGN(const PlanInputs inputs,
               desk.database.read([&](storage::Connection& connection) -> base::Result<PlanInputs> {
                   return load_inputs(connection, places);
               }));
    TRY_ASSIGN(auto devices, devices_within(desk.devices, places));
    if (question.device) {
        std::erase_if(devices, [&](const TargetDevice& one) { return one.id != *question.device; });
    }
    TRY(give_slots(desk, inputs.rules, devices, dry_run_window(question.date)));
    return dry_run(inputs.programmes, inputs.rules, devices, question.date);
}

} // namespace schedule
