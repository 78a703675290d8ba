#include "player/quiet_hours.hpp"

#include <algorithm>

namespace player {

using base::Instant;
using base::LocalDate;
using device_protocol::QuietHours;

namespace {

struct Span {
    Instant from;
    Instant to;
};

bool in_season(const QuietHours& quiet, LocalDate begins_on) {
    return (!quiet.first_day || begins_on >= *quiet.first_day) &&
           (!quiet.last_day || begins_on <= *quiet.last_day);
}

/// The quiet time that begins on this day.
Span span_of(const QuietHours& quiet, LocalDate day) {
    const bool over_midnight = quiet.from >= quiet.to;
    const LocalDate last = over_midnight ? base::add_days(day, 1) : day;
    return {base::to_instant({day, quiet.from}), base::to_instant({last, quiet.to})};
}

} // namespace

bool is_quiet(const std::vector<QuietHours>& quiet, Instant at) {
    const LocalDate today = base::to_local(at).date;
    return std::ranges::any_of(quiet, [&](const QuietHours& hours) {
        for (const LocalDate day : {base::add_days(today, -1), today}) {
            const Span span = span_of(hours, day);
            if (in_season(hours, day) && span.from <= at && at < span.to) {
                return true;
            }
        }
        return false;
    });
}

std::optional<Instant> next_quiet_change(const std::vector<QuietHours>& quiet, Instant at) {
    std::optional<Instant> next;
    const LocalDate today = base::to_local(at).date;
    for (const QuietHours& hours : quiet) {
        for (int offset = -1; offset <= 2; ++offset) {
            const Span span = span_of(hours, base::add_days(today, offset));
            for (const Instant edge : {span.from, span.to}) {
                const bool changes =
                    is_quiet(quiet, edge) != is_quiet(quiet, edge - base::Millis(1));
                if (edge > at && changes && (!next || edge < *next)) {
                    next = edge;
                }
            }
        }
    }
    return next;
}

} // namespace player
