#include "schedule/candidates.hpp"

#include "crypto/digest.hpp"

#include <algorithm>

namespace schedule {

namespace {

bool is_valid_on(const SoundingItem& item, base::LocalDate date) {
    return (!item.valid_from || *item.valid_from <= date) &&
           (!item.valid_to || date <= *item.valid_to);
}

bool is_substance(ItemKind kind) {
    return kind == ItemKind::bulletin || kind == ItemKind::recording || kind == ItemKind::relay;
}

/// What sounds on that day, before its start is known.
Candidate sound_on(const ResolvedProgramme& programme, base::LocalDate date) {
    Candidate candidate;
    candidate.not_after = base::Instant{std::numeric_limits<std::int64_t>::max()};
    for (const SoundingItem& item : programme.items) {
        if (!is_valid_on(item, date)) {
            continue;
        }
        for (std::int32_t i = 0; i < item.repeats; ++i) {
            candidate.items.push_back(item.sound);
            candidate.duration_ms += item.sound.duration_ms;
        }
        candidate.is_relay = item.sound.kind == ItemKind::relay;
        candidate.has_substance = candidate.has_substance || is_substance(item.sound.kind);
        if (item.not_after) {
            candidate.not_after = std::min(candidate.not_after, *item.not_after);
        }
        if (item.not_before) {
            candidate.not_before =
                std::max(candidate.not_before.value_or(*item.not_before), *item.not_before);
        }
    }
    return candidate;
}

} // namespace

std::int64_t duration_of(const std::vector<PlannedItem>& items, std::size_t count) {
    std::int64_t total = 0;
    for (std::size_t i = 0; i < count; ++i) {
        total += items[i].duration_ms;
    }
    return total;
}

std::vector<Candidate> candidates_of(const ResolvedProgramme& resolved, std::uint32_t index,
                                     const PlanWindow& window) {
    const Programme& programme = resolved.programme;
    std::vector<Candidate> found;
    for (const base::LocalDate date :
         occurrence_days(programme.days, window.from, base::add_days(window.to, -1))) {
        const Candidate sound = sound_on(resolved, date);
        for (const base::LocalTime time : programme.times) {
            const base::Instant first = base::to_instant({date, time});
            for (std::int32_t play = 0; play < programme.plays; ++play) {
                Candidate candidate = sound;
                const base::Millis step(sound.duration_ms + 1'000LL * programme.gap_seconds);
                candidate.occurrence = {index, date, time, play, first + play * step};
                found.push_back(std::move(candidate));
            }
        }
    }
    return found;
}

RunId make_run_id(const ProgrammeId& programme, base::LocalDate date, base::LocalTime time,
                  std::int32_t play) {
    const std::string text = "run 1\n" + base::to_text(programme) + "\n" + base::to_text(date) +
                             "\n" + base::to_text(time) + "\n" + std::to_string(play);
    const base::Sha256 digest = crypto::sha256(text);
    return RunId{base::make_uuid_v8(std::as_bytes(std::span(digest.bytes)))};
}

} // namespace schedule
