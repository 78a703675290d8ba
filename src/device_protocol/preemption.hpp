#pragma once

#include "device_protocol/manifest.hpp"

#include <span>

/// Who has the loudspeaker when two sounds want it, and where the one that gave way goes on. Pure;
/// the server plans by it and the device plays by it (spec 8.10).
namespace device_protocol {

/// What counts of a sound in a clash.
struct Standing {
    BroadcastClass class_ = BroadcastClass::ordinary;
    Tier tier = Tier::commune; ///< of the key that ordered it
};

/// What happens when `arriving` is due while `sounding` sounds. The manifest's word for the two
/// classes holds; without one a higher class stops a lower one and everything else waits. Among
/// emergencies a higher tier stops a lower one, whatever the manifest says.
[[nodiscard]] Clash clash_word(const std::vector<ClashRule>& rules, const Standing& sounding,
                               const Standing& arriving);

/// Where a run that was interrupted at this position goes on: at the beginning of the sentence that
/// was cut, so that people hear it whole; exactly there where no sentences are known. Not before
/// `resume_back_max` before it, so that a text without full stops does not begin anew each time.
[[nodiscard]] std::int64_t resume_position(const std::vector<ManifestItem>& items,
                                           std::int64_t stopped_ms);
inline constexpr std::int64_t resume_back_max_ms = 30'000;

/// The marks for a message that must stay small: every second one, as often as needed. A run then
/// resumes a sentence or two earlier.
inline constexpr std::size_t marks_in_command_max = 100;
[[nodiscard]] std::optional<std::vector<std::int64_t>>
fewer_marks(std::optional<std::vector<std::int64_t>> marks);

/// How much of a run its stretches cover, every moment counted once; air time counts a sentence
/// that was said twice twice, this does not. Stretches in any order.
struct Stretch {
    std::int64_t position_ms = 0;
    std::int64_t ms = 0;
};
[[nodiscard]] std::int64_t covered_ms(std::vector<Stretch> stretches);

} // namespace device_protocol
