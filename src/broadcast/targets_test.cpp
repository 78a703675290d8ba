// Goal: a choice means the devices that people see in it, each once, and the people of each village
// are counted once. Method: known distances, and random choices against what must hold.
#include "broadcast/targets.hpp"

#include "testing/seeded_random.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

namespace broadcast {

namespace {

using devices::Device;

class Targets : public testing::Test {
protected:
    Device make(std::optional<area::Point> position, std::vector<area::AreaCode> area = {"91"}) {
        Device device;
        device.id = DeviceId::make(base::Instant{1'780'000'000'000}, random_);
        device.details.position = position;
        device.details.area = area::AreaPath(std::move(area));
        return device;
    }
    double number(double from, double to) {
        std::array<std::byte, 4> bytes{};
        random_.fill(bytes);
        const auto raw = std::bit_cast<std::uint32_t>(bytes);
        return from + (to - from) * (static_cast<double>(raw) / 4294967295.0);
    }
    area::Point somewhere() { return {number(9.0, 10.0), number(105.0, 106.0)}; }

    testing_support::SeededRandom random_{11};
};

std::vector<DeviceId> ids(const std::vector<Device>& devices) {
    std::vector<DeviceId> out;
    for (const Device& device : devices) {
        out.push_back(device.id);
    }
    return out;
}

const Polygon square{{9.0, 105.0}, {9.0, 106.0}, {10.0, 106.0}, {10.0, 105.0}};

TEST_F(Targets, every_way_to_choose_finds_its_devices_and_none_twice) {
    const auto group = devices::GroupId::make(base::Instant{1}, random_);
    Device in_area = make({{9.9, 105.9}}, {"91", "31069"});
    Device in_group = make(std::nullopt, {"92"});
    in_group.groups = {group};
    const Device near = make({{9.5, 105.5}}, {"92"});
    const Device nearer = make({{9.501, 105.5}}, {"92"});
    const Device far = make({{20.0, 105.5}}, {"01"});
    const Device lost = make(std::nullopt, {"01"});
    const std::vector<Device> all{in_area, in_group, near, nearer, far, lost};
    EXPECT_EQ(ids(choose_targets({.named = {.areas = {area::AreaPath({"91"})}}}, all)),
              ids({in_area}));
    EXPECT_EQ(ids(choose_targets({.named = {.groups = {group}}}, all)), ids({in_group}));
    EXPECT_EQ(choose_targets({.circles = {{{9.5, 105.5}, 200}}}, all).size(), 2U);
    EXPECT_EQ(ids(choose_targets({.circles = {{{9.5, 105.5}, 100}}}, all)), ids({near}));
    EXPECT_EQ(choose_targets({.nearby = {{near.id, 150}}}, all).size(), 2U);
    EXPECT_EQ(ids(choose_targets({.nearby = {{lost.id, 1000}}}, all)), ids({lost}));
    EXPECT_EQ(choose_targets({.polygons = {square}}, all).size(), 3U);
    const area::DrawnArea own_part{.within = area::AreaPath({"92"}), .polygons = {square}};
    EXPECT_THAT(ids(choose_targets({.named = {.drawn = own_part}}, all)),
                testing::UnorderedElementsAreArray(ids({near, nearer})))
        << "a drawing of a unit ends at its border";
    const TargetChoice everything{
        .named = {.areas = {area::AreaPath({"91"})}, .devices = {near.id, lost.id}},
        .circles = {{{9.5, 105.5}, 500'000}},
        .polygons = {square}};
    EXPECT_THAT(ids(choose_targets(everything, all)),
                testing::UnorderedElementsAreArray(ids({in_area, near, nearer, lost})));
}

TEST_F(Targets, more_shapes_never_mean_fewer_devices_and_each_has_its_reason) {
    std::vector<Device> all;
    for (int i = 0; i < 200; ++i) {
        all.push_back(i % 10 == 0 ? make(std::nullopt) : make(somewhere()));
    }
    for (int round = 0; round < 100; ++round) {
        const Circle circle{somewhere(), static_cast<std::int32_t>(number(1, 40'000))};
        const Polygon triangle{somewhere(), somewhere(), somewhere()};
        const auto by_circle = ids(choose_targets({.circles = {circle}}, all));
        const auto by_triangle = ids(choose_targets({.polygons = {triangle}}, all));
        const auto by_both =
            ids(choose_targets({.circles = {circle}, .polygons = {triangle}}, all));
        std::vector<DeviceId> expected;
        std::ranges::set_union(by_circle, by_triangle, std::back_inserter(expected));
        ASSERT_EQ(by_both, expected);
        for (const Device& device : all) {
            const bool hit =
                device.details.position &&
                metres_between(circle.centre, *device.details.position) <= circle.metres;
            ASSERT_EQ(hit, std::ranges::binary_search(by_circle, device.id));
        }
        Polygon turned{triangle[1], triangle[2], triangle[0]};
        ASSERT_EQ(ids(choose_targets({.polygons = {turned}}, all)), by_triangle)
            << "wherever the drawing begins";
        std::ranges::reverse(turned);
        ASSERT_EQ(ids(choose_targets({.polygons = {turned}}, all)), by_triangle)
            << "and whichever way it goes";
    }
}

TEST_F(Targets, what_cannot_be_a_shape_is_named) {
    const auto code = [](const TargetChoice& choice) {
        const auto checked = check_shapes(choice);
        return checked ? std::string() : checked.error().fields.at(0).pointer;
    };
    EXPECT_EQ(code({.circles = {{{9, 105}, 100}}, .polygons = {square}}), "");
    EXPECT_EQ(code({.circles = {{{91, 105}, 100}}}), "/circles/0");
    EXPECT_EQ(code({.circles = {{{9, 105}, 100}, {{9, 105}, 0}}}), "/circles/1");
    EXPECT_EQ(code({.circles = {{{std::nan(""), 105}, 100}}}), "/circles/0");
    EXPECT_EQ(code({.nearby = {{{}, area::metres_max + 1}}}), "/nearby/0");
    EXPECT_EQ(code({.polygons = {{{9, 105}, {9, 106}}}}), "/polygons/0");
    EXPECT_EQ(code({.polygons = std::vector<Polygon>(51, square)}), "/polygons");
    EXPECT_EQ(code({.named = {.drawn = area::DrawnArea{}}}), "/drawn/polygons");
    EXPECT_EQ(code({.named = {.drawn = area::DrawnArea{.circles = {{{9, 105}, 0}}}}}),
              "/drawn/circles/0");
}

TEST_F(Targets, people_of_a_village_count_once_and_what_is_unknown_is_told) {
    const std::map<area::AreaCode, area::Village> villages{
        {"31069-01", {.code = "31069-01", .population = 1'200}},
        {"31069-02", {.code = "31069-02"}},
        {"31069-03", {.code = "31069-03", .population = 900}}};
    const Device a = make(std::nullopt, {"91", "31069", "31069-01"});
    const Device b = make(std::nullopt, {"91", "31069", "31069-01"});
    const Device c = make(std::nullopt, {"91", "31069", "31069-02"});
    const Device d = make(std::nullopt, {"91", "31069"});
    const std::map<DeviceId, devices::Condition> conditions{{a.id, devices::Condition::online},
                                                            {b.id, devices::Condition::silent_able},
                                                            {c.id, devices::Condition::playing}};
    EXPECT_EQ(assess_reach({a, b, c, d}, conditions, villages), (Reach{.devices = 4,
                                                                       .offline = 2,
                                                                       .villages = 2,
                                                                       .people = 1'200,
                                                                       .villages_unknown = 1,
                                                                       .devices_in_none = 1}));
}

} // namespace

} // namespace broadcast
