// Goal: what the rows of render jobs promise, alike in memory, SQLite and PostgreSQL.
#include "content/content_samples.hpp"
#include "content/render_job_store_memory.hpp"
#include "content/render_job_store_sql.hpp"
#include "testing/temporary_database.hpp"

#include <gtest/gtest.h>

namespace content {

namespace {

using namespace samples;
constexpr base::Millis minute{60'000};

struct Backend {
    std::optional<testing_support::TemporaryDatabase> database;
    std::unique_ptr<RenderJobStore> jobs;
};

struct Kind {
    std::string name;
    std::optional<testing_support::Engine> engine;
};

class RenderJobContract : public ::testing::TestWithParam<Kind> {
protected:
    void SetUp() override {
        if (!GetParam().engine) {
            backend_.jobs = std::make_unique<MemoryRenderJobs>();
            return;
        }
        if (const auto missing = testing_support::why_missing(*GetParam().engine)) {
            GTEST_SKIP() << *missing;
        }
        backend_.database.emplace(*GetParam().engine);
        backend_.jobs = std::make_unique<SqlRenderJobs>(backend_.database->database());
    }
    RenderJobStore& jobs() { return *backend_.jobs; }

    static RenderJob job(std::uint8_t number, std::string_view content = "") {
        RenderJob job;
        job.id = RenderJobId{bulletin_id(number).uuid};
        job.bulletin = bulletin_id(static_cast<std::uint8_t>(100 + number));
        job.area = commune;
        job.digest = crypto::sha256(content.empty() ? std::to_string(number) : content);
        job.sentences_total = 12;
        job.requested_by = {author().user, author().name};
        job.created_at = now + base::Millis(number);
        job.changed_at = job.created_at;
        return job;
    }
    RenderJob entered(std::uint8_t number) { return jobs().enqueue(job(number), 10).value(); }

    Backend backend_;
};

INSTANTIATE_TEST_SUITE_P(Backends, RenderJobContract,
                         ::testing::Values(Kind{"memory", {}},
                                           Kind{"sqlite", testing_support::Engine::sqlite},
                                           Kind{"postgres", testing_support::Engine::postgres}),
                         [](const auto& info) { return info.param.name; });

TEST_P(RenderJobContract, a_job_is_read_as_it_was_written) {
    RenderJob wanted = job(1);
    wanted.language = "km";
    ASSERT_EQ(jobs().enqueue(wanted, 10).value(), wanted);
    EXPECT_EQ(jobs().find(wanted.id).value(), wanted);
    EXPECT_EQ(jobs().latest(wanted.bulletin).value(), wanted);
    EXPECT_FALSE(jobs().find(job(9).id).value().has_value());
    EXPECT_FALSE(jobs().latest(job(9).bulletin).value().has_value());
    const RenderJob broken =
        failed(wanted, base::refuse(base::Fault::invalid, "speech.x", "hỏng", "broken"), now);
    ASSERT_TRUE(jobs().save_open(broken).value());
    EXPECT_EQ(jobs().find(wanted.id).value(), broken);
}

TEST_P(RenderJobContract, the_same_content_has_one_open_job_and_a_new_one_when_it_is_over) {
    const RenderJob first = jobs().enqueue(job(1, "same"), 10).value();
    EXPECT_EQ(jobs().enqueue(job(2, "same"), 10).value().id, first.id);
    ASSERT_TRUE(jobs().save_open(finished(first, now)).value());
    EXPECT_EQ(jobs().enqueue(job(2, "same"), 10).value().id, job(2).id);
}

TEST_P(RenderJobContract, a_full_queue_refuses_new_content_but_finds_what_is_in_it) {
    entered(1);
    ASSERT_TRUE(jobs().enqueue(job(2), 2).has_value());
    EXPECT_EQ(jobs().enqueue(job(3), 2).error().code, "content.render_queue_full");
    EXPECT_TRUE(jobs().enqueue(job(2), 2).has_value());
    ASSERT_TRUE(jobs().save_open(cancelled(job(1), now).value()).value());
    EXPECT_TRUE(jobs().enqueue(job(3), 2).has_value());
}

TEST_P(RenderJobContract, the_oldest_free_job_is_claimed_once_and_again_when_the_claim_ends) {
    entered(2);
    entered(1);
    const auto first = jobs().claim(now + minute, minute).value();
    ASSERT_TRUE(first.has_value());
    EXPECT_EQ(first->id, GetParam().engine ? job(1).id : job(2).id); // memory: order of entry
    EXPECT_EQ(first->state, RenderState::working);
    EXPECT_EQ(first->attempts, 1);
    const auto second = jobs().claim(now + minute, minute).value();
    ASSERT_TRUE(second.has_value());
    EXPECT_NE(second->id, first->id);
    EXPECT_FALSE(jobs().claim(now + minute, minute).value().has_value());
    const auto again = jobs().claim(now + 2 * minute, minute).value();
    ASSERT_TRUE(again.has_value());
    EXPECT_EQ(again->attempts, 2);
}

TEST_P(RenderJobContract, what_a_killed_server_had_is_free_at_once_and_given_up_after_three) {
    entered(1);
    for (int attempt = 1; attempt <= 3; ++attempt) {
        ASSERT_EQ(jobs().claim(now, minute).value()->attempts, attempt);
        ASSERT_TRUE(jobs().free_claims().has_value());
    }
    const auto last = jobs().claim(now, minute).value();
    ASSERT_TRUE(last.has_value());
    EXPECT_EQ(last->state, RenderState::failed);
    EXPECT_EQ(last->failure->code, "content.render_given_up");
    EXPECT_FALSE(jobs().claim(now, minute).value().has_value());
}

TEST_P(RenderJobContract, what_is_over_is_not_written_any_more) {
    const RenderJob open = entered(1);
    ASSERT_TRUE(jobs().save_open(cancelled(open, now).value()).value());
    EXPECT_FALSE(jobs().save_open(progressed(open, 5, now, minute)).value());
    EXPECT_EQ(jobs().find(open.id).value()->state, RenderState::cancelled);
    EXPECT_FALSE(jobs().save_open(job(7)).value());
}

TEST_P(RenderJobContract, only_what_was_over_long_ago_is_forgotten) {
    const RenderJob open = entered(1);
    const RenderJob over = entered(2);
    ASSERT_TRUE(jobs().save_open(finished(over, now)).value());
    ASSERT_TRUE(jobs().forget_before(now).has_value());
    EXPECT_TRUE(jobs().find(over.id).value().has_value());
    ASSERT_TRUE(jobs().forget_before(now + minute).has_value());
    EXPECT_FALSE(jobs().find(over.id).value().has_value());
    EXPECT_TRUE(jobs().find(open.id).value().has_value());
}

} // namespace

} // namespace content
