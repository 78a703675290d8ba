#pragma once

#include "area/village_store.hpp"

namespace area {

/// The villages in the database, which must outlive it.
class VillageStoreSql final : public VillageStore {
public:
    explicit VillageStoreSql(storage::Database& database) : database_(database) {}
    base::Result<std::vector<Village>> list(const AreaCode& commune) override;
    base::Result<Village> find(const AreaCode& code) override;
    base::Result<Village> add(const Village& village, const VillageRecorder& record) override;
    base::Result<Village> save(const Village& village, const VillageRecorder& record) override;
    base::Result<void> remove(const AreaCode& code, const VillageRecorder& record) override;

private:
    storage::Database& database_;
};

} // namespace area
