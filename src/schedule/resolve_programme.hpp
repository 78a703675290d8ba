#pragma once

#include "schedule/programme.hpp"
#include "schedule/unit_rules.hpp"
#include "storage/database.hpp"

#include <functional>

namespace schedule {

using FindBulletin = std::function<std::optional<content::Bulletin>(const content::BulletinId& id)>;

/// The programme with what sounds. Bulletins that are not approved, or differ from what was
/// approved, are left out.
[[nodiscard]] ResolvedProgramme resolve(Programme programme, const FindBulletin& find);

/// The same for a programme that is to be saved: says why a bulletin cannot be played
/// (`content.not_found`, `content.not_approved`, `content.changed_since_approval`), and refuses
/// `schedule.class_not_approved` when the programme is more urgent than what was approved.
[[nodiscard]] base::Result<ResolvedProgramme> resolve_strictly(Programme programme,
                                                               const FindBulletin& find);

/// Every file of it; what the media store must keep.
[[nodiscard]] std::vector<base::Sha256> media_of(const ResolvedProgramme& programme);

/// What a timeline of some places is made from.
struct PlanInputs {
    std::vector<ResolvedProgramme> programmes;
    RuleBook rules;
    std::int64_t version = 0; ///< of the inputs (schedule_record.hpp)
};

[[nodiscard]] PlanInputs load_inputs(storage::Connection& connection,
                                     const std::vector<area::AreaPath>& places);

/// Bulletins of this connection.
[[nodiscard]] FindBulletin finder(storage::Connection& connection);

} // namespace schedule
