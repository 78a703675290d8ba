#pragma once

#include "base/hash.hpp"
#include "device_protocol/words.hpp"

#include <optional>
#include <string>
#include <vector>

namespace device_protocol {

/// A sound file of a run, named by its hash. `duration_ms` is exact to the millisecond, rounded
/// down.
struct ManifestItem {
    base::Sha256 sha256;
    std::int64_t size = 0;
    std::int64_t duration_ms = 0;
    std::string
        kind; ///< `chime`, `speech`, `music`, `relay`: for people, the device plays all alike
    /// Where each sentence begins inside the item, ascending; absent where nobody knows.
    std::optional<std::vector<std::int64_t>> sentences_ms;
};

/// What a device does with a run whose start it missed.
enum class Late : std::uint8_t {
    join,    ///< go on at the position where it would be now; past its end it is missed
    restart, ///< not yet begun: from the beginning until not_after; begun: as join
    drop,    ///< more than two seconds late is missed
};

/// One sounding of the programme: its items one after another without a gap.
struct ManifestRun {
    RunId run;
    base::Instant at; ///< the first sample leaves the device now
    BroadcastClass class_ = BroadcastClass::ordinary;
    std::vector<ManifestItem> items;
    std::optional<std::int32_t> volume_percent; ///< replaces the volume plan for this run
    base::Instant not_after;                    ///< it never starts later than this
    Late late = Late::join;
    std::optional<std::string> title; ///< for the device's log
};

/// What happens when a run wants to begin while another sounds (the four words of SMIL 3.0,
/// priority classes).
enum class Clash : std::uint8_t {
    stop,  ///< the sounding one ends, the new one begins
    pause, ///< the sounding one waits and goes on at its sentence, if its not_after still allows it
    defer, ///< the new one waits for the end of the sounding one, until its not_after
    never, ///< the new one is not played
};

struct ClashRule {
    BroadcastClass sounding = BroadcastClass::ordinary;
    BroadcastClass arriving = BroadcastClass::ordinary;
    Clash word = Clash::defer;
};

/// GET /device/v1/manifest: the programme of one device for the next days, inside an envelope of
/// type manifest_type.
struct Manifest {
    std::string device;
    std::int64_t version = 0; ///< a device never goes back to a lower one
    base::Instant made_at;
    base::Instant valid_from;
    base::Instant valid_to;
    std::vector<ManifestRun> runs; ///< in order of `at`
    std::vector<ClashRule>
        clashes; ///< pairs not named: a higher class stops a lower one, else defer
    /// Files that are to be there whatever the runs need, such as sirens.
    std::optional<std::vector<ManifestItem>> keep;
};

[[nodiscard]] std::int64_t duration_ms(const std::vector<ManifestItem>& items);
/// The rule of the manifest for the pair, or what holds without one.
[[nodiscard]] Clash clash_word(const std::vector<ClashRule>& rules, BroadcastClass sounding,
                               BroadcastClass arriving);

} // namespace device_protocol
