#pragma once

#include "area/area_path.hpp"
#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/id.hpp"
#include "media/loudness.hpp"
#include "rights/actor.hpp"

#include <optional>
#include <string>

namespace media {

using MediaFileId = base::Id<struct MediaFileTag>;

enum class MediaKind : std::uint8_t {
    sound,      ///< decoded, levelled and encoded for devices
    attachment, ///< pictures and documents: kept as they came, given out as downloads only
};

enum class MediaState : std::uint8_t {
    processing, ///< the job has not finished; progress_percent says how far it is
    ready,
    failed, ///< `failure` says why; nothing of it can be played
};

/// What is known of a sound after the job.
struct SoundFacts {
    base::Sha256 rendition;
    std::int64_t rendition_bytes = 0;
    std::int64_t duration_ms = 0;
    Loudness before;
    Loudness after;
    WaveformPeaks peaks;

    friend bool operator==(const SoundFacts&, const SoundFacts&) = default;
};

/// The part of an original that a file consists of, in milliseconds from its beginning.
struct SoundCut {
    std::int64_t from_ms = 0;
    std::int64_t to_ms = 0;

    friend bool operator==(const SoundCut&, const SoundCut&) = default;
};

/// Why a file could not be used; `code` as in base::Error.
struct MediaFailure {
    std::string code;
    std::string vi;
    std::string en;

    friend bool operator==(const MediaFailure&, const MediaFailure&) = default;
};

/// A file of the media library (R16).
struct MediaFile {
    MediaFileId id;
    area::AreaPath area;
    std::string name;
    MediaKind kind = MediaKind::sound;
    MediaState state = MediaState::processing;
    std::int64_t progress_percent = 0;
    base::Sha256 original;
    std::int64_t original_bytes = 0;
    std::string media_type;      ///< by content
    std::optional<SoundCut> cut; ///< absent: the whole original
    std::optional<SoundFacts> sound;
    std::optional<MediaFailure> failure;
    rights::UserId created_by;
    std::string created_by_name;
    base::Instant created_at;
    base::Instant changed_at;
    std::int64_t version = 1;

    friend bool operator==(const MediaFile&, const MediaFile&) = default;
};

/// Under this name the library holds the blobs of a file.
[[nodiscard]] inline std::string holder_of(const MediaFileId& id) {
    return "media_file/" + base::to_text(id);
}

/// A new file that is a part of `source`, which stays as it is. `part` counts from the beginning of
/// what `source` sounds like, also when that is a part itself. `media.no_sound_yet`,
/// `media.bad_cut`.
[[nodiscard]] base::Result<MediaFile> cut_out(const MediaFile& source, const SoundCut& part);

/// A name for people: NFC, one line, no path, 1 to 200 characters; else `media.bad_name`.
[[nodiscard]] base::Result<std::string> check_media_name(std::string_view name);

} // namespace media
