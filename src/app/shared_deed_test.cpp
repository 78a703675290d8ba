// Goal: askers share turns, and nobody is served by a turn that began before it asked. Method: the
// first turn is held until all others have asked.
#include "app/shared_deed.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <thread>
#include <vector>

namespace {

using app::SharedDeed;

TEST(SharedDeed, those_who_ask_meanwhile_share_the_next_turn) {
    std::latch begun(1);
    std::latch go_on(1);
    std::atomic<int> turns = 0;
    std::atomic<int> state = 0;
    std::atomic<int> seen = -1;
    SharedDeed deed([&]() -> base::Result<void> {
        const int now = state; // what a file would be made of
        if (++turns == 1) {
            begun.count_down();
            go_on.wait();
        }
        seen = now;
        return {};
    });
    std::thread first([&] { EXPECT_TRUE(deed.ask()); });
    begun.wait();
    state = 1;
    std::latch asking(20);
    std::vector<std::jthread> others;
    for (int i = 0; i < 20; ++i) {
        others.emplace_back([&] {
            asking.count_down();
            EXPECT_TRUE(deed.ask());
            EXPECT_EQ(seen, 1) << "a turn that began earlier does not know the change";
        });
    }
    asking.wait();
    go_on.count_down();
    first.join();
    others.clear();
    EXPECT_GE(turns, 2);
    EXPECT_LE(turns, 21) << "never more than one turn for each";
}

TEST(SharedDeed, one_asker_after_the_other_has_a_turn_each) {
    int turns = 0;
    SharedDeed deed([&]() -> base::Result<void> {
        ++turns;
        return turns == 2 ? base::Result<void>(
                                base::fail(base::Fault::unavailable, "app.test", "hỏng", "broken"))
                          : base::Result<void>();
    });
    EXPECT_TRUE(deed.ask());
    EXPECT_FALSE(deed.ask()) << "its own turn failed";
    EXPECT_TRUE(deed.ask());
    EXPECT_EQ(turns, 3);
}

} // namespace
