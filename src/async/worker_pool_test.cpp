#include "async/worker_pool.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>

namespace async {

namespace {

TEST(WorkerPool, every_accepted_task_runs_before_the_pool_has_stopped) {
    std::atomic<int> done = 0;
    int accepted = 0;
    {
        WorkerPool pool({.threads = 3, .queue_max = 1000});
        for (int i = 0; i < 500; ++i) {
            accepted += pool.try_submit([&] { ++done; }) ? 1 : 0;
        }
    }
    EXPECT_EQ(accepted, 500);
    EXPECT_EQ(done, 500);
}

TEST(WorkerPool, a_full_queue_refuses_and_nothing_is_lost) {
    std::latch started(1);
    std::latch go(1);
    std::atomic<int> done = 0;
    WorkerPool pool({.threads = 1, .queue_max = 2});
    ASSERT_TRUE(pool.try_submit([&] {
        started.count_down();
        go.wait();
        ++done;
    }));
    started.wait();
    EXPECT_TRUE(pool.try_submit([&] { ++done; }));
    EXPECT_TRUE(pool.try_submit([&] { ++done; }));
    EXPECT_EQ(pool.queued(), 2U);
    EXPECT_FALSE(pool.try_submit([&] { ++done; }));
    go.count_down();
    pool.stop();
    EXPECT_EQ(done, 3);
}

TEST(WorkerPool, a_stopped_pool_refuses) {
    WorkerPool pool({.threads = 1, .queue_max = 2});
    pool.stop();
    EXPECT_FALSE(pool.try_submit([] {}));
}

} // namespace

} // namespace async
