#include "schedule/stagger_devices.hpp"

#include "base/try.hpp"
#include "rights/policy.hpp"
#include "schedule/publish_timeline.hpp"
#include "schedule/schedule_record.hpp"

#include <algorithm>

namespace schedule {

namespace {

constexpr std::int64_t speech_ms_max = 6 * 3'600'000;

/// Areas with rules of their own that ask for slots.
std::vector<area::AreaPath> staggered_areas(const RuleBook& rules) {
    std::vector<area::AreaPath> areas;
    for (std::size_t i = 0; i < rules.size(); ++i) {
        if (rules.at(i).stagger) {
            areas.push_back(rules.at(i).area);
        }
    }
    return areas;
}

StaggerView show(const StaggerQuestion& question, std::span<const TargetDevice> devices,
                 const StaggerPlan& plan) {
    const auto is_shown = [&](std::uint32_t index) {
        return question.area.covers(devices[index].area);
    };
    StaggerView view{.duration_ms = question.duration_ms};
    for (std::size_t i = 0; i < plan.devices.size(); ++i) {
        if (!is_shown(plan.devices[i])) {
            continue;
        }
        const TargetDevice& device = devices[plan.devices[i]];
        StaggeredDevice shown{.device = device.id, .slot = device.slot.index};
        shown.offset_ms = device.slot.index * slot_step_ms(device.slot, question.duration_ms);
        for (const std::uint32_t other : plan.neighbours[i]) {
            if (is_shown(other)) {
                shown.neighbours.push_back(devices[other].id);
            }
        }
        view.slot_count = std::max(view.slot_count, device.slot.index + 1);
        view.added_ms = std::max(view.added_ms, shown.offset_ms);
        view.devices.push_back(std::move(shown));
    }
    for (const std::uint32_t index : plan.without_position) {
        if (is_shown(index)) {
            view.without_position.push_back(devices[index].id);
        }
    }
    return view;
}

/// The rules as they would be if the unit asked for this distance.
RuleBook with_distance(std::vector<UnitRules> all, const UnitRules& in_force,
                       const StaggerQuestion& question, base::LocalDate today) {
    UnitRules asked = in_force;
    asked.area = question.area;
    asked.effective_from = today;
    asked.effective_to.reset();
    asked.stagger = StaggerRule{*question.hearing_metres};
    std::erase_if(all, [&](const UnitRules& one) {
        return one.area == question.area && one.effective_from >= today;
    });
    all.push_back(std::move(asked));
    return RuleBook(std::move(all));
}

} // namespace

base::Result<void> give_slots(ScheduleDesk& desk, const RuleBook& rules,
                              std::span<TargetDevice> devices, const PlanWindow& window) {
    const std::vector<area::AreaPath> areas = staggered_areas(rules);
    const bool concerned = std::ranges::any_of(devices, [&](const TargetDevice& device) {
        return std::ranges::any_of(
            areas, [&](const area::AreaPath& area) { return area.covers(device.area); });
    });
    if (!concerned) {
        return {};
    }
    TRY_ASSIGN(auto heard, devices_within(desk.devices, areas));
    (void)assign_slots(heard, rules, window);
    for (TargetDevice& device : devices) {
        const auto same = std::ranges::lower_bound(heard, device.id, {}, &TargetDevice::id);
        if (same != heard.end() && same->id == device.id) {
            device.slot = same->slot;
        }
    }
    return {};
}

base::Result<StaggerView> view_stagger(ScheduleDesk& desk, const rights::Actor& actor,
                                       const StaggerQuestion& question) {
    TRY(rights::require(actor, rights::Permission::read_schedule, question.area));
    const std::int32_t metres = question.hearing_metres.value_or(StaggerRule{}.hearing_metres);
    if (!is_hearing_distance(metres) || question.duration_ms < 1 ||
        question.duration_ms > speech_ms_max) {
        return base::fail(base::Fault::invalid, "schedule.bad_filter",
                          "Khoảng cách nghe hoặc độ dài nằm ngoài khoảng cho phép.",
                          "The hearing distance or the length is out of range.");
    }
    using Rules = std::vector<UnitRules>;
    TRY_ASSIGN(Rules all,
               desk.database.read([](storage::Connection& connection) -> base::Result<Rules> {
                   return all_rules(connection);
               }));
    const PlanWindow window = published_window(desk.clock.now());
    RuleBook book(all);
    const UnitRules in_force = book.at(book.find(question.area, window.from));
    if (question.hearing_metres) {
        book = with_distance(std::move(all), in_force, question, window.from);
    }
    TRY_ASSIGN(auto devices, devices_within(desk.devices, staggered_areas(book)));
    const StaggerPlan plan = assign_slots(devices, book, window);
    StaggerView view = show(question, devices, plan);
    view.is_on = in_force.stagger.has_value();
    view.hearing_metres =
        question.hearing_metres.value_or(in_force.stagger.value_or(StaggerRule{}).hearing_metres);
    return view;
}

} // namespace schedule
