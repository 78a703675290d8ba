#pragma once

#include "content/bulletin_life.hpp"
#include "content/content_samples.hpp"
#include "content/content_store_sql.hpp"
#include "schedule/planned_runs_sql.hpp"
#include "schedule/save_programme.hpp"
#include "schedule/schedule_samples.hpp"
#include "schedule/target_devices_memory.hpp"
#include "testing/manual_clock.hpp"
#include "testing/seeded_random.hpp"
#include "testing/temporary_database.hpp"

#include <gtest/gtest.h>

/// What tests of the schedule's use cases begin with: three devices, an approved bulletin, a
/// database.
namespace schedule {

using content::samples::actor;
using samples::commune;
using samples::day;
using samples::device;
using samples::id;
using samples::june_first;
using samples::midnight;
using samples::neighbour;
using samples::programme;
using testing_support::Engine;

class ScheduleFixture : public testing::TestWithParam<Engine> {
protected:
    void SetUp() override {
        if (const auto why = testing_support::why_missing(GetParam())) {
            GTEST_SKIP() << *why;
        }
        temporary_.emplace(GetParam());
        desk_.emplace(ScheduleDesk{temporary_->database(), fleet_, fleet_, clock_, random_});
        runs_.emplace(temporary_->database());
        bulletin_ = content::samples::approved();
        keep(bulletin_);
    }

    /// Writes a bulletin and its media as content/ would.
    void keep(const content::Bulletin& bulletin) {
        const auto kept =
            desk_->database.write([&](storage::Transaction& transaction) -> base::Result<void> {
                for (const base::Sha256& file : content::media_of(bulletin)) {
                    transaction.execute("insert into media_blob (sha256, size_bytes, state, "
                                        "touched_at) values ($1, 1, 'present', $2)",
                                        {file, clock_.now()});
                }
                content::SqlContentTransaction content(transaction, clock_.now());
                return content.insert(bulletin);
            });
        ASSERT_TRUE(kept.has_value()) << kept.error().message.en;
    }
    ProgrammeProposal proposal(std::string_view at = "17:00") {
        ProgrammeProposal made{programme(1, at, 1).programme};
        made.programme.id = {};
        made.programme.days = {.first_day = day("2026-06-01"), .rule = "FREQ=DAILY"};
        made.programme.items = {
            {.kind = ItemKind::bulletin, .title = "Bản tin", .bulletin = bulletin_.id}};
        return made;
    }
    base::Result<Programme> save(const ProgrammeProposal& proposed) {
        return save_programme(*desk_, officer_, proposed, std::nullopt);
    }
    std::vector<PlannedRun> runs_of(std::uint32_t number) {
        return runs_
            ->runs_for_device(id<device_protocol::DeviceId>(number), clock_.now(),
                              clock_.now() + std::chrono::hours(24 * 10))
            .value();
    }
    content::BulletinState bulletin_state() {
        return desk_->database
            .read([&](storage::Connection& connection) -> base::Result<content::BulletinState> {
                return content::find_bulletin(connection, bulletin_.id)->state;
            })
            .value();
    }
    std::int64_t count(std::string_view sql) {
        return desk_->database
            .read([&](storage::Connection& connection) -> base::Result<std::int64_t> {
                return connection.query(sql, {}).front().integer("n");
            })
            .value();
    }

    MemoryDevices fleet_{{device(1), device(2), device(3, neighbour)}};
    testing_support::ManualClock clock_{content::samples::now}; // 1 June 2026, 08:00
    testing_support::SeededRandom random_{3};
    std::optional<testing_support::TemporaryDatabase> temporary_;
    std::optional<ScheduleDesk> desk_;
    std::optional<SqlPlannedRuns> runs_;
    content::Bulletin bulletin_;
    rights::Actor officer_ = actor(2, "Hùng", rights::Role::approver);
    rights::Actor administrator_ = actor(5, "Quản trị", rights::Role::administrator);
};

} // namespace schedule
