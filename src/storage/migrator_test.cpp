#include "storage/migrator.hpp"

#include "testing/temporary_database.hpp"

#include <gmock/gmock.h>

#include <thread>

namespace storage {

namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing_support::TemporaryDatabase;

Migration step(int number, const std::string& sql) {
    return {number, "step" + std::to_string(number), sql, sql};
}

const std::vector<Migration> two_steps{
    step(1, "create table one (id bigint primary key, bytes {{blob}});"),
    step(20, "create table two (id {{identity}}); insert into one (id) values (5);"),
};

class MigratorTest : public testing::TestWithParam<testing_support::Engine> {
protected:
    void SetUp() override {
        if (const auto why = testing_support::why_missing(GetParam())) {
            GTEST_SKIP() << *why;
        }
        opened_.emplace(GetParam(), TemporaryDatabase::Schema::empty);
    }
    Database& database() { return opened_->database(); }
    std::int64_t count(const std::string& table) {
        return database()
            .read([&](Connection& connection) -> base::Result<std::int64_t> {
                return connection.query("select count(*) as n from " + table, {})
                    .front()
                    .integer("n");
            })
            .value();
    }
    std::optional<TemporaryDatabase> opened_;
};

TEST_P(MigratorTest, every_step_is_applied_once_and_in_order) {
    EXPECT_THAT(migrate(database(), two_steps, {1}).value(), ElementsAre(1, 20));
    EXPECT_THAT(migrate(database(), two_steps, {2}).value(), ElementsAre());
    EXPECT_EQ(count("one"), 1);
}

TEST_P(MigratorTest, a_step_between_those_applied_is_still_applied) {
    ASSERT_TRUE(migrate(database(), two_steps, {1}));
    auto more = two_steps;
    more.insert(more.begin() + 1, step(10, "create table ten (id bigint primary key);"));
    EXPECT_EQ(inspect_schema(database(), more).value(), SchemaState::behind);
    EXPECT_THAT(migrate(database(), more, {2}).value(), ElementsAre(10));
    EXPECT_EQ(inspect_schema(database(), more).value(), SchemaState::current);
}

TEST_P(MigratorTest, a_newer_schema_is_refused) {
    ASSERT_TRUE(migrate(database(), two_steps, {1}));
    const auto refused = migrate(database(), std::span(two_steps).first(1), {2});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "storage.schema_newer");
    EXPECT_THAT(refused.error().message.en, HasSubstr("20 (step20)"));
}

TEST_P(MigratorTest, an_altered_step_is_refused) {
    ASSERT_TRUE(migrate(database(), two_steps, {1}));
    auto altered = two_steps;
    altered[0] = step(1, "create table one (id bigint primary key);");
    EXPECT_EQ(migrate(database(), altered, {2}).error().code, "storage.migration_altered");
}

TEST_P(MigratorTest, a_failing_step_leaves_nothing_of_itself) {
    auto failing = two_steps;
    failing.push_back(step(30, "create table three (id bigint); insert into nowhere values (1);"));
    EXPECT_FALSE(migrate(database(), failing, {1}));
    EXPECT_THAT(migrate(database(), two_steps, {2}).value(), ElementsAre());
    failing.back() = step(30, "create table three (id bigint);");
    EXPECT_THAT(migrate(database(), failing, {3}).value(), ElementsAre(30));
}

TEST_P(MigratorTest, servers_that_start_at_once_do_not_disturb_each_other) {
    std::atomic<int> applied = 0;
    std::atomic<int> refused = 0;
    {
        std::vector<std::jthread> servers;
        for (int i = 0; i < 4; ++i) {
            servers.emplace_back([&] {
                const auto own = opened_->open_again();
                const auto done = migrate(*own, two_steps, {1});
                refused += done ? 0 : 1;
                applied += done ? static_cast<int>(done->size()) : 0;
            });
        }
    }
    EXPECT_EQ(refused.load(), 0);
    EXPECT_EQ(applied.load(), 2);
    EXPECT_EQ(count("one"), 1);
}

TEST_P(MigratorTest, the_steps_of_this_program_apply) {
    EXPECT_FALSE(migrate(database(), embedded_migrations(), {1}).value().empty());
    EXPECT_EQ(inspect_schema(database(), embedded_migrations()).value(), SchemaState::current);
}

INSTANTIATE_TEST_SUITE_P(Engines, MigratorTest,
                         testing::ValuesIn(testing_support::durable_engines()),
                         testing::PrintToStringParamName());

} // namespace

} // namespace storage
