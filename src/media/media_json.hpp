#pragma once

#include "media/extract/extract_json.hpp"
#include "media/media_file.hpp"
#include "media/upload_desk.hpp"

#include <boost/describe.hpp>

namespace media {

BOOST_DESCRIBE_ENUM(MediaKind, sound, attachment)
BOOST_DESCRIBE_ENUM(MediaState, processing, ready, failed)
BOOST_DESCRIBE_STRUCT(Loudness, (), (integrated_lufs, true_peak_dbtp))
BOOST_DESCRIBE_STRUCT(SoundCut, (), (from_ms, to_ms))
BOOST_DESCRIBE_STRUCT(MediaFailure, (), (code, vi, en))
BOOST_DESCRIBE_STRUCT(NewUpload, (), (area, name, size_bytes))

/// A file as the API shows it. `peaks` are there for one file, not in lists.
[[nodiscard]] std::string media_file_json(const MediaFile& file,
                                          const std::vector<std::string>& abilities);
[[nodiscard]] std::string upload_json(const UploadStatus& status);
/// For the audit log: what of a file people can change.
[[nodiscard]] std::string media_file_audit(const MediaFile& file);

} // namespace media
