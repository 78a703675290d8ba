#pragma once

#include "base/clock.hpp"
#include "base/random.hpp"
#include "media/media_library.hpp"

namespace media {

struct LibraryQuery {
    std::optional<area::AreaPath> area;
    std::optional<MediaKind> kind;
    std::optional<MediaState> state;
    std::optional<base::Sha256> sound;
    std::string search;
    std::string after;
    std::int64_t limit = 50;
};

/// What people do with the files of the library. A file that the actor may not see does not exist
/// for them.
class MediaDesk {
public:
    /// All must outlive the desk.
    MediaDesk(storage::Database& database, const base::Clock& clock, base::Random& random)
        : database_(database), clock_(clock), random_(random) {}

    [[nodiscard]] base::Result<std::vector<MediaFile>> list(const rights::Actor& actor,
                                                            const LibraryQuery& query);
    /// `media.file_missing`
    [[nodiscard]] base::Result<MediaFile> find(const rights::Actor& actor, const MediaFileId& id);
    /// `expected_version` is the one that the actor saw; another is `media.changed_meanwhile`.
    [[nodiscard]] base::Result<MediaFile> rename(const rights::Actor& actor, const MediaFileId& id,
                                                 std::string_view name,
                                                 std::int64_t expected_version);
    /// A new file with only this part of the sound; the job makes it as it makes an upload.
    /// `media.no_sound_yet`, `media.bad_cut`, `media.bad_name`.
    [[nodiscard]] base::Result<MediaFile> cut(const rights::Actor& actor, const MediaFileId& id,
                                              const SoundCut& part, std::string_view name);
    /// `media.in_use` while a bulletin, a programme or a manifest needs it.
    [[nodiscard]] base::Result<void> remove(const rights::Actor& actor, const MediaFileId& id);

    /// What the actor may do with this file now.
    [[nodiscard]] static std::vector<std::string> abilities(const rights::Actor& actor,
                                                            const MediaFile& file);

private:
    storage::Database& database_;
    const base::Clock& clock_;
    base::Random& random_;
};

} // namespace media
