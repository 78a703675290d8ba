// Goal: the schedule's tests ask a register in memory; it answers as the real one does on SQLite
// and PostgreSQL. Method: the same devices and groups in each, the same questions.
#include "app/register_places.hpp"
#include "devices/device_record.hpp"
#include "schedule/schedule_samples.hpp"
#include "schedule/target_devices_memory.hpp"
#include "testing/contract_backend.hpp"

#include <gtest/gtest.h>

namespace app {

namespace {

using device_protocol::DeviceGroupId;
using device_protocol::DeviceId;
using schedule::TargetDevice;
using testing_support::Engine;
using namespace schedule::samples;

constexpr std::uint32_t village_group = 50;

class PlacesBackend {
public:
    virtual ~PlacesBackend() = default;
    virtual schedule::TargetDevices& devices() = 0;
    virtual content::TargetPlaces& places() = 0;
    virtual void put(const TargetDevice& device) = 0;
    virtual void put_group(const DeviceGroupId& group, const area::AreaPath& area) = 0;
};

class MemoryBackend final : public PlacesBackend {
public:
    schedule::TargetDevices& devices() override { return memory_; }
    content::TargetPlaces& places() override { return memory_; }
    void put(const TargetDevice& device) override { memory_.devices.push_back(device); }
    void put_group(const DeviceGroupId& group, const area::AreaPath& area) override {
        memory_.groups[group] = area;
    }

private:
    schedule::MemoryDevices memory_;
};

class SqlBackend final : public PlacesBackend {
public:
    explicit SqlBackend(Engine engine) : temporary_(engine) { put_unclaimed(99); }
    schedule::TargetDevices& devices() override { return places_; }
    content::TargetPlaces& places() override { return places_; }
    void put(const TargetDevice& target) override {
        devices::Device device{.id = target.id};
        device.details.serial = base::to_text(target.id);
        device.details.area = target.area;
        device.details.watt = target.watt;
        if (target.position) {
            device.details.position = {target.position->latitude, target.position->longitude};
        }
        device.state = devices::DeviceState::claimed;
        device.groups = target.groups;
        write([&](storage::Transaction& transaction) { insert_device(transaction, device); });
    }
    void put_group(const DeviceGroupId& group, const area::AreaPath& area) override {
        write([&](storage::Transaction& transaction) {
            devices::insert_group(transaction, {.id = group, .name = "Ấp ven sông", .area = area});
        });
    }

private:
    /// Known to the register, but not in service: the schedule must not see them.
    void put_unclaimed(std::uint32_t number) {
        devices::Device device{.id = id<DeviceId>(number)};
        device.details.serial = std::to_string(number);
        device.details.area = commune;
        write([&](storage::Transaction& transaction) { insert_device(transaction, device); });
    }

    template <class Body>
    void write(Body body) {
        const auto written =
            temporary_->write([&](storage::Transaction& transaction) -> base::Result<void> {
                body(transaction);
                return {};
            });
        ASSERT_TRUE(written.has_value()) << written.error().message.en;
    }

    testing_support::TemporaryDatabase temporary_;
    RegisterPlaces places_{temporary_.database()};
};

class PlacesContract : public testing::TestWithParam<testing_support::BackendKind<PlacesBackend>> {
protected:
    void SetUp() override {
        std::string why;
        backend_ = GetParam().open(why);
        if (!backend_) {
            GTEST_SKIP() << why;
        }
        backend_->put(grouped_);
        backend_->put(device(1));
        backend_->put(device(2, neighbour));
        backend_->put_group(id<DeviceGroupId>(village_group), commune);
    }
    base::Result<std::vector<area::AreaPath>> places(const content::Targets& targets) {
        return backend_->places().places_of(targets);
    }

    const TargetDevice grouped_{id<DeviceId>(3),
                                commune,
                                {id<DeviceGroupId>(village_group)},
                                area::Point{9.51, 105.25},
                                120};
    std::unique_ptr<PlacesBackend> backend_;
};

TEST_P(PlacesContract, an_area_holds_its_devices_and_those_below_in_order_of_id) {
    EXPECT_EQ(backend_->devices().devices_in(commune).value(), (std::vector{device(1), grouped_}));
    EXPECT_EQ(backend_->devices().devices_in(province).value(),
              (std::vector{device(1), device(2, neighbour), grouped_}));
    EXPECT_EQ(backend_->devices().devices_in({})->size(), 3U);
    EXPECT_TRUE(backend_->devices().devices_in(area::AreaPath({"9"}))->empty());
}

TEST_P(PlacesContract, targets_lie_in_their_areas_and_in_those_of_groups_and_devices) {
    const auto found = places({.areas = {province},
                               .groups = {id<DeviceGroupId>(village_group)},
                               .devices = {id<DeviceId>(2)}});
    ASSERT_TRUE(found.has_value()) << found.error().message.en;
    EXPECT_EQ(*found, (std::vector{province, commune, neighbour}));
    EXPECT_TRUE(places({})->empty());
    EXPECT_EQ(places({.drawn = area::DrawnArea{.within = commune}}).value(), std::vector{commune})
        << "also when nothing stands in it yet";
}

TEST_P(PlacesContract, a_target_that_does_not_exist_is_refused) {
    EXPECT_EQ(places({.devices = {id<DeviceId>(404)}}).error().code, "content.unknown_target");
    EXPECT_EQ(places({.groups = {id<DeviceGroupId>(404)}}).error().code, "content.unknown_target");
    EXPECT_EQ(places({.devices = {id<DeviceId>(1), id<DeviceId>(404)}}).error().code,
              "content.unknown_target");
}

INSTANTIATE_TEST_SUITE_P(
    Stores, PlacesContract,
    testing::ValuesIn(testing_support::backend_kinds<PlacesBackend, MemoryBackend, SqlBackend>()),
    [](const auto& info) { return info.param.name; });

} // namespace

} // namespace app
