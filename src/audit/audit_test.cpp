#include "audit/audit.hpp"

#include "audit/audit_chain.hpp"
#include "testing/temporary_database.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <thread>

namespace audit {

namespace {

using base::Result;
using storage::Transaction;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class AuditTest : public testing::TestWithParam<testing_support::Engine> {
protected:
    void SetUp() override {
        if (const auto why = testing_support::why_missing(GetParam())) {
            GTEST_SKIP() << *why;
        }
        opened_.emplace(GetParam());
    }
    storage::Database& database() { return opened_->database(); }

    Result<void> append_one(const std::string& entity, const std::string& area = "91/31069",
                            const std::string& action = "content.submit_bulletin",
                            std::int64_t at = 1'000) {
        return database().write([&](Transaction& transaction) -> Result<void> {
            append(transaction, officer_,
                   {.action = action,
                    .entity = entity,
                    .area = area::AreaPath::parse(area).value(),
                    .before = R"({"state":"draft"})",
                    .after = R"({"state":"submitted"})",
                    .note = "đã kiểm tra"},
                   {at});
            return {};
        });
    }
    std::vector<std::string> entities(const Query& query) {
        const auto found = database().read(
            [&](storage::Connection& connection) -> Result<std::vector<LoggedEntry>> {
                return list(connection, query);
            });
        std::vector<std::string> names;
        for (const LoggedEntry& entry : found.value()) {
            names.push_back(entry.entity);
        }
        return names;
    }
    void tamper(const std::string& sql) {
        ASSERT_TRUE(database().write([&](Transaction& transaction) -> Result<void> {
            transaction.run_script(sql);
            return {};
        }));
    }
    std::int64_t broken_at(std::optional<Anchor> anchor = std::nullopt) {
        const auto report = verify(database(), anchor).value();
        return report.broken ? report.broken->seq : 0;
    }

    std::optional<testing_support::TemporaryDatabase> opened_;
    rights::Actor officer_{
        .user = rights::UserId::parse("01970000-0000-7000-8000-000000000001").value(),
        .name = "Nguyễn Thị Hạnh",
        .grants = {},
        .second_factor_at = {}};
};

TEST_P(AuditTest, an_empty_log_is_whole) {
    const auto report = verify(database()).value();
    EXPECT_EQ(report.entries, 0);
    EXPECT_FALSE(report.broken);
}

TEST_P(AuditTest, entries_are_chained_and_verify) {
    for (int i = 0; i < 5; ++i) {
        ASSERT_TRUE(append_one("bulletin/" + std::to_string(i)));
    }
    const auto report = verify(database()).value();
    EXPECT_FALSE(report.broken);
    EXPECT_EQ(report.entries, 5);
    EXPECT_EQ(report.head.seq, 5);
}

TEST_P(AuditTest, an_entry_of_a_refused_change_is_not_kept) {
    static_cast<void>(database().write([&](Transaction& transaction) -> Result<void> {
        append(transaction, officer_, {.action = "a.b", .entity = "x/1"}, {1});
        return base::fail(base::Fault::conflict, "test.no", "không", "no");
    }));
    ASSERT_TRUE(append_one("bulletin/1"));
    EXPECT_EQ(verify(database()).value().entries, 1);
    EXPECT_EQ(broken_at(), 0);
}

TEST_P(AuditTest, every_altered_field_is_found) {
    for (const char* change :
         {"at = at + 1", "actor = ''", "actor_name = 'x'", "action = 'x'", "entity = 'x'",
          "area = '91'", "before_hash = ''", "after_hash = before_hash", "note = ''",
          "hash = prev_hash", "prev_hash = hash"}) {
        SCOPED_TRACE(change);
        opened_.emplace(GetParam());
        for (int i = 0; i < 3; ++i) {
            ASSERT_TRUE(append_one("bulletin/" + std::to_string(i)));
        }
        tamper(std::string("update audit_entry set ") + change + " where seq = 2");
        EXPECT_EQ(broken_at(), 2);
    }
}

TEST_P(AuditTest, removed_entries_are_found_in_the_middle_and_at_the_end) {
    for (int i = 0; i < 4; ++i) {
        ASSERT_TRUE(append_one("bulletin/" + std::to_string(i)));
    }
    tamper("delete from audit_entry where seq = 4");
    EXPECT_EQ(broken_at(), 4);
    tamper("delete from audit_entry where seq = 2");
    EXPECT_EQ(broken_at(), 2);
    EXPECT_EQ(verify(database()).value().entries, 1);
}

TEST_P(AuditTest, a_rewritten_chain_is_found_by_what_was_noted_before) {
    ASSERT_TRUE(append_one("bulletin/1"));
    ASSERT_TRUE(append_one("bulletin/2"));
    const Anchor noted = verify(database()).value().head;
    EXPECT_EQ(broken_at(noted), 0);
    tamper("delete from audit_entry; update audit_head set seq = 0, hash = "
           "'0000000000000000000000000000000000000000000000000000000000000000'");
    EXPECT_EQ(broken_at(), 0) << "consistent in itself";
    EXPECT_EQ(broken_at(noted), 1);
    ASSERT_TRUE(append_one("bulletin/1"));
    ASSERT_TRUE(append_one("bulletin/forged"));
    EXPECT_EQ(broken_at(noted), 2);
}

TEST_P(AuditTest, many_writers_make_one_chain) {
    constexpr int writers = 6;
    constexpr int rounds = 15;
    std::atomic<int> refused = 0;
    {
        std::vector<std::jthread> threads;
        for (int writer = 0; writer < writers; ++writer) {
            threads.emplace_back([&, writer] {
                for (int round = 0; round < rounds; ++round) {
                    refused += append_one("bulletin/" + std::to_string(writer)) ? 0 : 1;
                }
            });
        }
    }
    EXPECT_EQ(refused.load(), 0);
    EXPECT_EQ(verify(database()).value().entries, writers * rounds);
    EXPECT_EQ(broken_at(), 0);
}

TEST_P(AuditTest, lists_are_newest_first_within_the_areas_and_by_page) {
    ASSERT_TRUE(append_one("a", "91/31069"));
    ASSERT_TRUE(append_one("b", "91/310690"));
    ASSERT_TRUE(append_one("c", "91"));
    ASSERT_TRUE(append_one("d", "91/31069/01"));
    ASSERT_TRUE(append_one("e", ""));
    const area::AreaPath commune({"91", "31069"});
    EXPECT_THAT(entities({.areas = {commune}}), ElementsAre("d", "a"));
    EXPECT_THAT(entities({.areas = {area::AreaPath({"91"})}}), ElementsAre("d", "c", "b", "a"));
    EXPECT_THAT(entities({.areas = {area::AreaPath()}, .limit = 2}), ElementsAre("e", "d"));
    EXPECT_THAT(entities({.areas = {area::AreaPath()}, .before_seq = 4, .limit = 2}),
                ElementsAre("c", "b"));
    EXPECT_THAT(entities({.areas = {commune, area::AreaPath({"91", "310690"})}}),
                ElementsAre("d", "b", "a"));
    EXPECT_THAT(entities({}), IsEmpty());
}

TEST_P(AuditTest, lists_filter_by_actor_entity_action_and_time) {
    ASSERT_TRUE(append_one("a", "91", "content.approve", 10));
    ASSERT_TRUE(append_one("b", "91", "contents.approve", 20));
    ASSERT_TRUE(append_one("b", "91", "content.submit", 30));
    const std::vector<area::AreaPath> all{area::AreaPath()};
    EXPECT_THAT(entities({.areas = all, .action = "content."}), ElementsAre("b", "a"));
    EXPECT_THAT(entities({.areas = all, .action = "content.submit"}), ElementsAre("b"));
    EXPECT_THAT(entities({.areas = all, .entity = "a"}), ElementsAre("a"));
    EXPECT_THAT(entities({.areas = all, .from = base::Instant{20}, .to = base::Instant{30}}),
                ElementsAre("b"));
    EXPECT_THAT(entities({.areas = all, .actor = base::to_text(officer_.user), .entity = "a"}),
                ElementsAre("a"));
    EXPECT_THAT(entities({.areas = all, .actor = "somebody else"}), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Engines, AuditTest, testing::ValuesIn(testing_support::engines()),
                         testing::PrintToStringParamName());

TEST(AuditChain, moving_a_letter_from_one_field_to_the_next_changes_the_link) {
    LoggedEntry one{.action = "ab", .entity = "c"};
    LoggedEntry other{.action = "a", .entity = "bc"};
    EXPECT_NE(link_hash(one), link_hash(other));
}

TEST(AuditChain, the_canonical_form_does_not_change) {
    const LoggedEntry entry{.seq = 1,
                            .at = {1'780'272'000'000},
                            .actor = "01970000-0000-7000-8000-000000000001",
                            .actor_name = "Nguyễn Thị Hạnh",
                            .action = "content.submit_bulletin",
                            .entity = "bulletin/1",
                            .area = "91/31069"};
    // Computed by another program from the form that README.md describes.
    EXPECT_EQ(base::to_text(link_hash(entry)),
              "640469e903c2a4b6586a62a5f7fa3c97de1b96f6cf0ee3d6103bfb10c7a1086f");
}

} // namespace

} // namespace audit
