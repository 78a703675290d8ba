// Goal: a wish for sound from the officer to its end: what is refused at once, what counts, what
// happens when it is cancelled, fails, or its server dies. Method: pure decisions, then use cases
// and worker on memory.
#include "content/content_memory.hpp"
#include "content/content_samples.hpp"
#include "content/render_job_store_memory.hpp"
#include "content/render_test_support.hpp"
#include "content/render_worker.hpp"
#include "content/write_bulletin.hpp"
#include "testing/manual_clock.hpp"
#include "testing/seeded_random.hpp"

#include <gtest/gtest.h>

namespace content {

namespace {

using namespace samples;
constexpr base::Millis claim_length{60'000};

RenderJob open_job() {
    RenderJob job;
    job.bulletin = bulletin_id();
    job.sentences_total = 3;
    return job;
}

TEST(RenderDecision, only_an_open_job_can_be_cancelled) {
    EXPECT_EQ(cancelled(open_job(), now)->state, RenderState::cancelled);
    EXPECT_EQ(cancelled(take_up(open_job(), now, claim_length), now)->state,
              RenderState::cancelled);
    EXPECT_EQ(cancelled(finished(open_job(), now), now).error().code, "content.render_over");
    EXPECT_EQ(cancelled(cancelled(open_job(), now).value(), now).error().code,
              "content.render_over");
}

TEST(RenderDecision, progress_stays_between_nothing_and_all) {
    EXPECT_EQ(progressed(open_job(), 9, now, claim_length).sentences_done, 3);
    EXPECT_EQ(progressed(open_job(), -1, now, claim_length).sentences_done, 0);
    EXPECT_EQ(finished(open_job(), now).sentences_done, 3);
}

TEST(RenderDecision, a_restart_in_good_order_does_not_count_as_an_attempt) {
    RenderJob job = open_job();
    for (int restart = 0; restart < 10; ++restart) {
        job = given_back(take_up(job, now, claim_length), now);
        EXPECT_EQ(job.state, RenderState::waiting);
        EXPECT_FALSE(job.claimed_until.has_value());
    }
    EXPECT_EQ(take_up(job, now, claim_length).state, RenderState::working);
}

TEST(RenderDecision, the_digest_is_of_what_is_to_be_heard) {
    const auto variants = body().variants;
    auto other = variants;
    other[0].voice = "vi-nam";
    EXPECT_EQ(render_digest(bulletin_id(1), variants), render_digest(bulletin_id(1), variants));
    EXPECT_NE(render_digest(bulletin_id(1), variants), render_digest(bulletin_id(1), other));
    EXPECT_NE(render_digest(bulletin_id(1), variants), render_digest(bulletin_id(2), variants));
}

TEST(RenderDecision, without_a_language_only_what_has_no_sound_is_made) {
    EXPECT_EQ(variants_to_render(ready(), std::nullopt).error().code, "content.rendered_already");
    EXPECT_EQ(variants_to_render(ready(), "vi")->size(), 1U);
    EXPECT_EQ(variants_to_render(ready(), "km").error().code, "content.no_such_language");
}

class AnyPlace final : public TargetPlaces {
public:
    base::Result<std::vector<area::AreaPath>> places_of(const Targets& targets) override {
        return targets.areas;
    }
};

class MakingSound : public ::testing::Test {
protected:
    Bulletin make() {
        BulletinBody written = body();
        written.variants[0].blocks.resize(3, written.variants[0].blocks[0]);
        return draft_bulletin(bulletins, author(), std::nullopt, written).value();
    }
    RenderJob wish(const Bulletin& bulletin) {
        return request_render(desk, author(), bulletin.id, std::nullopt).value();
    }
    RenderJob present(const RenderJob& job) { return jobs.find(job.id).value().value(); }

    MemoryContent memory;
    AnyPlace places;
    CountingSoundMaker sound;
    MemoryRenderJobs jobs;
    testing_support::ManualClock clock{now};
    testing_support::SeededRandom random{7};
    BulletinDesk bulletins{memory, memory, places, clock, random};
    std::vector<RenderJob> told;
    int woken = 0;
    RenderDesk desk{bulletins, jobs, sound, [this](const RenderJob& job) { told.push_back(job); },
                    [this] { ++woken; }};
    RenderWorker worker{desk, {.claim_length = claim_length, .progress_every = base::Millis(0)}};
};

TEST_F(MakingSound, a_wish_is_stored_told_and_worked_off_sentence_by_sentence) {
    const Bulletin bulletin = make();
    const RenderJob job = wish(bulletin);
    EXPECT_EQ(job.state, RenderState::waiting);
    EXPECT_EQ(woken, 1);
    EXPECT_TRUE(worker.process_next({}).value());
    EXPECT_FALSE(worker.process_next({}).value());
    EXPECT_EQ(present(job).state, RenderState::done);
    std::vector<std::int64_t> seen;
    for (const RenderJob& one : told) {
        EXPECT_EQ(one.sentences_total, 3);
        seen.push_back(one.sentences_done);
    }
    EXPECT_EQ(seen, (std::vector<std::int64_t>{0, 0, 1, 2, 3, 3}));
    const Bulletin after = memory.find(bulletin.id).value().value();
    ASSERT_EQ(after.renderings.size(), 1U);
    EXPECT_EQ(after.renderings[0].sentences_ms, (std::vector<std::int64_t>{0, 1'000, 2'000}));
    EXPECT_EQ(after.changed_by.name, author().name);
}

TEST_F(MakingSound, the_same_wish_twice_is_one_job) {
    const Bulletin bulletin = make();
    EXPECT_EQ(wish(bulletin).id, wish(bulletin).id);
    EXPECT_TRUE(worker.process_next({}).value());
    EXPECT_FALSE(worker.process_next({}).value());
    EXPECT_EQ(sound.made, 1);
}

TEST_F(MakingSound, what_cannot_succeed_is_refused_at_once) {
    const Bulletin bulletin = make();
    EXPECT_EQ(request_render(desk, approver(), bulletin.id, std::nullopt).error().code,
              "rights.forbidden");
    const auto stranger = actor(9, "Tư", rights::Role::composer, neighbour);
    EXPECT_EQ(request_render(desk, stranger, bulletin.id, std::nullopt).error().code,
              "content.not_found");
    EXPECT_EQ(request_render(desk, author(), bulletin.id, "km").error().code,
              "content.no_such_language");
    sound.missing = base::refuse(base::Fault::not_found, "speech.unknown_voice", "thiếu giọng",
                                 "no such voice");
    EXPECT_EQ(request_render(desk, author(), bulletin.id, std::nullopt).error().code,
              "speech.unknown_voice");
    EXPECT_FALSE(worker.process_next({}).value());
}

TEST_F(MakingSound, a_cancelled_job_stops_within_a_sentence_and_keeps_nothing) {
    const Bulletin bulletin = make();
    const RenderJob job = wish(bulletin);
    std::int64_t reached = 0;
    sound.before_sentence = [&](std::int64_t number) {
        reached = number;
        if (number == 2) {
            EXPECT_TRUE(cancel_render(desk, author(), job.id).has_value());
        }
    };
    EXPECT_TRUE(worker.process_next({}).value());
    EXPECT_EQ(reached, 2);
    EXPECT_EQ(present(job).state, RenderState::cancelled);
    EXPECT_TRUE(memory.find(bulletin.id).value()->renderings.empty());
    EXPECT_EQ(told.back().state, RenderState::cancelled);
    EXPECT_EQ(cancel_render(desk, author(), job.id).error().code, "content.render_over");
}

TEST_F(MakingSound, only_who_may_write_cancels_and_a_stranger_sees_nothing) {
    const RenderJob job = wish(make());
    EXPECT_EQ(cancel_render(desk, approver(), job.id).error().code, "rights.forbidden");
    const auto stranger = actor(9, "Tư", rights::Role::composer, neighbour);
    EXPECT_EQ(find_render(desk, stranger, job.id).error().code, "content.render_not_found");
    EXPECT_EQ(cancel_render(desk, stranger, job.id).error().code, "content.render_not_found");
    EXPECT_TRUE(find_render(desk, approver(), job.id).has_value());
    EXPECT_EQ(present(job).state, RenderState::waiting);
}

TEST_F(MakingSound, a_failing_voice_ends_the_job_with_its_reason) {
    sound.refusal = base::refuse(base::Fault::unavailable, "speech.espeak_missing",
                                 "Máy chủ chưa cài giọng đọc.", "The voice is not installed.");
    const RenderJob job = wish(make());
    EXPECT_TRUE(worker.process_next({}).value());
    EXPECT_EQ(present(job).state, RenderState::failed);
    EXPECT_EQ(present(job).failure->vi, "Máy chủ chưa cài giọng đọc.");
    EXPECT_FALSE(worker.process_next({}).value());
}

TEST_F(MakingSound, a_server_that_stops_in_good_order_leaves_the_job_waiting) {
    const RenderJob job = wish(make());
    std::stop_source stop;
    sound.before_sentence = [&](std::int64_t) { stop.request_stop(); };
    EXPECT_TRUE(worker.process_next(stop.get_token()).value());
    EXPECT_EQ(present(job).state, RenderState::waiting);
    sound.before_sentence = {};
    EXPECT_TRUE(worker.process_next({}).value());
    EXPECT_EQ(present(job).state, RenderState::done);
}

TEST_F(MakingSound, killed_after_the_sound_was_kept_the_job_is_done_and_nothing_is_made_again) {
    const Bulletin bulletin = make();
    const RenderJob job = wish(bulletin);
    ASSERT_TRUE(worker.process_next({}).value());
    MemoryRenderJobs as_before_the_kill;
    ASSERT_TRUE(as_before_the_kill.enqueue(job, 10).has_value());
    RenderDesk restarted{bulletins, as_before_the_kill, sound, {}, {}};
    EXPECT_TRUE(RenderWorker(restarted, {}).process_next({}).value());
    EXPECT_EQ(as_before_the_kill.find(job.id).value()->state, RenderState::done);
    EXPECT_EQ(sound.made, 1);
}

TEST_F(MakingSound, text_that_changed_meanwhile_fails_the_job_with_what_to_do) {
    const Bulletin bulletin = make();
    const RenderJob job = wish(bulletin);
    sound.before_sentence = [&](std::int64_t number) {
        if (number == 1) {
            EXPECT_TRUE(edit_bulletin(bulletins, author(), bulletin.id, std::nullopt, body()));
        }
    };
    EXPECT_TRUE(worker.process_next({}).value());
    EXPECT_EQ(present(job).failure->code, "content.rendering_outdated");
}

} // namespace

} // namespace content
