#pragma once

#include "broadcast/why.hpp"

#include <vector>

/// Rows behind "why?". Every function runs in the caller's read or transaction.
namespace broadcast {

/// Notes why a run leaves a device's programme before it began.
void record_removal(storage::Transaction& transaction, const RunId& run, DeviceId device,
                    base::Instant now);

/// Notes that the server did not hear the device from `silence.from` until now.
void record_silence(storage::Transaction& transaction, DeviceId device, base::Instant from,
                    base::Instant to);

/// Notes what happened to the run of a live session; once for each code.
void note_run(storage::Transaction& transaction, const RunId& run, RunNoteCode code,
              base::Instant now);

struct WhyQuestion {
    base::Instant at;
    std::optional<content::BulletinId> bulletin;
};

/// What is on record about the device's runs around `at` (of the bulletin, when one is asked for),
/// nearest first; one about the absence of any when there is none.
[[nodiscard]] std::vector<WhyFacts> facts_about(storage::Connection& connection,
                                                const devices::Device& device,
                                                const WhyQuestion& question, base::Instant now);
/// Of one run on one device.
[[nodiscard]] WhyFacts facts_of_run(storage::Connection& connection, const devices::Device& device,
                                    const Run& run, base::Instant now);
/// Devices that have, or had, the run.
[[nodiscard]] std::vector<DeviceId> devices_of_run(storage::Connection& connection, const Run& run);

} // namespace broadcast
