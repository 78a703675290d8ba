#pragma once

#include "area/village.hpp"
#include "storage/database.hpp"

#include <functional>

namespace area {

/// Called in the transaction of a change, with what was there before (absent when new) and after
/// (absent when removed): for the audit row. Throws only storage::DatabaseError. The memory
/// store has no transaction and does not call it.
using VillageRecorder =
    std::function<void(storage::Transaction&, const std::optional<Village>& before,
                       const std::optional<Village>& after)>;

/// Port: the villages of communes. Safe to call from any worker thread.
class VillageStore {
public:
    virtual ~VillageStore() = default;
    /// By code.
    virtual base::Result<std::vector<Village>> list(const AreaCode& commune) = 0;
    /// `area.no_village` (not_found).
    virtual base::Result<Village> find(const AreaCode& code) = 0;
    /// Gives the village its code: the next number, never one that was used before.
    virtual base::Result<Village> add(const Village& village, const VillageRecorder& record) = 0;
    /// Saves what was read at `village.version`, which becomes one higher. Refuses
    /// `area.village_changed` (conflict) when it is no longer that version.
    virtual base::Result<Village> save(const Village& village, const VillageRecorder& record) = 0;
    /// `area.no_village` when it is not there.
    virtual base::Result<void> remove(const AreaCode& code, const VillageRecorder& record) = 0;
};

[[nodiscard]] base::Failure no_village();
[[nodiscard]] base::Failure village_changed();

} // namespace area
