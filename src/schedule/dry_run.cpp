#include "schedule/dry_run.hpp"

#include "schedule/explain.hpp"
#include "schedule/horizon.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace schedule {

namespace {

using content::BroadcastClass;
using RunKey = std::tuple<std::uint32_t, base::Instant, std::int32_t>;

RunKey key_of(const Occurrence& occurrence) {
    return {occurrence.programme, occurrence.at, occurrence.play};
}

InstantSpan span_of(base::LocalDate date) {
    return {base::to_instant({date, {}}), base::to_instant({base::add_days(date, 1), {}})};
}

std::int64_t ms_within(const InstantSpan& day, base::Instant from, base::Instant to) {
    return std::max<std::int64_t>(0, (std::min(to, day.to) - std::max(from, day.from)).count());
}

/// The rule by which another programme goes first, as place_runs.cpp applies it.
base::Message why_first(const Programme& waits, const Programme& first, const UnitRules& rules) {
    if (first.class_ > waits.class_) {
        return first.class_ == BroadcastClass::emergency
                   ? base::Message{"Tin khẩn cấp luôn được phát trước.",
                                   "Emergencies always go first."}
                   : base::Message{"Tin ưu tiên được phát trước tin thông thường.",
                                   "Priority goes before ordinary."};
    }
    const bool is_higher = first.area.codes().size() < waits.area.codes().size();
    if (first.class_ == BroadcastClass::priority) {
        const auto place = [&](const Programme& one) {
            return std::ranges::find(rules.priority_order, one.id) - rules.priority_order.begin();
        };
        if (place(first) < place(waits)) {
            return {"Đơn vị đã xếp chương trình ấy lên trước.", "The unit put that one first."};
        }
        if (is_higher) {
            return {"Tin ưu tiên của cấp trên được phát trước.",
                    "Priority of a higher unit goes first."};
        }
    }
    return is_higher ? base::Message{"Lượt bắt đầu sớm hơn được phát trước; cùng giờ thì chương "
                                     "trình của cấp trên được phát trước.",
                                     "What starts earlier goes first; at the same time the higher "
                                     "unit does."}
                     : base::Message{"Lượt bắt đầu sớm hơn được phát trước.",
                                     "What starts earlier goes first."};
}

class DryRunBuilder {
public:
    DryRunBuilder(std::span<const ResolvedProgramme> programmes, const RuleBook& rules,
                  base::LocalDate date)
        : programmes_(programmes), rules_(rules), day_(span_of(date)) {}

    void add(const Timeline& planned) {
        std::map<RunKey, const TimelineRun*> runs;
        std::map<device_protocol::DeviceId, std::int64_t> sound_ms;
        for (const TimelineRun& run : planned.runs) {
            runs.emplace(key_of(run.occurrence), &run);
            for (const DevicePlacement& one : run.devices) {
                sound_ms[one.device] +=
                    ms_within(day_, one.at, one.at + base::Millis(one.duration_ms));
            }
        }
        for (const auto& [device, ms] : sound_ms) {
            result_.sound_ms_max = std::max(result_.sound_ms_max, ms);
        }
        for (const Decision& decision : planned.log) {
            if (decision.is_refusal()) {
                add_unheard(decision);
            } else if (const auto run = runs.find(key_of(decision.occurrence)); run != runs.end()) {
                add_heard(decision, *run->second);
            }
        }
    }

    [[nodiscard]] DryRun finish() {
        std::ranges::sort(result_.heard, {}, [](const HeardRun& one) {
            return std::tie(one.run.at, one.run.nominal_at, one.run.id);
        });
        result_.is_cut = cut(result_.heard) || cut(result_.unheard);
        return std::move(result_);
    }

private:
    template <class Row>
    static bool cut(std::vector<Row>& rows) {
        if (rows.size() <= dry_run_rows_max) {
            return false;
        }
        rows.resize(dry_run_rows_max);
        return true;
    }

    [[nodiscard]] const Programme& programme(std::uint32_t index) const {
        return programmes_[index].programme;
    }

    [[nodiscard]] std::optional<GoesFirst> behind(const Decision& decision) const {
        if (!decision.other) {
            return std::nullopt;
        }
        const Programme& other = programme(*decision.other);
        return GoesFirst{other.id, other.title, other.area, other.class_};
    }

    [[nodiscard]] base::Message message(const Decision& decision) const {
        base::Message told = explain(decision, programmes_, rules_);
        if (decision.other && decision.reason != Reason::never) {
            const base::Message why =
                why_first(programme(decision.occurrence.programme), programme(*decision.other),
                          rules_.at(decision.rules));
            told.vi += " " + why.vi;
            told.en += " " + why.en;
        }
        return told;
    }

    void add_unheard(const Decision& decision) {
        // Without devices it is a programme of some other place.
        if (decision.reason == Reason::no_devices || decision.reason == Reason::past ||
            decision.occurrence.at < day_.from || decision.occurrence.at >= day_.to) {
            return;
        }
        const Programme& own = programme(decision.occurrence.programme);
        result_.unheard.push_back({own.id, own.title, own.area, own.class_, decision.occurrence.at,
                                   decision.reason, behind(decision), message(decision),
                                   decision.device_count});
    }

    void add_heard(const Decision& decision, const TimelineRun& run) {
        const base::Instant first_slot = decision.moved_to.value_or(decision.occurrence.at);
        std::vector<DevicePlacement> alike;
        std::ranges::copy_if(run.devices, std::back_inserter(alike),
                             [&](const DevicePlacement& one) {
                                 return one.at - base::Millis(one.stagger_ms) == first_slot &&
                                        one.duration_ms == decision.duration_ms;
                             });
        if (alike.empty()) {
            return;
        }
        const DevicePlacement& first = *std::ranges::min_element(alike, {}, &DevicePlacement::at);
        base::Instant ends_at = first.at;
        for (const DevicePlacement& one : alike) {
            ends_at = std::max(ends_at, one.at + base::Millis(one.duration_ms));
        }
        if (ends_at <= day_.from || first.at >= day_.to) {
            return;
        }
        const Programme& own = programme(run.occurrence.programme);
        PlannedRun heard{.id = run.id,
                         .programme = own.id,
                         .title = own.title,
                         .area = own.area,
                         .nominal_at = run.occurrence.at,
                         .at = first.at,
                         .not_after = first.not_after,
                         .duration_ms = first.duration_ms,
                         .class_ = own.class_,
                         .volume_percent = own.volume_percent,
                         .items = run.items,
                         .stagger_ms = first.stagger_ms};
        heard.items.resize(std::min<std::size_t>(heard.items.size(), first.item_count));
        result_.heard.push_back({std::move(heard), ends_at, decision.reason, behind(decision),
                                 message(decision), decision.device_count});
    }

    std::span<const ResolvedProgramme> programmes_;
    const RuleBook& rules_;
    InstantSpan day_;
    DryRun result_;
};

} // namespace

PlanWindow dry_run_window(base::LocalDate date) {
    return {base::add_days(date, -1), base::add_days(date, 2)};
}

DryRun dry_run(std::span<const ResolvedProgramme> programmes, const RuleBook& rules,
               std::span<const TargetDevice> devices, base::LocalDate date) {
    const PlanWindow window = dry_run_window(date);
    DryRunBuilder builder(programmes, rules, date);
    // As seen before the window begins, so that nothing of the day is over.
    builder.add(timeline(programmes, rules, devices, window, base::to_instant({window.from, {}})));
    DryRun result = builder.finish();
    result.device_count = static_cast<std::int64_t>(devices.size());
    return result;
}

} // namespace schedule
