#include "schedule/miss.hpp"

#include <algorithm>

namespace schedule {

namespace {

bool fits(const content::MissPolicy& policy, const std::optional<base::Instant>& slot,
          base::Instant now) {
    return slot && *slot > now && (!policy.not_before || *slot >= *policy.not_before) &&
           (!policy.not_after || *slot <= *policy.not_after);
}

std::string clock_text(base::Instant at) {
    const base::LocalDateTime local = base::to_local(at);
    return base::to_text(local.time).substr(0, 5) + " " + base::to_text(local.date);
}

MissDecision drop(std::string vi, std::string en) {
    return {MissVerdict::dropped, std::nullopt, {std::move(vi), std::move(en)}};
}

MissDecision carry(base::Instant slot) {
    return {MissVerdict::carried,
            slot,
            {"Lượt kế tiếp của chương trình, lúc " + clock_text(slot) + ", phát bản tin này.",
             "The programme's next run plays it at " + clock_text(slot) + "."}};
}

MissDecision make_up_at(base::Instant slot) {
    return {MissVerdict::made_up,
            slot,
            {"Phát bù lúc " + clock_text(slot) + ".", "Made up at " + clock_text(slot) + "."}};
}

MissDecision ask_for(base::Instant slot) {
    return {MissVerdict::asked,
            slot,
            {"Có phát bù lúc " + clock_text(slot) + " không?",
             "Is it to be made up at " + clock_text(slot) + "?"}};
}

/// The horizon of one area over the days, and the starts of its allowed spans.
struct Place {
    Horizon horizon;
    std::vector<base::Instant> openings;
};

Place place_of(const RuleBook& rules, const area::AreaPath& area, base::LocalDate first, int days) {
    std::vector<std::size_t> by_day;
    std::vector<base::Instant> openings;
    for (int day = 0; day < days; ++day) {
        const base::LocalDate date = base::add_days(first, day);
        by_day.push_back(rules.find(area, date));
        for (const DaySpan& span : allowed_spans(rules.at(by_day.back()), date)) {
            openings.push_back(base::to_instant({date, span.from}));
        }
    }
    return {Horizon(rules, first, by_day), std::move(openings)};
}

} // namespace

MissDecision decide_miss(const content::MissPolicy& policy, content::BroadcastClass class_,
                         const MissSlots& slots, base::Instant now) {
    if (policy.on_miss == content::MissAction::drop) {
        return drop("Bản tin này lỡ thì thôi, không phát bù.",
                    "What is missed of this bulletin is not made up for.");
    }
    if (class_ == content::BroadcastClass::emergency) {
        return drop("Tin khẩn cấp không phát bù: báo động sau giờ là báo động sai.",
                    "An emergency is not made up for: an alarm after its time is a false one.");
    }
    const bool carried = fits(policy, slots.carried, now);
    const bool free = fits(policy, slots.free, now);
    if (policy.on_miss == content::MissAction::next_slot && carried) {
        return carry(*slots.carried);
    }
    if (free) {
        return policy.on_miss == content::MissAction::ask ? ask_for(*slots.free)
                                                          : make_up_at(*slots.free);
    }
    if (carried) {
        return carry(*slots.carried);
    }
    return drop("Không còn khung giờ nào được phép trước hạn của bản tin.",
                "No allowed time is left before the bulletin's limit.");
}

base::Result<MissDecision> answer_miss(const content::MissPolicy& policy, bool make_up,
                                       const MissSlots& slots, base::Instant now) {
    if (!make_up) {
        return drop("Cán bộ quyết định không phát bù.", "The officer decided not to make it up.");
    }
    if (fits(policy, slots.free, now)) {
        return make_up_at(*slots.free);
    }
    return base::fail(
        base::Fault::conflict, "schedule.no_slot_left",
        "Không còn khung giờ nào được phép trước hạn của bản tin, không phát bù được.",
        "No allowed time is left before the bulletin's limit.");
}

std::optional<base::Instant> first_free(const RuleBook& rules,
                                        std::span<const area::AreaPath> areas, base::Instant from,
                                        std::int64_t duration_ms, int days) {
    const base::Instant start{(from.ms + 999) / 1'000 * 1'000};
    std::vector<Place> places;
    std::vector<base::Instant> candidates{start};
    for (const area::AreaPath& area : areas) {
        places.push_back(place_of(rules, area, base::to_local(start).date, days));
        for (const base::Instant opening : places.back().openings) {
            if (opening > start) {
                candidates.push_back(opening);
            }
        }
    }
    std::ranges::sort(candidates);
    const auto found = std::ranges::find_if(candidates, [&](base::Instant at) {
        return !places.empty() && std::ranges::all_of(places, [&](const Place& place) {
            const InstantSpan* span = place.horizon.allowed_at(at);
            return span != nullptr && at + base::Millis(duration_ms) <= span->to;
        });
    });
    return found == candidates.end() ? std::nullopt : std::optional(*found);
}

} // namespace schedule
