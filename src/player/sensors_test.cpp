// Goal: what a board measures reaches the server as it is, and nothing is guessed. Method: files as
// a board's program writes them, whole and broken.
#include "player/sensors.hpp"
#include "testing/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace player {

namespace {

using device_protocol::PartState;
using device_protocol::Sensors;

class SensorFile : public testing::Test {
protected:
    std::optional<Sensors> read(const std::string& text) {
        std::ofstream(path()) << text;
        return read_sensors(path());
    }
    [[nodiscard]] std::filesystem::path path() const { return folder_.path() / "sensors.json"; }

private:
    testing_support::TemporaryFolder folder_;
};

TEST_F(SensorFile, says_what_there_is_a_sensor_for) {
    const auto measured = read(R"({"mains":false,"amplifier":"fault","sim_left_mb":12})");
    ASSERT_TRUE(measured.has_value());
    EXPECT_EQ(measured->mains, false);
    EXPECT_EQ(measured->amplifier, PartState::fault);
    EXPECT_EQ(measured->sim_left_mb, 12);
    EXPECT_FALSE(measured->loudspeaker || measured->audible);
}

TEST_F(SensorFile, that_is_missing_or_broken_says_nothing) {
    EXPECT_FALSE(read_sensors("").has_value());
    EXPECT_FALSE(read_sensors(path()).has_value());
    for (const char* broken : {"", "{\"mains\":", "{\"amplifier\":\"warm\"}", "[]"}) {
        EXPECT_FALSE(read(broken).has_value()) << broken;
    }
}

TEST(SwitchedAmplifier, is_at_fault_when_it_cannot_be_switched_or_is_measured_so) {
    Sensors measured;
    EXPECT_EQ(with_amplifier(measured, true).amplifier, PartState::ok);
    EXPECT_EQ(with_amplifier(measured, false).amplifier, PartState::fault);
    measured.amplifier = PartState::fault;
    measured.mains = true;
    EXPECT_EQ(with_amplifier(measured, true), measured);
    measured.amplifier = PartState::ok;
    EXPECT_EQ(with_amplifier(measured, false).amplifier, PartState::fault);
    EXPECT_EQ(with_amplifier(measured, false).mains, true);
}

} // namespace

} // namespace player
