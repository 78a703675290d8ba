#include "content/bulletin_list_sql.hpp"
#include "content/content_contract.hpp"
#include "content/content_memory.hpp"
#include "content/content_store_sql.hpp"
#include "content/offered_contract.hpp"
#include "content/search_contract.hpp"
#include "media/blob_register.hpp"
#include "testing/manual_clock.hpp"
#include "testing/temporary_database.hpp"

#include <gmock/gmock.h>

namespace content {

namespace {

class MemoryBackend final : public ContentBackend {
public:
    ContentUnitOfWork& work() override { return memory_; }
    BulletinStore& store() override { return memory_; }
    void put_media(const std::vector<base::Sha256>&) override {}

private:
    MemoryContent memory_;
};

class SqlBackend final : public ContentBackend {
public:
    explicit SqlBackend(testing_support::Engine engine) : temporary_(engine) {}
    ContentUnitOfWork& work() override { return work_; }
    BulletinStore& store() override { return store_; }
    void put_media(const std::vector<base::Sha256>& files) override {
        const auto put =
            temporary_->write([&](storage::Transaction& transaction) -> base::Result<void> {
                for (const base::Sha256& file : files) {
                    transaction.execute("insert into media_blob (sha256, size_bytes, state, "
                                        "touched_at) values ($1, $2, $3, $4)",
                                        {file, 1, "present", samples::now});
                }
                return {};
            });
        ASSERT_TRUE(put.has_value());
    }
    storage::Database& database() { return temporary_.database(); }

private:
    testing_support::TemporaryDatabase temporary_;
    testing_support::ManualClock clock_{samples::now};
    SqlContentUnitOfWork work_{temporary_.database(), clock_};
    SqlBulletinStore store_{temporary_.database()};
};

INSTANTIATE_TEST_SUITE_P(
    Backends, ContentContract,
    testing::ValuesIn(testing_support::backend_kinds<ContentBackend, MemoryBackend, SqlBackend>()),
    [](const auto& info) { return info.param.name; });

std::int64_t count(SqlBackend& backend, std::string_view sql) {
    return backend.database()
        .read([&](storage::Connection& connection) -> base::Result<std::int64_t> {
            return connection.query(sql, {}).front().integer("n");
        })
        .value();
}

base::Result<void> insert(SqlBackend& backend, const Bulletin& bulletin) {
    return backend.work().change([&](ContentTransaction& transaction) -> base::Result<void> {
        if (auto inserted = transaction.insert(bulletin); !inserted) {
            return inserted;
        }
        transaction.record({"content.draft_bulletin", nullptr, bulletin}, samples::author());
        return {};
    });
}

TEST(ContentSql, audit_outbox_and_media_references_are_written_with_the_change) {
    SqlBackend backend(testing_support::Engine::sqlite);
    backend.put_media(media_of(samples::ready()));
    ASSERT_TRUE(insert(backend, samples::ready()).has_value());
    EXPECT_EQ(count(backend, "select count(*) as n from audit_entry"), 1);
    EXPECT_EQ(count(backend, "select count(*) as n from outbox where topic = 'content.changed'"),
              1);
    EXPECT_EQ(count(backend, "select count(*) as n from media_reference"), 1);
}

TEST(ContentSql, a_bulletin_with_sound_that_the_store_does_not_have_is_refused_whole) {
    SqlBackend backend(testing_support::Engine::sqlite);
    EXPECT_EQ(insert(backend, samples::ready()).error().code, "media.blob_missing");
    EXPECT_EQ(count(backend, "select count(*) as n from bulletin"), 0);
    EXPECT_EQ(count(backend, "select count(*) as n from audit_entry"), 0);
}

/// How SQLite goes about the first page of a list, step by step.
std::vector<std::string> plan_of(SqlBackend& backend, const BulletinFilter& filter) {
    return backend.database()
        .read([&](storage::Connection& connection) -> base::Result<std::vector<std::string>> {
            const ListStatement list = first_page(connection, filter);
            std::vector<std::string> steps;
            for (const storage::Row& row :
                 connection.query("explain query plan " + list.sql, list.parameters)) {
                steps.push_back(row.text("detail"));
            }
            return steps;
        })
        .value();
}

/// The three hundred bulletins of a commune stand among a million: only the index may be walked,
/// and it gives them in order.
TEST(ContentSql, a_list_reads_no_rows_of_other_places_or_states_and_sorts_none) {
    SqlBackend backend(testing_support::Engine::sqlite);
    for (const BulletinFilter& filter :
         {BulletinFilter{.visible = {samples::commune}},
          BulletinFilter{.visible = {samples::commune}, .state = BulletinState::draft},
          BulletinFilter{.visible = {samples::province, samples::neighbour}},
          BulletinFilter{.visible = {area::AreaPath()}, .class_ = BroadcastClass::emergency}}) {
        EXPECT_THAT(plan_of(backend, filter),
                    testing::ElementsAre(testing::StartsWith("SCAN bulletin_index VIRTUAL TABLE"),
                                         testing::StartsWith("SEARCH s USING INTEGER PRIMARY KEY"),
                                         testing::StartsWith("SEARCH bulletin USING INDEX")));
    }
    EXPECT_THAT(plan_of(backend, {.visible = {area::AreaPath()}}),
                testing::ElementsAre(testing::StartsWith("SCAN bulletin USING INDEX")))
        << "the country's newest, by the table's own key";
}

} // namespace

} // namespace content
