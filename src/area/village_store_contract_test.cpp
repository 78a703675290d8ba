#include "area/village_store_memory.hpp"
#include "area/village_store_sql.hpp"
#include "testing/temporary_database.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

/// What every VillageStore must do, on memory, SQLite and PostgreSQL.
namespace area {

namespace {

using testing_support::Engine;
using testing_support::TemporaryDatabase;

enum class Backend : std::uint8_t { memory, sqlite, postgres };

class VillageStoreContract : public testing::TestWithParam<Backend> {
protected:
    void SetUp() override {
        if (GetParam() == Backend::memory) {
            store_ = std::make_unique<VillageStoreMemory>();
            return;
        }
        const Engine engine = GetParam() == Backend::sqlite ? Engine::sqlite : Engine::postgres;
        if (const auto why = testing_support::why_missing(engine)) {
            GTEST_SKIP() << *why;
        }
        database_ = std::make_unique<TemporaryDatabase>(engine);
        store_ = std::make_unique<VillageStoreSql>(database_->database());
    }

    Village add(const char* name, const char* commune = "31069") {
        Village village;
        village.commune = commune;
        village.name = name;
        village.changed_at = base::Instant{1};
        return store_->add(village, recorder_).value();
    }

    std::unique_ptr<TemporaryDatabase> database_;
    std::unique_ptr<VillageStore> store_;
    int recorded_ = 0;
    VillageRecorder recorder_ = [this](storage::Transaction&, const std::optional<Village>&,
                                       const std::optional<Village>&) { ++recorded_; };
};

TEST_P(VillageStoreContract, a_village_gets_the_next_code_of_its_commune) {
    EXPECT_EQ(add("Ấp Kinh 1").code, "31069-01");
    EXPECT_EQ(add("Ấp Kinh 2").code, "31069-02");
    EXPECT_EQ(add("Ấp Đông", "11842").code, "11842-01");
    EXPECT_EQ(store_->list("31069").value().size(), 2U);
    EXPECT_EQ(store_->find("31069-02").value().name, "Ấp Kinh 2");
}

TEST_P(VillageStoreContract, the_code_of_a_removed_village_is_not_used_again) {
    add("một");
    ASSERT_TRUE(store_->remove("31069-01", recorder_).has_value());
    EXPECT_EQ(store_->find("31069-01").error().code, "area.no_village");
    EXPECT_EQ(store_->remove("31069-01", recorder_).error().code, "area.no_village");
    EXPECT_EQ(add("hai").code, "31069-02");
}

TEST_P(VillageStoreContract, everything_written_is_read_again) {
    Village village = add("Ấp Kinh 1");
    village.kind = VillageKind::khu_pho;
    village.name = "Khu phố 5";
    village.population = 1'234;
    village.households = 321;
    village.changed_at = base::Instant{1'780'272'000'000};
    Village saved = store_->save(village, recorder_).value();
    EXPECT_EQ(saved.version, 2);
    EXPECT_EQ(store_->find(village.code).value(), saved);
    saved.population.reset();
    EXPECT_EQ(store_->save(saved, recorder_).value().population, std::nullopt);
}

TEST_P(VillageStoreContract, a_stale_version_is_refused_and_changes_nothing) {
    const Village old = add("Ấp Kinh 1");
    Village one = old;
    one.name = "Một";
    ASSERT_TRUE(store_->save(one, recorder_).has_value());
    Village two = old;
    two.name = "Hai";
    EXPECT_EQ(store_->save(two, recorder_).error().code, "area.village_changed");
    EXPECT_EQ(store_->find(old.code).value().name, "Một");
    two.code = "31069-77";
    EXPECT_EQ(store_->save(two, recorder_).error().code, "area.no_village");
}

TEST_P(VillageStoreContract, a_commune_has_at_most_99_villages) {
    for (int i = 0; i < 99; ++i) {
        add("x");
    }
    Village village;
    village.commune = "31069";
    EXPECT_EQ(store_->add(village, recorder_).error().code, "area.too_many_villages");
    EXPECT_EQ(store_->list("31069").value().size(), 99U);
}

TEST_P(VillageStoreContract, each_change_is_recorded_in_its_transaction) {
    if (GetParam() == Backend::memory) {
        return; // it has no transaction
    }
    const Village village = add("một");
    ASSERT_TRUE(store_->save(village, recorder_).has_value());
    ASSERT_FALSE(store_->save(village, recorder_).has_value());
    ASSERT_TRUE(store_->remove(village.code, recorder_).has_value());
    EXPECT_EQ(recorded_, 3);
}

INSTANTIATE_TEST_SUITE_P(All, VillageStoreContract,
                         testing::Values(Backend::memory, Backend::sqlite, Backend::postgres),
                         [](const auto& info) {
                             return std::string(info.param == Backend::memory   ? "memory"
                                                : info.param == Backend::sqlite ? "sqlite"
                                                                                : "postgres");
                         });

} // namespace

} // namespace area
