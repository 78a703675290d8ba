#include "broadcast/approved_play_guard.hpp"

#include "device_protocol/preemption.hpp"

#include "base/try.hpp"

#include <algorithm>

namespace broadcast {

namespace {

using content::BulletinState;

constexpr std::int64_t day_seconds = 86'400;
constexpr int days_ahead = 370;

bool is_approved(const content::Bulletin& bulletin) {
    const bool state = bulletin.state == BulletinState::approved ||
                       bulletin.state == BulletinState::scheduled ||
                       bulletin.state == BulletinState::broadcast;
    return state && bulletin.approved_digest &&
           *bulletin.approved_digest == content::content_digest(bulletin);
}

/// From `begin` on, in seconds of that day; what passes midnight needs the next day's hours as
/// well.
bool is_allowed(const schedule::UnitRules& rules, base::LocalDate day, std::int64_t begin,
                std::int64_t end) {
    for (;;) {
        const std::int64_t end_today = std::min(end, day_seconds);
        const auto spans = schedule::allowed_spans(rules, day);
        const bool fits = std::ranges::any_of(spans, [&](const schedule::DaySpan& span) {
            return span.from.seconds <= begin && end_today <= span.to.seconds;
        });
        if (!fits || end <= day_seconds) {
            return fits;
        }
        day = base::add_days(day, 1);
        begin = 0;
        end -= day_seconds;
    }
}

} // namespace

base::Result<PlayableBulletin> playable(const content::Bulletin& bulletin, base::Instant at) {
    if (!is_approved(bulletin)) {
        return base::fail(base::Fault::conflict, "broadcast.not_approved",
                          "Bản tin này chưa được duyệt nên chưa được phát.",
                          "This bulletin is not approved, so it may not be broadcast.");
    }
    const base::LocalDate day = base::to_local(at).date;
    if (day < bulletin.body.valid_from || day > bulletin.body.valid_to) {
        return base::fail(base::Fault::conflict, "broadcast.not_valid_now",
                          "Bản tin chỉ có hiệu lực từ " + base::to_text(bulletin.body.valid_from) +
                              " đến " + base::to_text(bulletin.body.valid_to) + ".",
                          "The bulletin is valid from " + base::to_text(bulletin.body.valid_from) +
                              " to " + base::to_text(bulletin.body.valid_to) + " only.");
    }
    PlayableBulletin out{.id = bulletin.id,
                         .title = bulletin.body.title,
                         .class_ = bulletin.body.class_,
                         .area = bulletin.body.area};
    for (const content::LanguageVariant& variant : bulletin.body.variants) {
        if (const content::Rendering* sound = content::rendering_of(bulletin, variant)) {
            out.items.push_back(
                {.sha256 = sound->audio.sha256,
                 .size = sound->audio.size_bytes,
                 .duration_ms = sound->audio.duration_ms,
                 .kind = "speech",
                 .sentences_ms = device_protocol::fewer_marks(sound->sentences_ms)});
        }
    }
    if (out.items.empty()) {
        return base::fail(base::Fault::conflict, "broadcast.no_sound",
                          "Bản tin này chưa có bản đọc để phát.",
                          "This bulletin has no sound to broadcast yet.");
    }
    return out;
}

base::Result<void> within_hours(const schedule::UnitRules& rules, base::Instant at,
                                std::int64_t duration_ms) {
    const base::LocalDateTime begin = base::to_local(at);
    const std::int64_t begin_s = begin.time.seconds;
    if (is_allowed(rules, begin.date, begin_s, begin_s + (duration_ms + 999) / 1000)) {
        return {};
    }
    const auto spans = schedule::allowed_spans(rules, begin.date);
    const std::string allowed = spans.empty() ? std::string("—") : schedule::to_text(spans);
    return base::fail(base::Fault::conflict, "broadcast.outside_hours",
                      "Không được phát ngoài khung giờ của " + rules.unit_name +
                          ". Ngày này được phát: " + allowed + ".",
                      "Outside the broadcasting hours of " + rules.unit_name +
                          ". Allowed on that day: " + allowed + ".");
}

std::vector<device_protocol::QuietHours> device_quiet_hours(const schedule::UnitRules& rules,
                                                            base::LocalDate today) {
    std::vector<device_protocol::QuietHours> out;
    for (const schedule::QuietHours& quiet : rules.quiet_hours) {
        device_protocol::QuietHours told{.from = quiet.from, .to = quiet.to};
        if (!quiet.season) {
            out.push_back(told);
            continue;
        }
        // From yesterday, because quiet hours over midnight belong to the day on which they began.
        for (int day = -1; day <= days_ahead; ++day) {
            const base::LocalDate date = base::add_days(today, day);
            if (quiet.season->covers(date)) {
                told.first_day = told.first_day.value_or(date);
                told.last_day = date;
            } else if (told.first_day) {
                out.push_back(told);
                told.first_day.reset();
                told.last_day.reset();
            }
        }
        if (told.first_day) {
            out.push_back(told);
        }
    }
    return out;
}

base::Result<PlayableBulletin> ApprovedPlayGuard::find_playable(const content::BulletinId& bulletin,
                                                                base::Instant at) {
    TRY_ASSIGN(const std::optional<content::Bulletin> found, bulletins_.find(bulletin));
    if (!found) {
        return base::fail(base::Fault::not_found, "broadcast.no_such_bulletin",
                          "Không có bản tin này.", "There is no such bulletin.");
    }
    return playable(*found, at);
}

base::Result<void> ApprovedPlayGuard::may_sound(const area::AreaPath& area,
                                                device_protocol::BroadcastClass class_,
                                                base::Instant at, std::int64_t duration_ms) {
    if (class_ == device_protocol::BroadcastClass::emergency) {
        return {};
    }
    TRY_ASSIGN(const schedule::RuleBook book, load_rules_());
    return within_hours(book.at(book.find(area, base::to_local(at).date)), at, duration_ms);
}

base::Result<std::vector<device_protocol::QuietHours>>
ApprovedPlayGuard::quiet_hours(const area::AreaPath& area, base::Instant now) {
    const base::LocalDate today = base::to_local(now).date;
    TRY_ASSIGN(const schedule::RuleBook book, load_rules_());
    return device_quiet_hours(book.at(book.find(area, today)), today);
}

} // namespace broadcast
