#pragma once

#include "area/village_store.hpp"
#include "base/try.hpp"

#include <map>
#include <mutex>

namespace area {

/// Keeps villages in this process only: for tests.
class VillageStoreMemory final : public VillageStore {
public:
    base::Result<std::vector<Village>> list(const AreaCode& commune) override {
        const std::lock_guard lock(mutex_);
        std::vector<Village> found;
        for (const auto& [code, village] : villages_) {
            if (village.commune == commune) {
                found.push_back(village);
            }
        }
        return found;
    }
    base::Result<Village> find(const AreaCode& code) override {
        const std::lock_guard lock(mutex_);
        const auto found = villages_.find(code);
        if (found == villages_.end()) {
            return no_village();
        }
        return found->second;
    }
    base::Result<Village> add(const Village& village, const VillageRecorder&) override {
        const std::lock_guard lock(mutex_);
        Village added = village;
        TRY_ASSIGN(added.code, next_village_code(village.commune, numbers_[village.commune]));
        ++numbers_[village.commune];
        added.version = 1;
        villages_.emplace(added.code, added);
        return added;
    }
    base::Result<Village> save(const Village& village, const VillageRecorder&) override {
        const std::lock_guard lock(mutex_);
        const auto found = villages_.find(village.code);
        if (found == villages_.end()) {
            return no_village();
        }
        if (found->second.version != village.version) {
            return village_changed();
        }
        found->second = village;
        ++found->second.version;
        return found->second;
    }
    base::Result<void> remove(const AreaCode& code, const VillageRecorder&) override {
        const std::lock_guard lock(mutex_);
        if (villages_.erase(code) == 0) {
            return no_village();
        }
        return {};
    }

private:
    std::mutex mutex_;
    std::map<AreaCode, Village> villages_;
    std::map<AreaCode, std::int64_t> numbers_;
};

} // namespace area
