#include "schedule/programme.hpp"

#include "base/text.hpp"
#include "base/try.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace schedule {

namespace {

class Faults {
public:
    void add(std::string pointer, const char* vi, const char* en) {
        if (fields_.size() < 50) {
            fields_.push_back({std::move(pointer), {vi, en}});
        }
    }
    void within(std::string pointer, std::int64_t value, std::int64_t least, std::int64_t most) {
        if (value < least || value > most) {
            fields_.push_back({std::move(pointer),
                               {fmt::format("phải trong khoảng {}–{}", least, most),
                                fmt::format("must be {}–{}", least, most)}});
        }
    }
    [[nodiscard]] std::vector<base::FieldError> take() { return std::move(fields_); }

private:
    std::vector<base::FieldError> fields_;
};

void check_items(Faults& faults, const std::vector<ProgrammeItem>& items) {
    if (items.empty()) {
        faults.add("/items", "hãy chọn nội dung để phát", "choose what is to sound");
    }
    faults.within("/items", static_cast<std::int64_t>(items.size()), 0, 50);
    for (std::size_t i = 0; i < items.size(); ++i) {
        const ProgrammeItem& item = items[i];
        const std::string at = fmt::format("/items/{}", i);
        faults.within(at + "/repeats", item.repeats, 1, 10);
        if (base::code_points(item.title) > 300) {
            faults.add(at + "/title", "quá dài", "is too long");
        }
        const bool is_bulletin = item.kind == ItemKind::bulletin;
        const bool is_station = item.kind == ItemKind::relay;
        if (is_bulletin && (!item.bulletin || item.media)) {
            faults.add(at + "/bulletin", "hãy chọn bản tin", "choose the bulletin");
        }
        if (!is_station && (item.station || item.minutes)) {
            faults.add(at + "/station", "chỉ tiếp sóng mới có đài", "only a relay has a station");
        }
        if (!is_bulletin && !is_station && (!item.media || item.bulletin)) {
            faults.add(at + "/media", "hãy chọn tệp âm thanh", "choose the sound file");
        }
        if (item.media && (item.media->duration_ms <= 0 || item.media->size_bytes <= 0)) {
            faults.add(at + "/media", "không phải tệp âm thanh", "is not a sound file");
        }
    }
}

/// Nothing is relayed without a station and an end, nor as a part of something else: who hears it
/// joins what is on the air, so nothing can wait for it or be put behind it.
void check_relay(Faults& faults, const Programme& programme) {
    const auto relayed = std::ranges::find(programme.items, ItemKind::relay, &ProgrammeItem::kind);
    if (relayed == programme.items.end()) {
        return;
    }
    const std::string at = fmt::format("/items/{}", relayed - programme.items.begin());
    if (programme.items.size() > 1) {
        faults.add("/items", "tiếp sóng phải là nội dung duy nhất của chương trình",
                   "a relay must be the only item");
    }
    if (!relayed->station || relayed->bulletin || relayed->media) {
        faults.add(at + "/station", "hãy chọn đài để tiếp sóng", "choose the station");
    }
    if (!relayed->minutes) {
        faults.add(at + "/minutes", "tiếp sóng phải có giờ kết thúc", "a relay needs an end");
    } else {
        faults.within(at + "/minutes", *relayed->minutes, 1, relay_minutes_max);
    }
    faults.within(at + "/repeats", relayed->repeats, 1, 1);
    faults.within("/plays", programme.plays, 1, 1);
    if (programme.class_ == content::BroadcastClass::emergency) {
        faults.add("/class", "tiếp sóng không phải là tin khẩn cấp", "a relay is not an emergency");
    }
}

} // namespace

bool is_relay(const Programme& programme) {
    return programme.items.size() == 1 && programme.items.front().kind == ItemKind::relay;
}

base::Result<Programme> check_programme(Programme programme) {
    Faults faults;
    auto title = base::to_nfc(programme.title);
    programme.title = title ? std::string(base::trim(*title)) : "";
    if (programme.title.empty() || base::code_points(programme.title) > 300) {
        faults.add("/title", "cần tên, không quá 300 ký tự", "needs 1 to 300 characters");
    }
    std::ranges::sort(programme.times);
    const auto doubles = std::ranges::unique(programme.times);
    programme.times.erase(doubles.begin(), doubles.end());
    faults.within("/times", static_cast<std::int64_t>(programme.times.size()), 1, 24);
    if (!programme.times.empty() && programme.times.back().seconds >= 86'400) {
        faults.add("/times", "giờ phải trước 24:00", "times are before 24:00");
    }
    faults.within("/plays", programme.plays, 1, 10);
    faults.within("/gap_seconds", programme.gap_seconds, 0, 7'200);
    faults.within("/late_seconds_max", programme.late_seconds_max, 0, 3'600);
    faults.within("/days/except", static_cast<std::int64_t>(programme.days.except.size()), 0, 400);
    if (programme.volume_percent) {
        faults.within("/volume_percent", *programme.volume_percent, 0, 100);
    }
    if (programme.targets.empty()) {
        faults.add("/targets", "hãy chọn nơi phát", "choose where it is to sound");
    }
    if (programme.targets.drawn) {
        for (const base::FieldError& wrong : area::faults_of(*programme.targets.drawn)) {
            faults.add("/targets/drawn" + wrong.pointer, wrong.message.vi.c_str(),
                       wrong.message.en.c_str());
        }
    }
    check_items(faults, programme.items);
    check_relay(faults, programme);
    base::Error error =
        base::refuse(base::Fault::invalid, "schedule.wrong_programme",
                     "Chương trình còn mục chưa đúng.", "Some members of the programme are wrong.");
    error.fields = faults.take();
    if (!error.fields.empty()) {
        return base::fail(std::move(error));
    }
    TRY(check_recurrence(programme.days));
    return programme;
}

} // namespace schedule
