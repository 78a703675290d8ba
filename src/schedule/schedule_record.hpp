#pragma once

#include "schedule/programme.hpp"
#include "schedule/unit_rules.hpp"
#include "storage/database.hpp"

namespace schedule {

// The rows of programmes and rules. All run in the caller's transaction and throw
// storage::DatabaseError when the world is broken.

[[nodiscard]] std::optional<Programme> find_programme(storage::Connection& connection,
                                                      const ProgrammeId& id);
/// False when the id is taken.
[[nodiscard]] bool insert_programme(storage::Transaction& transaction, const Programme& programme);
void update_programme(storage::Transaction& transaction, const Programme& programme);

/// Active programmes that may concern devices in these places: of units at, above or below them.
[[nodiscard]] std::vector<Programme> programmes_near(storage::Connection& connection,
                                                     const std::vector<area::AreaPath>& places);
/// Active programmes that play the bulletin.
[[nodiscard]] std::vector<ProgrammeId> programmes_with(storage::Connection& connection,
                                                       const content::BulletinId& bulletin);

/// Newest first, made before `after`; within one of `visible`.
struct ProgrammeFilter {
    std::vector<area::AreaPath> visible;
    std::optional<area::AreaPath> area;
    std::optional<ProgrammeState> state;
    std::string search;
    std::optional<ProgrammeId> after;
    unsigned limit = 50;
};
[[nodiscard]] std::vector<Programme> list_programmes(storage::Connection& connection,
                                                     const ProgrammeFilter& filter);

[[nodiscard]] std::vector<UnitRules> all_rules(storage::Connection& connection);
/// The area's own rules, the latest first.
[[nodiscard]] std::vector<UnitRules> rules_of(storage::Connection& connection,
                                              const area::AreaPath& area);
/// Version 1 is new; a later one replaces the version before it. False when that is not there.
[[nodiscard]] bool save_rules(storage::Transaction& transaction, const UnitRules& rules);

/// Raised in the same transaction as every change that a timeline depends on.
void note_input_change(storage::Transaction& transaction);
[[nodiscard]] std::int64_t input_changes(storage::Connection& connection);

} // namespace schedule
