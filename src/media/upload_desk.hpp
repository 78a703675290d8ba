#pragma once

#include "base/clock.hpp"
#include "base/random.hpp"
#include "media/blob_store.hpp"
#include "media/media_file.hpp"
#include "storage/database.hpp"

#include <filesystem>

namespace media {

using UploadId = base::Id<struct UploadTag>;

/// What one wants to upload.
struct NewUpload {
    area::AreaPath area;
    std::string name;
    std::int64_t size_bytes = 0;
};

struct Upload {
    UploadId id;
    area::AreaPath area;
    std::string name;
    std::int64_t size_bytes = 0;
    rights::UserId created_by;
    base::Instant created_at;
    base::Instant expires_at;
    bool completed = false;
};

struct UploadStatus {
    Upload upload;
    std::int64_t received_bytes = 0; ///< where the next piece begins
};

struct UploadOptions {
    std::filesystem::path directory; ///< of this server, on a disk of its own size
    std::int64_t file_bytes_max = 500LL << 20U;
    std::int64_t piece_bytes_max = 8LL << 20U;
    std::int64_t open_per_user_max = 20;
    std::int64_t disk_reserve_bytes = 1LL << 30U; ///< never to be filled by uploads
    base::Millis lifetime{24LL * 3600 * 1000};
};

/// Uploads that survive a broken line: pieces are appended where the last one ended, and the length
/// of the file on disk is the only truth about how much has arrived. Safe to call from several
/// threads; blocks.
class UploadDesk {
public:
    struct Parts {
        storage::Database& database;
        BlobStore& blobs; ///< the registered store
        const base::Clock& clock;
        base::Random& random;
    };
    /// Everything in `parts` must outlive the desk.
    UploadDesk(Parts parts, UploadOptions options);

    /// `media.bad_name`, `media.upload_size`, `media.upload_too_many`, `media.no_space`,
    /// `rights.forbidden`.
    [[nodiscard]] base::Result<UploadStatus> open(const rights::Actor& actor,
                                                  const NewUpload& wanted);
    [[nodiscard]] base::Result<UploadStatus> status(const rights::Actor& actor, const UploadId& id);
    /// Appends one piece. A piece that does not begin where the last one ended is
    /// `media.upload_offset` (conflict): ask for the status and go on from there. What was
    /// acknowledged is on disk.
    [[nodiscard]] base::Result<UploadStatus> append(const rights::Actor& actor, const UploadId& id,
                                                    std::int64_t offset, std::string_view bytes);
    /// Puts the whole file into the library, where the job takes it up. Doing it again gives the
    /// same file.
    [[nodiscard]] base::Result<MediaFile> complete(const rights::Actor& actor, const UploadId& id);
    [[nodiscard]] base::Result<void> cancel(const rights::Actor& actor, const UploadId& id);
    /// Removes uploads whose time is over; returns how many.
    [[nodiscard]] base::Result<std::int64_t> expire();

    [[nodiscard]] const UploadOptions& options() const { return options_; }

private:
    [[nodiscard]] std::filesystem::path part_of(const UploadId& id) const;
    [[nodiscard]] base::Result<Upload> find(const rights::Actor& actor, const UploadId& id);
    [[nodiscard]] base::Result<void> remove_strays();
    [[nodiscard]] base::Result<void> check_room(std::int64_t size_bytes) const;

    Parts parts_;
    UploadOptions options_;
};

} // namespace media
