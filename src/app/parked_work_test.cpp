// Goal: what was given up is seen, tried once more or let go by those who manage settings, with a
// word in the log. Method: entries of a consumer that always refuses, on both databases.
#include "app/parked_work.hpp"
#include "storage/outbox_consumer.hpp"
#include "storage/outbox_fixture.hpp"
#include "storage/sequencer.hpp"

namespace app {

namespace {

using storage::ParkedEntry;

class ParkedWork : public storage::OutboxFixture {
protected:
    void SetUp() override {
        OutboxFixture::SetUp();
        if (IsSkipped()) {
            return;
        }
        append("bulletin/1", R"({"id":"1"})");
        storage::Sequencer sequencer(database(), clock(), "here");
        ASSERT_TRUE(sequencer.run_once());
        fail_once();
    }
    void fail_once() {
        storage::OutboxConsumer consumer(
            database(), clock(), "here",
            {.name = "plan.content", .topic = "test", .attempts_max = 2},
            [](const storage::OutboxItem&) -> base::Result<void> {
                return base::fail(base::Fault::invalid, "test.failed", "hỏng", "it is broken");
            });
        ASSERT_EQ(consumer.run_once().value(), 1U);
        clock().advance(base::Millis{10'000});
    }
    static rights::Actor actor(rights::Role role) {
        rights::Actor made;
        made.name = "Hùng";
        made.grants = {{role, area::AreaPath({"91", "31069"})}};
        return made;
    }
    std::vector<ParkedEntry> parked(bool dead_only = false) {
        return parked_work(database(), administrator_, {.dead_only = dead_only}).value();
    }
    base::Result<void> discard(const ParkedId& id, std::string_view reason) {
        return discard_parked_work(database(), clock(), administrator_, id, reason);
    }
    std::vector<std::string> logged() {
        std::vector<std::string> found;
        for (const storage::Row& row :
             rows("select action, area, note from audit_entry order by seq")) {
            found.push_back(row.text("action") + " " + row.text("area") + " " + row.text("note"));
        }
        return found;
    }

    const rights::Actor administrator_ = actor(rights::Role::administrator);
    const ParkedId id_{.consumer = "plan.content", .seq = 1};
};

TEST_P(ParkedWork, what_is_still_tried_is_not_let_go) {
    ASSERT_EQ(parked().size(), 1U);
    EXPECT_EQ(abilities(parked()[0]), std::vector<std::string>{"retry"});
    EXPECT_EQ(discard(id_, "không cần nữa").error().code, "app.still_tried");
    EXPECT_TRUE(parked(true).empty());
    EXPECT_TRUE(logged().empty());
}

TEST_P(ParkedWork, what_was_given_up_is_let_go_with_a_reason_once) {
    fail_once();
    ASSERT_EQ(parked(true).size(), 1U);
    EXPECT_EQ(abilities(parked()[0]), (std::vector<std::string>{"retry", "discard"}));
    EXPECT_EQ(discard(id_, "  ").error().code, "app.reason_needed");
    EXPECT_EQ(discard({.consumer = "another", .seq = 1}, "nhầm").error().code,
              "app.no_parked_entry");
    ASSERT_TRUE(discard(id_, " bản tin đã xóa "));
    EXPECT_TRUE(parked().empty());
    EXPECT_EQ(discard(id_, "lần nữa").error().code, "app.no_parked_entry");
    EXPECT_EQ(logged(),
              std::vector<std::string>{"app.discard_outbox 91/31069 plan.content: bản tin đã xóa"});
}

TEST_P(ParkedWork, what_was_given_up_is_tried_once_more) {
    fail_once();
    ASSERT_TRUE(retry_parked_work(database(), clock(), administrator_, id_));
    EXPECT_TRUE(parked(true).empty());
    EXPECT_EQ(parked().size(), 1U);
    fail_once();
    EXPECT_EQ(parked(true).size(), 1U) << "given up again at once";
    EXPECT_EQ(logged(), std::vector<std::string>{"app.retry_outbox 91/31069 plan.content"});
}

TEST_P(ParkedWork, others_neither_see_nor_decide) {
    fail_once();
    const rights::Actor operator_ = actor(rights::Role::operator_);
    EXPECT_EQ(parked_work(database(), operator_, {}).error().code, "rights.forbidden");
    EXPECT_EQ(retry_parked_work(database(), clock(), operator_, id_).error().code,
              "rights.forbidden");
    EXPECT_EQ(discard_parked_work(database(), clock(), operator_, id_, "thử").error().code,
              "rights.forbidden");
    EXPECT_EQ(parked(true).size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(Engines, ParkedWork, testing::ValuesIn(testing_support::engines()),
                         testing::PrintToStringParamName());

} // namespace

} // namespace app
