#pragma once

#include "base/hash.hpp"
#include "player/planned_run.hpp"

#include <filesystem>
#include <set>

namespace player {

/// A sound file that is wanted on disk.
struct WantedMedia {
    base::Sha256 sha256;
    std::int64_t size = 0;
    base::Instant needed_at;

    friend bool operator==(const WantedMedia&, const WantedMedia&) = default;
};

/// What these runs need and what is over does not need any more, each file once, the soonest first.
/// Pure.
/// The files of `keep` come before all others: nobody knows when they are needed.
[[nodiscard]] std::vector<WantedMedia>
wanted_media(const std::vector<PlannedRun>& runs, const RunMemory& memory,
             const std::vector<device_protocol::ManifestItem>& keep = {});

/// Sound files by hash. A file counts as present after its content was found to have its name's
/// hash; it is checked again before each use. Files with another content are removed and named.
/// Owned by the control loop; the fetcher writes partial files beside and never renames them
/// itself.
class MediaShelf {
public:
    /// Lists the folder without reading the files: a device that starts in the middle of a run has
    /// no time for that.
    [[nodiscard]] static base::Result<MediaShelf> open(const std::filesystem::path& folder);

    [[nodiscard]] bool has(const base::Sha256& hash) const { return present_.contains(hash); }
    [[nodiscard]] std::filesystem::path path_of(const base::Sha256& hash) const;
    /// Where the fetcher may collect bytes of it.
    [[nodiscard]] std::filesystem::path partial_path_of(const base::Sha256& hash) const;
    /// Takes a completely fetched partial file. Refuses `player.media_altered` and removes it when
    /// its hash is another.
    [[nodiscard]] base::Result<void> take(const base::Sha256& hash);
    /// Reads and hashes the file again. False: it was altered (or has gone), is removed and has to
    /// be fetched anew. By value: callers pass an element of `unchecked`, which this shortens.
    [[nodiscard]] bool check(base::Sha256 hash);
    /// Files that were not read again since the start. `check` shortens the list.
    [[nodiscard]] const std::set<base::Sha256>& unchecked() const { return unchecked_; }
    /// Removes what is not wanted and was not touched for `age`; partial files too.
    void sweep(const std::set<base::Sha256>& wanted, std::chrono::hours age);
    [[nodiscard]] std::size_t count() const { return present_.size(); }

private:
    explicit MediaShelf(std::filesystem::path folder) : folder_(std::move(folder)) {}

    std::filesystem::path folder_;
    std::set<base::Sha256> present_;
    std::set<base::Sha256> unchecked_;
};

} // namespace player
