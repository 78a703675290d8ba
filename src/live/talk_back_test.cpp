#include "live/talk_back.hpp"

#include "testing/seeded_random.hpp"

#include <gtest/gtest.h>

namespace live {

namespace {

using namespace std::chrono_literals;

const area::AreaPath commune({"91", "31069"});
const area::AreaPath next_door({"91", "31070"});
constexpr base::Instant opened{1'780'272'000'000};

class TalkBackTest : public testing::Test {
protected:
    rights::Actor person(rights::Role role, const area::AreaPath& area) {
        return {.user = rights::UserId::make(opened, random_),
                .name = "Lê Thị Phát",
                .grants = {{role, area}},
                .second_factor_at = {}};
    }
    TalkBack talk_back() {
        return {.id = SessionId::make(opened, random_),
                .device = DeviceId::make(opened, random_),
                .device_name = "Ấp Vĩnh Đông",
                .area = commune,
                .owner = rights::UserId::make(opened, random_),
                .owner_name = "Lê Thị Phát",
                .command = {},
                .opened_at = opened,
                .ends_by = opened + 5min,
                .kept_at = opened,
                .ended_at = {},
                .end_reason = {}};
    }
    testing_support::SeededRandom random_{8};
};

TEST_F(TalkBackTest, who_operates_a_connected_device_with_a_monitor_may_hear_it) {
    const MonitoredPlace place{.area = commune, .has_monitor = true, .online = true};
    EXPECT_TRUE(may_talk_back(person(rights::Role::operator_, commune), place).has_value());
    EXPECT_TRUE(
        may_talk_back(person(rights::Role::operator_, area::AreaPath({"91"})), place).has_value());
}

TEST_F(TalkBackTest, another_area_or_a_role_that_only_reads_hears_nothing) {
    const MonitoredPlace place{.area = commune, .has_monitor = true, .online = true};
    for (const auto& stranger : {person(rights::Role::operator_, next_door),
                                 person(rights::Role::report_viewer, commune)}) {
        const auto refused = may_talk_back(stranger, place);
        ASSERT_FALSE(refused.has_value());
        EXPECT_EQ(refused.error().code, "rights.forbidden");
    }
    // Nor whether there is anything to be heard.
    const MonitoredPlace deaf{.area = commune, .has_monitor = false, .online = false};
    EXPECT_EQ(may_talk_back(person(rights::Role::operator_, next_door), deaf).error().code,
              "rights.forbidden");
}

TEST_F(TalkBackTest, a_device_without_a_monitor_or_without_a_line_is_refused_by_its_reason) {
    const auto officer = person(rights::Role::operator_, commune);
    EXPECT_EQ(may_talk_back(officer, {.area = commune, .has_monitor = false, .online = true})
                  .error()
                  .code,
              "live.no_monitor");
    EXPECT_EQ(may_talk_back(officer, {.area = commune, .has_monitor = true, .online = false})
                  .error()
                  .code,
              "live.monitor_offline");
}

TEST_F(TalkBackTest, one_device_is_heard_by_one_officer_at_a_time) {
    const TalkBack first = talk_back();
    TalkBack second = talk_back();
    EXPECT_TRUE(admit(std::vector{first}, second).has_value()) << "another device";
    second.device = first.device;
    const auto refused = admit(std::vector{first}, second);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, "live.monitor_taken");
    EXPECT_NE(refused.error().message.vi.find(first.owner_name), std::string::npos);
    TalkBack ended = first;
    ended.ended_at = opened + 1s;
    EXPECT_TRUE(admit(std::vector{ended}, second).has_value());
    EXPECT_TRUE(admit(std::vector{first}, first).has_value()) << "itself, asked again";
}

TEST_F(TalkBackTest, only_so_many_decoders_run_at_once) {
    std::vector<TalkBack> open;
    for (std::size_t i = 0; i < talk_backs_max; ++i) {
        EXPECT_TRUE(admit(open, talk_back()).has_value());
        open.push_back(talk_back());
    }
    EXPECT_EQ(admit(open, talk_back()).error().code, "live.too_many_talk_backs");
    open.front().ended_at = opened + 1s;
    EXPECT_TRUE(admit(open, talk_back()).has_value());
}

TEST_F(TalkBackTest, it_ends_at_its_limit_however_well_it_is_heard) {
    TalkBack heard = talk_back();
    heard.kept_at = heard.ends_by - 1ms;
    EXPECT_EQ(due_end(heard, heard.ends_by - 1ms, heard.ends_by - 1ms), std::nullopt);
    EXPECT_EQ(due_end(heard, heard.ends_by, heard.ends_by), TalkBackEnd::time_limit);
    heard.ended_at = heard.ends_by;
    EXPECT_EQ(due_end(heard, heard.ends_by, heard.ends_by + 1min), std::nullopt) << "once";
}

TEST_F(TalkBackTest, it_ends_when_nobody_listens_and_when_nothing_comes) {
    TalkBack one = talk_back();
    EXPECT_EQ(due_end(one, opened + 19s, opened + 19'999ms), std::nullopt);
    EXPECT_EQ(due_end(one, opened + 20s, opened + 20s), TalkBackEnd::not_kept);
    one.kept_at = opened + 30s;
    EXPECT_EQ(due_end(one, std::nullopt, opened + 29'999ms), std::nullopt);
    EXPECT_EQ(due_end(one, std::nullopt, opened + 30s), TalkBackEnd::no_sound);
    EXPECT_EQ(due_end(one, opened + 15s, opened + 34'999ms), std::nullopt);
    EXPECT_EQ(due_end(one, opened + 15s, opened + 35s), TalkBackEnd::sound_lost);
}

} // namespace

} // namespace live
