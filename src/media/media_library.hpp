#pragma once

#include "media/media_file.hpp"
#include "storage/database.hpp"

#include <vector>

namespace media {

struct MediaFilter {
    std::vector<area::AreaPath> visible; ///< of the reader's rights
    std::optional<area::AreaPath> area;  ///< this place and everything below
    std::optional<MediaKind> kind;
    std::optional<MediaState> state;
    std::optional<base::Sha256> sound; ///< what devices play of it
    std::string search;                ///< part of the name; tone marks and case do not matter
    std::string after;                 ///< id of the last file of the page before
    std::int64_t limit = 50;
};

/// Enters a new file and holds its blobs. A second one with the same id is
/// `storage.already_exists`.
[[nodiscard]] base::Result<void> insert_media_file(storage::Transaction& transaction,
                                                   const MediaFile& file);
/// Writes name, time of change and version.
void rename_media_file(storage::Transaction& transaction, const MediaFile& file);
/// Writes what the job finds out (state, progress, facts, failure) and holds exactly the blobs that
/// it names.
[[nodiscard]] base::Result<void> update_media_file(storage::Transaction& transaction,
                                                   const MediaFile& file);
void delete_media_file(storage::Transaction& transaction, const MediaFileId& id, base::Instant now);
[[nodiscard]] std::optional<MediaFile> find_media_file(storage::Connection& connection,
                                                       const MediaFileId& id);
/// Newest first, without waveforms (SoundFacts::peaks is empty).
[[nodiscard]] std::vector<MediaFile> list_media_files(storage::Connection& connection,
                                                      const MediaFilter& filter);

/// The oldest file that waits for the job and that no other worker has; claimed until `until`.
/// Counts the attempt.
struct ClaimedFile {
    MediaFile file;
    std::int64_t attempts = 0; ///< with this one
};
[[nodiscard]] std::optional<ClaimedFile> claim_media_file(storage::Transaction& transaction,
                                                          base::Instant now, base::Instant until);
/// Gives a claim back: the file may be taken again from `free_at` on. `counted` false takes the
/// attempt back.
void release_claim(storage::Transaction& transaction, const MediaFileId& id, base::Instant free_at,
                   bool counted);
/// Progress, and a longer claim. False when the file is no longer there or no longer processed.
[[nodiscard]] bool note_progress(storage::Transaction& transaction, const MediaFileId& id,
                                 std::int64_t percent, base::Instant until);

} // namespace media
