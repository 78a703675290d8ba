#pragma once

#include "broadcast/order_commands.hpp"

#include <cstdint>
#include <vector>

/// What a technician lets a cluster sound to hear that it works: three short tones, nothing that
/// could be taken for news or for a siren.
namespace broadcast {

inline constexpr int test_tone_rate = 48'000;
inline constexpr std::string_view test_tone_title = "Thử loa";
/// A cluster that does not hear of it within this time stays silent: nobody waits there any more.
inline constexpr base::Millis test_tone_life = std::chrono::seconds(30);

/// Pure: a low, a middle and a high tone of 0.7 s with silence between, so that an ear can tell a
/// dead tweeter or a rattling horn.
[[nodiscard]] std::vector<std::int16_t> test_tone_samples();

struct TestToneOrder {
    DeviceId device;
    std::optional<std::int32_t> volume_percent; ///< absent: as the plan of the day says
};

/// Needs operate_devices where the device stands; quiet hours hold. Refuses
/// `broadcast.no_targets` for a device that is not in use, `broadcast.no_test_tone` while the sound
/// is not made yet, and what the guard refuses.
[[nodiscard]] base::Result<Ordered> order_test_tone(BroadcastDesk& desk, const rights::Actor& actor,
                                                    const TestToneOrder& order);

} // namespace broadcast
