#include "schedule/change_rules.hpp"

#include "base/try.hpp"
#include "rights/policy.hpp"
#include "schedule/publish_timeline.hpp"
#include "schedule/schedule_json.hpp"
#include "schedule/schedule_record.hpp"
#include "schedule/tell_schedule_change.hpp"

#include <algorithm>

namespace schedule {

base::Result<UnitRules> change_rules(ScheduleDesk& desk, const rights::Actor& actor,
                                     UnitRules rules) {
    TRY(rights::require(actor, rights::Permission::manage_settings, rules.area));
    TRY_ASSIGN(UnitRules checked, check_rules(std::move(rules)));
    ++checked.version;
    const base::Instant now = desk.clock.now();
    TRY(desk.database.write([&](storage::Transaction& transaction) -> base::Result<void> {
        const auto own = rules_of(transaction, checked.area);
        const auto before =
            std::ranges::find(own, checked.effective_from, &UnitRules::effective_from);
        if (!save_rules(transaction, checked)) {
            return base::fail(base::Fault::conflict, "schedule.changed_meanwhile",
                              "Người khác vừa sửa quy định này. Hãy mở lại rồi sửa.",
                              "Somebody has changed these rules. Read them again.");
        }
        tell_schedule_change(transaction, actor,
                             {.action = "schedule.change_rules",
                              .entity = "unit_rules/" + area::to_text(checked.area),
                              .area = checked.area,
                              .before = before == own.end() ? "" : to_json(*before),
                              .after = to_json(checked)},
                             {checked.area}, now);
        return {};
    }));
    // The outbox row does the same if this fails or the process dies here.
    (void)replan(desk, {checked.area});
    return checked;
}

base::Result<std::int64_t> own_rules_version(ScheduleDesk& desk, const area::AreaPath& area,
                                             base::LocalDate effective_from) {
    return desk.database.read([&](storage::Connection& connection) -> base::Result<std::int64_t> {
        const auto own = rules_of(connection, area);
        const auto found = std::ranges::find(own, effective_from, &UnitRules::effective_from);
        return found == own.end() ? 0 : found->version;
    });
}

base::Result<UnitRules> rules_in_force(ScheduleDesk& desk, const area::AreaPath& area,
                                       base::LocalDate date) {
    return desk.database.read([&](storage::Connection& connection) -> base::Result<UnitRules> {
        const RuleBook book(all_rules(connection));
        return book.at(book.find(area, date));
    });
}

} // namespace schedule
