// Goal: a command reaches each target by exactly one publish and nobody else, with as few publishes
// as groups allow. Method: examples, and random registers against what must hold for all of them.
#include "broadcast/channels.hpp"

#include "testing/seeded_random.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace broadcast {

namespace {

class ChannelsTest : public testing::Test {
protected:
    DeviceId add(std::vector<std::string> groups) {
        const auto id = DeviceId::make(base::Instant{1'780'000'000'000}, random_);
        everyone_.push_back({id, std::move(groups)});
        return id;
    }
    std::uint8_t number(std::uint8_t below) {
        std::array<std::byte, 1> byte{};
        random_.fill(byte);
        return static_cast<std::uint8_t>(std::to_integer<unsigned>(byte[0]) % below);
    }

    testing_support::SeededRandom random_{7};
    std::vector<Listening> everyone_;
};

TEST_F(ChannelsTest, a_whole_commune_is_one_publish) {
    const auto a = add({"a-91", "a-31069"});
    const auto b = add({"a-91", "a-31069"});
    add({"a-91", "a-31070"});
    const Channels channels = choose_channels(everyone_, {a, b});
    EXPECT_EQ(channels.groups.size(), 1U);
    EXPECT_TRUE(channels.groups.contains("a-31069"));
    EXPECT_TRUE(channels.alone.empty());
}

TEST_F(ChannelsTest, a_whole_province_is_one_publish_and_not_one_per_commune) {
    std::set<DeviceId> all;
    for (int i = 0; i < 9; ++i) {
        all.insert(add({"a-91", "a-3106" + std::to_string(i / 3)}));
    }
    const Channels channels = choose_channels(everyone_, all);
    ASSERT_EQ(channels.groups.size(), 1U);
    EXPECT_EQ(channels.groups.begin()->first, "a-91");
}

TEST_F(ChannelsTest, a_group_with_one_member_outside_the_targets_is_not_used) {
    const auto a = add({"a-31069"});
    const auto b = add({"a-31069"});
    add({"a-31069"});
    const Channels channels = choose_channels(everyone_, {a, b});
    EXPECT_TRUE(channels.groups.empty());
    EXPECT_EQ(channels.alone.size(), 2U);
}

TEST_F(ChannelsTest, one_device_is_addressed_by_its_own_topic) {
    const auto a = add({"a-31069-01"});
    EXPECT_EQ(choose_channels(everyone_, {a}), (Channels{{}, {a}}));
}

TEST_F(ChannelsTest, whatever_the_groups_each_target_is_reached_once_and_nobody_else) {
    for (int round = 0; round < 300; ++round) {
        everyone_.clear();
        std::set<DeviceId> targets;
        const int devices = 1 + number(40);
        for (int i = 0; i < devices; ++i) {
            std::vector<std::string> groups{"a-91", "a-" + std::to_string(number(4))};
            for (std::uint8_t extra = number(3); extra > 0; --extra) {
                const std::string name = "g" + std::to_string(number(6));
                if (std::ranges::find(groups, name) == groups.end()) {
                    groups.push_back(name);
                }
            }
            const auto id = add(groups);
            if (number(10) < 8) {
                targets.insert(id);
            }
        }
        const Channels channels = choose_channels(everyone_, targets);
        std::vector<DeviceId> reached = channels.alone;
        for (const auto& [group, members] : channels.groups) {
            std::vector<DeviceId> hearing;
            for (const Listening& one : everyone_) {
                if (std::ranges::find(one.groups, group) != one.groups.end()) {
                    hearing.push_back(one.device);
                }
            }
            ASSERT_EQ(members, hearing) << "who hears the publish is who is counted";
            reached.insert(reached.end(), members.begin(), members.end());
        }
        std::ranges::sort(reached);
        ASSERT_EQ(reached, std::vector<DeviceId>(targets.begin(), targets.end()));
    }
}

} // namespace

} // namespace broadcast
