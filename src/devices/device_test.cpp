#include "devices/device.hpp"

#include "devices/claim_code.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace {

using namespace devices;
using namespace std::chrono_literals;

constexpr base::Instant t0{1'780'272'000'000};

DeviceDetails details() {
    return {.name = "Cụm loa ấp Vĩnh Đông 1",
            .serial = "MIRA-0001",
            .area = area::AreaPath({"91", "31069"})};
}

Device device() {
    return register_device({}, details(), t0).value();
}

TEST(Device, wrong_details_are_named_one_by_one) {
    DeviceDetails wrong = details();
    wrong.name = "  ";
    wrong.serial = "có dấu";
    wrong.speakers = -1;
    wrong.position = {.latitude = 91, .longitude = std::nan("")};
    const auto refused = check_details(wrong);
    ASSERT_FALSE(refused.has_value());
    std::vector<std::string> pointers;
    for (const auto& field : refused.error().fields) {
        pointers.push_back(field.pointer);
    }
    EXPECT_EQ(pointers, (std::vector<std::string>{"/name", "/serial", "/speakers",
                                                  "/position/latitude", "/position/longitude"}));
}

TEST(Device, the_serial_of_a_claimed_device_stays) {
    const Device claimed = claim(device(), t0).value();
    DeviceDetails other = details();
    other.serial = "MIRA-0002";
    EXPECT_EQ(edit(claimed, other).error().code, "devices.serial_is_fixed");
    EXPECT_TRUE(edit(device(), other).has_value());
}

TEST(Device, a_revoked_device_cannot_be_claimed_until_it_is_reinstated) {
    const Device revoked = revoke(claim(device(), t0).value(), {.at = t0 + 1s});
    EXPECT_EQ(claim(revoked, t0 + 2s).error().code, "devices.revoked");
    const Device back = reinstate(revoked).value();
    EXPECT_EQ(back.state, DeviceState::registered);
    EXPECT_TRUE(claim(back, t0 + 3s).has_value());
    EXPECT_EQ(back.revocation, std::nullopt);
    EXPECT_EQ(reinstate(back).error().code, "devices.not_revoked");
}

TEST(Device, a_revoked_device_leaves_its_groups_and_keeps_who_revoked_it_first) {
    Device member = claim(device(), t0).value();
    member.groups = {GroupId()};
    const Revocation first{.at = t0 + 1s, .by = "Lê Thị Biên Tập", .why = "mất cắp"};
    const Device revoked = revoke(member, first);
    EXPECT_TRUE(revoked.groups.empty());
    EXPECT_EQ(revoked.revocation, first);
    EXPECT_EQ(revoke(revoked, {.at = t0 + 2s, .by = "người khác"}), revoked);
    EXPECT_TRUE(reinstate(revoked).value().groups.empty());
}

TEST(Device, a_volume_plan_begins_at_midnight_and_rises) {
    const auto ok = [](std::vector<VolumeStep> steps) {
        return check_volume({.steps = std::move(steps)}).has_value();
    };
    EXPECT_TRUE(ok({{{0}, 30}, {{5 * 3600}, 70}, {{21 * 3600}, 30}}));
    EXPECT_FALSE(ok({}));
    EXPECT_FALSE(ok({{{60}, 30}}));
    EXPECT_FALSE(ok({{{0}, 30}, {{0}, 40}}));
    EXPECT_FALSE(ok({{{0}, 101}}));
}

TEST(Device, the_volume_follows_the_time_of_day) {
    const DesiredVolume volume{.steps = {{{0}, 30}, {{5 * 3600}, 70}}};
    EXPECT_EQ(volume_at(volume, {4 * 3600}), 30);
    EXPECT_EQ(volume_at(volume, {5 * 3600}), 70);
    EXPECT_EQ(volume_at(volume, {86'399}), 70);
}

TEST(ClaimCode, it_is_open_for_a_day_and_five_tries) {
    const ClaimCode code{.expires_at = t0 + claim_code_life};
    EXPECT_TRUE(check_claim_open(code, t0 + 24h - 1ms).has_value());
    EXPECT_EQ(check_claim_open(code, t0 + 24h).error().code, "devices.claim_expired");
    const ClaimCode spent{.expires_at = t0 + 24h, .tries_left = 0};
    EXPECT_EQ(check_claim_open(spent, t0).error().code, "devices.claim_tries_spent");
}

} // namespace
