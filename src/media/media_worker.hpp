#pragma once

#include "base/clock.hpp"
#include "media/blob_store.hpp"
#include "media/media_library.hpp"
#include "media/transcode.hpp"

namespace media {

struct WorkerOptions {
    std::filesystem::path scratch; ///< for decoded and encoded files; emptied after each
    RenderSettings settings;
    std::int64_t attempts_max = 3;
    base::Millis claim_length{900'000}; ///< longer than any encoding; renewed with each progress
    base::Millis retry_delay{10'000};
};

/// Called after a file has changed, for live views. Must be quick and must not throw.
using MediaChanged = std::function<void(const MediaFile&)>;

/// Takes uploaded sounds out of the library one after another, has them decoded in the sandbox, and
/// writes down what came out. Several workers, also of several servers, share the work by claims; a
/// worker that dies is replaced when its claim ends, and after a few attempts the file is given up.
class MediaWorker {
public:
    struct Parts {
        storage::Database& database;
        BlobStore& blobs; ///< the registered store
        Transcoder& transcoder;
        const base::Clock& clock;
        MediaChanged changed;
    };
    /// Everything in `parts` must outlive the worker.
    MediaWorker(Parts parts, WorkerOptions options)
        : parts_(std::move(parts)), options_(std::move(options)) {}

    /// For the start of the only server of a database: frees what it had claimed when it was
    /// killed.
    [[nodiscard]] base::Result<void> recover();
    /// Processes the oldest waiting file. False when none waits. On cancellation the file waits
    /// again.
    [[nodiscard]] base::Result<bool> process_next(std::stop_token stop);

private:
    [[nodiscard]] base::Result<void> process(const ClaimedFile& claimed, std::stop_token stop);
    [[nodiscard]] base::Result<AudioRendition>
    render(const MediaFile& file, const std::filesystem::path& directory, std::stop_token stop);
    [[nodiscard]] base::Result<void> give_back(const MediaFileId& id, const base::Error& why);
    [[nodiscard]] base::Result<void> save(const MediaFile& file);
    void note(const MediaFile& file, std::int64_t percent);

    Parts parts_;
    WorkerOptions options_;
};

} // namespace media
