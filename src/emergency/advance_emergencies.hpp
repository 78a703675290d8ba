#pragma once

#include "emergency/emergency_desk.hpp"

#include <stop_token>

namespace emergency {

/// So long at most the words wait, to be made and ordered, while devices answer to the siren: with
/// ten thousand of them both would be later together.
inline constexpr base::Millis siren_first = std::chrono::seconds(3);

/// Step of the job, once a second and after each change: ends what time ends, makes the words into
/// sound, and orders them as soon as they are made and the siren is on its way. Everything it knows
/// is in the database: it may be killed at any point and goes on from there. A failure of one
/// emergency keeps no other waiting.
void advance_emergencies(EmergencyDesk& desk, const std::stop_token& stop);

/// The sounds that every device is to hold: made once, and again when they were lost.
/// `samples_to_blob` brings 16-bit mono samples into the one format and into the media store.
using SamplesToSound = std::function<base::Result<content::MediaFile>(
    int sample_rate, const std::vector<std::int16_t>& samples)>;
[[nodiscard]] base::Result<void> make_standing_sounds(EmergencyDesk& desk,
                                                      const SamplesToSound& samples_to_sound,
                                                      const std::stop_token& stop);

} // namespace emergency
