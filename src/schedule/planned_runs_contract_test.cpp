// Goal: whoever reads the published timeline reads the same from memory, SQLite and PostgreSQL.
// Method: the same plans are published to each kind of store and read through the port.
#include "schedule/planned_runs_memory.hpp"
#include "schedule/planned_runs_sql.hpp"
#include "schedule/schedule_samples.hpp"
#include "testing/contract_backend.hpp"

#include <gtest/gtest.h>

namespace schedule {

namespace {

using device_protocol::DeviceId;
using testing_support::Engine;

/// The runs of a test: they outlive the rows that point to them.
struct Plan {
    DeviceId device;
    std::vector<const TimelineRun*> runs;
    std::vector<base::Instant> starts; ///< of this device
};

class PlannedBackend {
public:
    virtual ~PlannedBackend() = default;
    virtual PlannedRunQueries& queries() = 0;
    virtual bool publish(const Plan& plan, std::int64_t change, base::Instant now) = 0;
};

const ResolvedProgramme& morning() {
    static const ResolvedProgramme made = samples::programme(7, "05:30", 1);
    return made;
}

PublishedRun published(const TimelineRun& run, const DeviceId& device, base::Instant at) {
    return {&run,
            &morning().programme,
            {.device = device,
             .at = at,
             .not_after = at + std::chrono::minutes(5),
             .duration_ms = 60'000,
             .item_count = 1},
            "print " + std::to_string(at.ms)};
}

class MemoryBackend final : public PlannedBackend {
public:
    PlannedRunQueries& queries() override { return memory_; }
    bool publish(const Plan& plan, std::int64_t change, base::Instant now) override {
        const Programme& programme = morning().programme;
        std::vector<PlannedRun> runs;
        for (std::size_t i = 0; i < plan.runs.size(); ++i) {
            const TimelineRun& run = *plan.runs[i];
            const PublishedRun told = published(run, plan.device, plan.starts[i]);
            runs.push_back({.id = run.id,
                            .programme = programme.id,
                            .title = programme.title,
                            .area = programme.area,
                            .nominal_at = run.occurrence.at,
                            .at = told.placement.at,
                            .not_after = told.placement.not_after,
                            .duration_ms = told.placement.duration_ms,
                            .class_ = programme.class_,
                            .volume_percent = programme.volume_percent,
                            .items = {run.items.front()}});
        }
        return memory_.publish(plan.device, std::move(runs), change, now);
    }

private:
    MemoryPlannedRuns memory_;
};

class SqlBackend final : public PlannedBackend {
public:
    explicit SqlBackend(Engine engine) : temporary_(engine) {}
    PlannedRunQueries& queries() override { return queries_; }
    bool publish(const Plan& plan, std::int64_t change, base::Instant now) override {
        DevicePlanRows rows{.device = plan.device, .runs = {}, .decisions = {}};
        for (std::size_t i = 0; i < plan.runs.size(); ++i) {
            rows.runs.push_back(published(*plan.runs[i], plan.device, plan.starts[i]));
        }
        return temporary_
            ->write([&](storage::Transaction& transaction) -> base::Result<bool> {
                return publish_device(transaction, rows, change, now);
            })
            .value();
    }

private:
    testing_support::TemporaryDatabase temporary_;
    SqlPlannedRuns queries_{temporary_.database()};
};

class PlannedRunsContract
    : public testing::TestWithParam<testing_support::BackendKind<PlannedBackend>> {
protected:
    void SetUp() override {
        std::string why;
        backend_ = GetParam().open(why);
        if (!backend_) {
            GTEST_SKIP() << why;
        }
        for (std::uint32_t i = 0; i < runs_.size(); ++i) {
            runs_[i].id = samples::id<RunId>(i + 1);
            runs_[i].occurrence.at = samples::midnight + std::chrono::hours(i);
            runs_[i].items = {samples::sound(60).sound, samples::sound(30).sound};
        }
    }
    /// The device plays these runs, each `late` after its nominal start.
    Plan plan(std::uint32_t device, const std::vector<std::size_t>& numbers,
              base::Millis late = {}) {
        Plan made{.device = samples::id<DeviceId>(device), .runs = {}, .starts = {}};
        for (const std::size_t number : numbers) {
            made.runs.push_back(&runs_[number]);
            made.starts.push_back(runs_[number].occurrence.at + late);
        }
        return made;
    }
    bool publish(const Plan& plan, std::int64_t change, base::Instant now = samples::midnight) {
        return backend_->publish(plan, change, now);
    }
    std::vector<RunId> ids(std::uint32_t device, base::Instant from, base::Instant to) {
        std::vector<RunId> found;
        for (const PlannedRun& run :
             queries().runs_for_device(samples::id<DeviceId>(device), from, to).value()) {
            found.push_back(run.id);
        }
        return found;
    }
    PlannedRunQueries& queries() { return backend_->queries(); }

    std::array<TimelineRun, 4> runs_;
    const base::Instant day_end_ = samples::midnight + std::chrono::hours(24);
    std::unique_ptr<PlannedBackend> backend_;
};

TEST_P(PlannedRunsContract, a_run_is_read_as_it_was_published) {
    ASSERT_TRUE(publish(plan(1, {0}, base::Millis(9'500)), 1));
    const auto runs =
        queries().runs_for_device(samples::id<DeviceId>(1), samples::midnight, day_end_).value();
    ASSERT_EQ(runs.size(), 1U);
    EXPECT_EQ(runs[0].id, runs_[0].id);
    EXPECT_EQ(runs[0].programme, morning().programme.id);
    EXPECT_EQ(runs[0].title, morning().programme.title);
    EXPECT_EQ(runs[0].area, morning().programme.area);
    EXPECT_EQ(runs[0].nominal_at, samples::midnight);
    EXPECT_EQ(runs[0].at, samples::midnight + base::Millis(9'500));
    EXPECT_EQ(runs[0].duration_ms, 60'000);
    EXPECT_EQ(runs[0].items, std::vector{runs_[0].items[0]}) << "the second item was left out";
    EXPECT_EQ(queries().find_run(runs_[0].id).value(), runs[0]);
}

TEST_P(PlannedRunsContract, a_window_holds_its_first_instant_and_not_its_last) {
    publish(plan(1, {2, 0, 1}), 1);
    EXPECT_EQ(ids(1, samples::midnight, samples::midnight + std::chrono::hours(2)),
              (std::vector{runs_[0].id, runs_[1].id}));
    EXPECT_TRUE(ids(2, samples::midnight, day_end_).empty());
}

TEST_P(PlannedRunsContract, what_has_begun_stays_and_the_rest_is_replaced) {
    publish(plan(1, {0, 1, 2}), 1);
    const base::Instant later = samples::midnight + std::chrono::minutes(30);
    EXPECT_TRUE(publish(plan(1, {3}), 2, later));
    EXPECT_EQ(ids(1, samples::midnight, day_end_), (std::vector{runs_[0].id, runs_[3].id}));
    EXPECT_FALSE(queries().find_run(runs_[1].id).value().has_value());
}

TEST_P(PlannedRunsContract, publishing_the_same_again_is_no_change) {
    EXPECT_TRUE(publish(plan(1, {0, 1}), 1));
    EXPECT_FALSE(publish(plan(1, {0, 1}), 2));
    EXPECT_FALSE(publish(plan(2, {}), 3)) << "nothing before, nothing now";
    const auto changed = queries().changed_devices({}, 10).value();
    ASSERT_EQ(changed.size(), 1U);
    EXPECT_EQ(changed[0].change, 1);
    EXPECT_TRUE(publish(plan(1, {}), 4)) << "all of it was taken back";
    EXPECT_EQ(queries().changed_devices({}, 10)->front().change, 4);
}

TEST_P(PlannedRunsContract, changes_come_in_order_each_device_once_from_the_cursor_on) {
    publish(plan(2, {0}), 1);
    publish(plan(1, {0}), 1);
    publish(plan(3, {0}), 2);
    publish(plan(1, {1}), 3);
    const std::vector<ChangeCursor> all{{1, samples::id<DeviceId>(2)},
                                        {2, samples::id<DeviceId>(3)},
                                        {3, samples::id<DeviceId>(1)}};
    EXPECT_EQ(queries().changed_devices({}, 10).value(), all);
    EXPECT_EQ(queries().changed_devices({}, 1).value(), std::vector{all[0]});
    EXPECT_EQ(queries().changed_devices(all[0], 10).value(), (std::vector{all[1], all[2]}));
    EXPECT_TRUE(queries().changed_devices(all[2], 10)->empty());
}

TEST_P(PlannedRunsContract, a_run_is_found_as_its_earliest_device_plays_it) {
    publish(plan(1, {0}, base::Millis(9'500)), 1);
    publish(plan(2, {0}), 1);
    EXPECT_EQ(queries().find_run(runs_[0].id).value()->at, samples::midnight);
    EXPECT_EQ(queries().devices_of(runs_[0].id).value(),
              (std::vector<Placement>{
                  {samples::id<DeviceId>(1), samples::midnight + base::Millis(9'500), 60'000},
                  {samples::id<DeviceId>(2), samples::midnight, 60'000}}));
    EXPECT_FALSE(queries().find_run(samples::id<RunId>(404)).value().has_value());
    EXPECT_TRUE(queries().devices_of(samples::id<RunId>(404))->empty());
}

INSTANTIATE_TEST_SUITE_P(
    Stores, PlannedRunsContract,
    testing::ValuesIn(testing_support::backend_kinds<PlannedBackend, MemoryBackend, SqlBackend>()),
    [](const auto& info) { return info.param.name; });

} // namespace

} // namespace schedule
