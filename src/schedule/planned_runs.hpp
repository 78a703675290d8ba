#pragma once

#include "area/area_path.hpp"
#include "base/hash.hpp"
#include "base/instant.hpp"
#include "base/result.hpp"
#include "content/bulletin_id.hpp"
#include "device_protocol/device_id.hpp"
#include "relay/station_id.hpp"
#include "schedule/programme_id.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace schedule {

enum class ItemKind : std::uint8_t {
    chime,
    jingle,
    bulletin,
    recording,
    relay, ///< a station, carried by the server while it lasts; never beside anything else
};

/// A relay that would be shorter is not begun any more.
inline constexpr base::Millis relay_least{30'000};

/// One file to sound within a run, or a station; items sound one after another without a gap.
struct PlannedItem {
    base::Sha256 sha256; ///< zero: a relay has no file
    std::uint64_t size_bytes = 0;
    std::int64_t duration_ms = 0;
    ItemKind kind = ItemKind::recording;
    std::optional<content::BulletinId> bulletin;
    std::optional<relay::StationId> station; ///< of a relay
    std::string title;
    /// Where each sentence of speech begins, for runs that give way in the middle.
    std::optional<std::vector<std::int64_t>> sentences_ms;

    friend bool operator==(const PlannedItem&, const PlannedItem&) = default;
};

/// One occurrence of a programme as one device plays it. The id comes from the programme and the
/// nominal time, so it stays the same when the run is planned again, moved by a clash or shortened,
/// and no device plays it twice.
struct PlannedRun {
    RunId id;
    ProgrammeId programme;
    std::string title;
    area::AreaPath area;      ///< of the unit that owns the programme
    base::Instant nominal_at; ///< by the programme
    base::Instant at;         ///< when this device starts it; later than nominal after a clash
    base::Instant not_after;  ///< a device that has not started by then does not start it
    std::int64_t duration_ms = 0;
    content::BroadcastClass class_ = content::BroadcastClass::ordinary;
    std::optional<std::int32_t> volume_percent; ///< absent: the device's own volume
    std::vector<PlannedItem> items; ///< repeats are written out; a shortened run has fewer
    /// So much later does this device start it than those of the first slot (stagger.hpp).
    std::int64_t stagger_ms = 0;

    /// Devices hear it as a live session; it is not in their programme.
    [[nodiscard]] bool is_relay() const {
        return items.size() == 1 && items.front().kind == ItemKind::relay;
    }
    friend bool operator==(const PlannedRun&, const PlannedRun&) = default;
};

/// One device of a run with its own start and length.
struct Placement {
    device_protocol::DeviceId device;
    base::Instant at;
    std::int64_t duration_ms = 0;

    friend bool operator==(const Placement&, const Placement&) = default;
};

/// Place in the order of changes; the default stands before the first.
struct ChangeCursor {
    std::int64_t change = 0;
    device_protocol::DeviceId device;

    friend auto operator<=>(const ChangeCursor&, const ChangeCursor&) = default;
};

/// What the published timeline says; for those who carry it to devices. Changes are numbered under
/// one lock, so a reader that goes on from its last cursor misses nothing. Publishing also writes
/// an outbox row `schedule.published` {"change": n, "devices": count} in the same transaction, as a
/// hint to read.
/// Safe to call from any worker thread; every method may fail with Fault::unavailable.
class PlannedRunQueries {
public:
    virtual ~PlannedRunQueries() = default;
    /// Devices whose runs changed after the cursor, in order, each at its last change; at most
    /// `limit`.
    [[nodiscard]] virtual base::Result<std::vector<ChangeCursor>>
    changed_devices(const ChangeCursor& after, std::size_t limit) = 0;
    /// Runs of the device with from <= at < to, in order of `at`.
    [[nodiscard]] virtual base::Result<std::vector<PlannedRun>>
    runs_for_device(const device_protocol::DeviceId& device, base::Instant from,
                    base::Instant to) = 0;
    /// The run with the devices that are to play it; `at` and `items` are those of the device that
    /// starts first. Nothing when it is not planned (any more).
    [[nodiscard]] virtual base::Result<std::optional<PlannedRun>> find_run(const RunId& run) = 0;
    /// Devices of the run, each with its own start.
    [[nodiscard]] virtual base::Result<std::vector<Placement>> devices_of(const RunId& run) = 0;
};

} // namespace schedule
