#include "content/unit_sound.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

namespace content {

base::Result<UnitSound> check_unit_sound(UnitSound sound) {
    base::Error error = base::refuse(base::Fault::invalid, "content.wrong_unit_sound",
                                     "Giọng đọc, nhạc hiệu còn mục chưa đúng.",
                                     "Some members of the unit's sound are wrong.");
    const auto wrong = [&](const char* pointer, std::string vi, std::string en) {
        error.fields.push_back({pointer, {std::move(vi), std::move(en)}});
    };
    if (sound.voice && (sound.voice->empty() || base::code_points(*sound.voice) > 100)) {
        wrong("/voice", "hãy chọn một giọng", "choose a voice");
    }
    if (sound.pace_percent &&
        (*sound.pace_percent < pace_percent_min || *sound.pace_percent > pace_percent_max)) {
        wrong("/pace_percent",
              fmt::format("phải trong khoảng {}–{}", pace_percent_min, pace_percent_max),
              fmt::format("must be {}–{}", pace_percent_min, pace_percent_max));
    }
    if (sound.chime.has_value() != (sound.chime_choice == ChimeChoice::own)) {
        wrong("/chime", "hãy chọn nhạc hiệu, hoặc bỏ chọn", "choose a melody, or none");
    }
    if (sound.chime && (base::code_points(sound.chime->title) > 300 ||
                        sound.chime->file.duration_ms <= 0 || sound.chime->file.size_bytes <= 0)) {
        wrong("/chime", "không phải tệp âm thanh", "is not a sound file");
    }
    if (!error.fields.empty()) {
        return base::fail(std::move(error));
    }
    return sound;
}

SoundInForce sound_in_force(std::span<const UnitSound> nearest_first) {
    SoundInForce held;
    for (const UnitSound& unit : nearest_first) {
        if (unit.voice && !held.voice_from) {
            held.voice = unit.voice;
            held.voice_from = unit.area;
        }
        if (unit.pace_percent && !held.pace_from) {
            held.pace_percent = *unit.pace_percent;
            held.pace_from = unit.area;
        }
        if (unit.chime_choice != ChimeChoice::inherited && !held.chime_from) {
            held.chime = unit.chime;
            held.chime_from = unit.area;
        }
    }
    return held;
}

} // namespace content
