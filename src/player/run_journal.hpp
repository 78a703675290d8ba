#pragma once

#include "player/journal.hpp"
#include "player/planned_run.hpp"

namespace player {

/// The run memory on disk: what was begun, paused or is over. A run is stored as begun before its
/// first sample leaves, so that no loss of power can make it sound twice from the beginning.
class RunJournal {
public:
    [[nodiscard]] static base::Result<RunJournal> open(const std::filesystem::path& path);

    [[nodiscard]] const RunMemory& memory() const { return memory_; }
    /// Stored before it returns.
    [[nodiscard]] base::Result<void> put(RunRecord record);
    /// Drops what is over since long, and lines that were replaced. Cheap when there is nothing to
    /// do.
    [[nodiscard]] base::Result<void> compact(base::Instant now);

private:
    explicit RunJournal(Journal journal) : journal_(std::move(journal)) {}

    Journal journal_;
    RunMemory memory_;
};

/// What sounds now; after a sudden end it tells how far the sound had come.
struct Checkpoint {
    RunId run;
    device_protocol::PlayedPart part;
};
[[nodiscard]] std::string write_checkpoint(const Checkpoint& checkpoint);
[[nodiscard]] std::optional<Checkpoint> read_checkpoint(std::string_view text);

} // namespace player
