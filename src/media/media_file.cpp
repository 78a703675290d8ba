#include "media/media_file.hpp"

#include "base/text.hpp"
#include "base/try.hpp"

namespace media {

namespace {
/// Shorter ones are slips of the hand.
constexpr std::int64_t cut_ms_min = 500;
} // namespace

base::Result<MediaFile> cut_out(const MediaFile& source, const SoundCut& part) {
    if (source.state != MediaState::ready || !source.sound) {
        return base::fail(base::Fault::conflict, "media.no_sound_yet",
                          "Tệp này chưa có âm thanh để cắt. Hãy đợi xử lý xong.",
                          "This file has no sound to cut yet.");
    }
    if (part.from_ms < 0 || part.to_ms > source.sound->duration_ms ||
        part.to_ms - part.from_ms < cut_ms_min) {
        return base::fail(base::Fault::invalid, "media.bad_cut",
                          "Đoạn giữ lại phải nằm trong âm thanh và dài ít nhất nửa giây.",
                          "The part must lie within the sound and last at least half a second.");
    }
    MediaFile made{.area = source.area, .name = source.name, .kind = MediaKind::sound};
    made.original = source.original;
    made.original_bytes = source.original_bytes;
    made.media_type = source.media_type;
    const std::int64_t begin = source.cut ? source.cut->from_ms : 0;
    made.cut = SoundCut{begin + part.from_ms, begin + part.to_ms};
    return made;
}

base::Result<std::string> check_media_name(std::string_view name) {
    // Some browsers send the whole path; only its last part is a name.
    const std::size_t slash = name.find_last_of("/\\");
    const std::string_view last = slash == std::string_view::npos ? name : name.substr(slash + 1);
    auto composed = base::to_nfc(base::trim(last));
    const bool visible = composed && !composed->empty() && base::code_points(*composed) <= 200 &&
                         composed->find_first_of(
                             std::string_view("\0\a\b\t\n\v\f\r\x1B\x7F", 10)) == std::string::npos;
    if (!visible) {
        return base::fail(base::Fault::invalid, "media.bad_name",
                          "Tên tệp phải có từ 1 đến 200 ký tự và nằm trên một dòng.",
                          "A file name has 1 to 200 characters on one line.");
    }
    return *composed;
}

} // namespace media
