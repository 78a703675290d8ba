// Goal: the programme of a device is looked at when it was never made, was made for an earlier
// state of the device, or was not looked at for long. Method: one device for each case, on both
// databases.
#include "broadcast/desk_fixture.hpp"
#include "broadcast/programme_record.hpp"

#include <algorithm>

namespace broadcast {

namespace {

using namespace std::chrono_literals;
using testing_support::Engine;

class ProgrammesToCheck : public DeskTest {
protected:
    void put(const DeviceId& device, std::int64_t device_version, base::Instant checked_at) {
        write([&](storage::Transaction& transaction) {
            save_programme(
                transaction,
                {.device = device, .device_version = device_version, .checked_at = checked_at});
        });
    }
    std::int64_t version_of(const DeviceId& device) {
        return temporary_->database()
            .read([&](storage::Connection& connection) -> base::Result<std::int64_t> {
                return devices::find_device(connection, device).value().version;
            })
            .value();
    }
    std::vector<DeviceId> to_check(std::size_t limit = 10) {
        return temporary_->database()
            .read([&](storage::Connection& connection) -> base::Result<std::vector<DeviceId>> {
                return programmes_to_check(connection, clock_.now(), limit);
            })
            .value();
    }
};

INSTANTIATE_TEST_SUITE_P(Engines, ProgrammesToCheck,
                         testing::Values(Engine::sqlite, Engine::postgres),
                         testing::PrintToStringParamName());

TEST_P(ProgrammesToCheck, are_those_never_made_made_for_something_else_or_old) {
    const DeviceId fresh = add_claimed("S-1");
    const DeviceId never_made = add_claimed("S-2");
    const DeviceId changed_since = add_claimed("S-3");
    const DeviceId old = add_claimed("S-4");
    put(fresh, version_of(fresh), clock_.now());
    put(changed_since, version_of(changed_since) - 1, clock_.now());
    put(old, version_of(old), clock_.now() - 1ms);
    std::vector<DeviceId> wanted{never_made, changed_since, old};
    std::ranges::sort(wanted);
    EXPECT_EQ(to_check(), wanted);
    EXPECT_EQ(to_check(1), std::vector{wanted.front()});
}

TEST_P(ProgrammesToCheck, are_none_of_a_device_that_is_not_in_use) {
    const DeviceId revoked = add_claimed("S-1");
    write([&](storage::Transaction& transaction) {
        const auto device = devices::find_device(transaction, revoked).value();
        (void)devices::save_device(transaction, devices::revoke(device, {.at = clock_.now()}))
            .value();
    });
    EXPECT_TRUE(to_check().empty());
}

} // namespace

} // namespace broadcast
