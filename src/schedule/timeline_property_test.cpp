// Goal: the timeline agrees with a slow model that looks at one device after the other, second by
// second, on hundreds of seeded towns. The seed is printed when they differ.
#include "schedule/preemption.hpp"
#include "schedule/schedule_samples.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <tuple>

namespace schedule {

namespace {

using namespace samples;
using content::BroadcastClass;

class Town {
public:
    explicit Town(std::uint32_t seed) : random_(seed) {
        for (int i = 0; i < 3; ++i) {
            places.push_back(area::AreaPath({"91", "3100" + std::to_string(i)}));
        }
        for (std::uint32_t i = 1; i <= 12; ++i) {
            devices.push_back(device(i, places[below(3)]));
            if (chance(3)) {
                devices.back().groups.push_back(id<device_protocol::DeviceGroupId>(below(2)));
            }
        }
        std::vector<UnitRules> all;
        for (std::size_t i = 0; i < 2; ++i) {
            all.push_back(make_rules(places[i]));
        }
        rules = RuleBook(all);
        for (std::uint32_t i = 1; i <= 10; ++i) {
            programmes.push_back(make_programme(i));
        }
        now = midnight + std::chrono::minutes(below(30 * 60));
    }

    std::vector<area::AreaPath> places;
    std::vector<TargetDevice> devices;
    std::vector<ResolvedProgramme> programmes;
    RuleBook rules;
    base::Instant now;
    PlanWindow window{day("2026-06-01"), day("2026-06-04")};

private:
    std::uint32_t below(std::uint32_t end) { return static_cast<std::uint32_t>(random_()) % end; }
    bool chance(std::uint32_t one_in) { return below(one_in) == 0; }

    UnitRules make_rules(const area::AreaPath& area) {
        UnitRules made = commune_rules();
        made.area = area;
        made.day_minutes_max = 20 + static_cast<std::int32_t>(below(60));
        made.session_minutes_max = 10 + static_cast<std::int32_t>(below(30));
        made.defer_minutes_max = static_cast<std::int32_t>(below(40));
        if (chance(2)) {
            made.weekdays_off = {static_cast<std::int32_t>(below(7)) + 1};
        }
        if (chance(2)) {
            made.windows = {{{}, time("04:00"), time("07:00"), {}},
                            {{}, time("19:00"), time("23:00"), {}}};
        }
        if (chance(2)) {
            made.priority_order = {id<ProgrammeId>(below(10)), id<ProgrammeId>(below(10) + 20)};
        }
        return made;
    }

    ResolvedProgramme make_programme(std::uint32_t number) {
        ResolvedProgramme made = programme(number, "05:30", 1);
        Programme& p = made.programme;
        p.class_ = chance(8)   ? BroadcastClass::emergency
                   : chance(3) ? BroadcastClass::priority
                               : BroadcastClass::ordinary;
        p.area = chance(3) ? province : places[below(3)];
        p.times = {base::LocalTime{static_cast<std::int32_t>(5 * 3600 + below(90) * 60)}};
        if (chance(2)) {
            p.times.push_back({static_cast<std::int32_t>(16 * 3600 + below(400) * 60)});
        }
        p.plays = static_cast<std::int32_t>(below(2)) + 1;
        p.gap_seconds = static_cast<std::int32_t>(below(1'000));
        p.on_overrun = chance(2) ? Overrun::shorten : Overrun::refuse;
        p.changed_at = chance(4) ? midnight + std::chrono::hours(below(30)) : base::Instant{};
        p.targets = {};
        if (chance(3)) {
            p.targets.groups.push_back(id<device_protocol::DeviceGroupId>(below(2)));
        }
        if (chance(3)) {
            p.targets.devices.push_back(id<device_protocol::DeviceId>(below(12) + 1));
        }
        p.targets.areas.push_back(chance(3) ? province : places[below(3)]);
        made.items = {sound(below(30) + 1, ItemKind::chime)};
        for (std::uint32_t i = below(3); i > 0; --i) {
            made.items.push_back(sound(below(900) + 1));
        }
        return made;
    }

    std::mt19937 random_;
};

/// What one device does with one occurrence: start (or -1), length, reason.
using Fate = std::tuple<std::int64_t, std::int64_t, Reason>;
using Key = std::tuple<std::uint32_t, std::int64_t, std::int32_t>; ///< programme, nominal, play
using Fates = std::map<Key, Fate>;

/// The slow model of one device.
class Model {
public:
    Model(const Town& town, const TargetDevice& device)
        : town_(town), device_(device), start_ms_(base::to_instant({town.window.from, {}}).ms),
          allowed_(allowed_seconds()) {}

    Fates fates() {
        std::vector<Key> waiting = occurrences();
        while (!waiting.empty()) {
            auto first = waiting.begin();
            for (auto at = waiting.begin(); at != waiting.end(); ++at) {
                if (goes_before(*at, *first)) {
                    first = at;
                }
            }
            place(*first);
            waiting.erase(first);
        }
        return result_;
    }

private:
    struct Sounding {
        std::int64_t from;
        std::int64_t to;
        std::uint32_t programme;
    };

    [[nodiscard]] const Programme& programme(std::uint32_t index) const {
        return town_.programmes[index].programme;
    }
    [[nodiscard]] bool is_named_by(const content::Targets& targets) const {
        for (const auto& area : targets.areas) {
            if (area.covers(device_.area)) {
                return true;
            }
        }
        for (const auto& group : targets.groups) {
            for (const auto& own : device_.groups) {
                if (own == group) {
                    return true;
                }
            }
        }
        return std::ranges::find(targets.devices, device_.id) != targets.devices.end();
    }
    [[nodiscard]] std::int64_t length(std::uint32_t index) const {
        std::int64_t total = 0;
        for (const auto& item : town_.programmes[index].items) {
            total += item.sound.duration_ms;
        }
        return total;
    }
    [[nodiscard]] std::vector<Key> occurrences() const {
        std::vector<Key> found;
        for (std::uint32_t i = 0; i < town_.programmes.size(); ++i) {
            if (!is_named_by(programme(i).targets)) {
                continue;
            }
            for (auto date = town_.window.from; date < town_.window.to;
                 date = base::add_days(date, 1)) {
                for (const auto time : programme(i).times) {
                    for (std::int32_t play = 0; play < programme(i).plays; ++play) {
                        const auto step = length(i) + programme(i).gap_seconds * 1'000LL;
                        found.emplace_back(i, base::to_instant({date, time}).ms + play * step,
                                           play);
                    }
                }
            }
        }
        return found;
    }
    [[nodiscard]] const UnitRules& rules_at(std::int64_t ms) const {
        auto date = base::to_local({ms}).date;
        date = std::min(date, base::add_days(town_.window.to, -1));
        return town_.rules.at(town_.rules.find(device_.area, date));
    }
    [[nodiscard]] bool goes_before(const Key& a, const Key& b) const {
        const auto rank = [&](const Key& key) {
            const Programme& p = programme(std::get<0>(key));
            std::size_t order = 0;
            std::size_t depth = 0;
            if (p.class_ == BroadcastClass::priority) {
                depth = p.area.codes().size();
                for (const auto& ordered : rules_at(std::get<1>(key)).priority_order) {
                    if (ordered == p.id) {
                        break;
                    }
                    ++order;
                }
            }
            return std::tuple(-static_cast<int>(p.class_), order, depth, std::get<1>(key),
                              p.area.codes().size(), p.id, std::get<2>(key));
        };
        return rank(a) < rank(b);
    }
    /// One entry for every second of the window.
    [[nodiscard]] std::vector<bool> allowed_seconds() const {
        std::vector<bool> seconds;
        for (auto date = town_.window.from; date < town_.window.to;
             date = base::add_days(date, 1)) {
            std::vector<bool> of_day(86'400, false);
            for (const auto& span :
                 allowed_spans(rules_at(base::to_instant({date, {}}).ms), date)) {
                std::fill(of_day.begin() + span.from.seconds, of_day.begin() + span.to.seconds,
                          true);
            }
            seconds.insert(seconds.end(), of_day.begin(), of_day.end());
        }
        return seconds;
    }
    /// All seconds from `from` until `to` are allowed. Windows begin at full seconds.
    [[nodiscard]] bool is_allowed(std::int64_t from, std::int64_t to) const {
        for (std::int64_t ms = from; ms < to; ms += 1'000) {
            const auto second = static_cast<std::size_t>((ms - start_ms_) / 1'000);
            if (second >= allowed_.size() || !allowed_[second]) {
                return false;
            }
        }
        return true;
    }
    /// How long it may sound from there (0: not at all).
    [[nodiscard]] std::int64_t fitting(std::uint32_t index, std::int64_t at) const {
        const std::int64_t whole = length(index);
        const std::int64_t most = rules_at(at).session_minutes_max * 60'000LL;
        if (programme(index).class_ == BroadcastClass::emergency ||
            (whole <= most && is_allowed(at, at + whole))) {
            return whole;
        }
        std::int64_t best = 0;
        if (programme(index).on_overrun == Overrun::shorten) {
            std::int64_t sum = 0;
            bool says_something = false;
            for (const auto& item : town_.programmes[index].items) {
                sum += item.sound.duration_ms;
                says_something = says_something || item.sound.kind == ItemKind::bulletin;
                if (says_something && sum <= most && is_allowed(at, at + sum)) {
                    best = sum;
                }
            }
        }
        return best;
    }
    [[nodiscard]] const Sounding* first_overlap(std::int64_t from, std::int64_t to) const {
        const Sounding* first = nullptr;
        for (const auto& sounding : soundings_) {
            if (sounding.from < to && from < sounding.to &&
                (first == nullptr || sounding.from < first->from)) {
                first = &sounding;
            }
        }
        return first;
    }
    void place(const Key& key) {
        const auto [index, nominal, play] = key;
        const Programme& p = programme(index);
        const bool emergency = p.class_ == BroadcastClass::emergency;
        const auto refuse = [&](Reason reason) { result_[key] = {-1, 0, reason}; };
        if (town_.programmes[index].items.size() < 2) {
            return refuse(Reason::nothing_to_play);
        }
        std::int64_t at = nominal;
        std::int64_t duration = fitting(index, at);
        if (duration == 0) {
            return refuse(Reason::quiet_hours); // any rule of the place
        }
        while (const Sounding* blocker = first_overlap(at, at + duration)) {
            if (programme(blocker->programme).class_ == BroadcastClass::emergency &&
                p.class_ == BroadcastClass::ordinary) {
                return refuse(Reason::never);
            }
            at = blocker->to;
            const bool may_wait =
                nominal >= p.changed_at.ms &&
                (emergency || (at - nominal <= rules_at(nominal).defer_minutes_max * 60'000LL &&
                               is_allowed(nominal, at)));
            duration = may_wait ? fitting(index, at) : 0;
            if (duration == 0) {
                return refuse(Reason::overlap);
            }
        }
        auto& used = used_[base::to_local({at}).date];
        if (!emergency && used + duration > rules_at(at).day_minutes_max * 60'000LL) {
            return refuse(Reason::day_limit);
        }
        used += emergency ? 0 : duration;
        soundings_.push_back({at, at + duration, index});
        result_[key] =
            at < town_.now.ms ? Fate{-1, 0, Reason::past} : Fate{at, duration, Reason::planned};
    }

    const Town& town_;
    const TargetDevice& device_;
    std::int64_t start_ms_;
    std::vector<bool> allowed_;
    std::vector<Sounding> soundings_;
    std::map<base::LocalDate, std::int64_t> used_;
    Fates result_;
};

/// The rules of the place are one reason to the model.
Reason coarse(Reason reason) {
    switch (reason) {
    case Reason::runs_into_quiet_hours:
    case Reason::outside_windows:
    case Reason::runs_out_of_window:
    case Reason::day_off:
    case Reason::session_too_long:
        return Reason::quiet_hours;
    case Reason::deferred:
    case Reason::shortened:
        return Reason::planned;
    default:
        return reason;
    }
}

std::map<device_protocol::DeviceId, Fates> fates_of(const Timeline& planned) {
    std::map<device_protocol::DeviceId, Fates> fates;
    for (const TimelineRun& run : planned.runs) {
        const Key key{run.occurrence.programme, run.occurrence.at.ms, run.occurrence.play};
        for (const DevicePlacement& placement : run.devices) {
            fates[placement.device][key] = {placement.at.ms, placement.duration_ms,
                                            Reason::planned};
        }
    }
    for (const Decision& decision : planned.log) {
        const Key key{decision.occurrence.programme, decision.occurrence.at.ms,
                      decision.occurrence.play};
        if (decision.is_refusal()) {
            for (const auto& device : decision.devices) {
                fates[device][key] = {-1, 0, coarse(decision.reason)};
            }
        }
    }
    return fates;
}

TEST(TimelineProperty, every_device_fares_as_in_the_slow_model) {
    std::size_t placed = 0;
    std::size_t refused = 0;
    for (std::uint32_t seed = 1; seed <= 40; ++seed) {
        const Town town(seed);
        const auto fast =
            fates_of(timeline(town.programmes, town.rules, town.devices, town.window, town.now));
        for (const TargetDevice& device : town.devices) {
            const Fates slow = Model(town, device).fates();
            const auto found = fast.find(device.id);
            ASSERT_EQ(found == fast.end() ? Fates{} : found->second, slow)
                << "seed " << seed << ", device " << base::to_text(device.id);
            for (const auto& [key, fate] : slow) {
                ++(std::get<0>(fate) >= 0 ? placed : refused);
            }
        }
    }
    EXPECT_GT(placed, 1'500U);
    EXPECT_GT(refused, 1'500U);
}

TEST(TimelineProperty,
     no_device_sounds_twice_at_once_and_nothing_but_emergencies_is_in_quiet_hours) {
    for (std::uint32_t seed = 1'000; seed < 1'100; ++seed) {
        const Town town(seed);
        const auto planned =
            timeline(town.programmes, town.rules, town.devices, town.window, town.now);
        std::map<device_protocol::DeviceId, std::map<std::int64_t, std::int64_t>> sounding;
        for (const TimelineRun& run : planned.runs) {
            const Programme& p = town.programmes[run.occurrence.programme].programme;
            for (const DevicePlacement& placement : run.devices) {
                EXPECT_TRUE(sounding[placement.device]
                                .emplace(placement.at.ms, placement.at.ms + placement.duration_ms)
                                .second);
                const auto local = base::to_local(placement.at);
                if (p.class_ != BroadcastClass::emergency) {
                    EXPECT_GE(local.time, time("05:00")) << "seed " << seed;
                    EXPECT_LE(local.time.seconds + placement.duration_ms / 1'000, 21 * 3'600)
                        << "seed " << seed;
                }
            }
        }
        for (const auto& [device, spans] : sounding) {
            std::int64_t end = 0;
            for (const auto& [from, to] : spans) {
                ASSERT_LE(end, from) << "seed " << seed;
                end = to;
            }
        }
    }
}

TEST(TimelineProperty, the_order_of_the_input_changes_nothing) {
    for (std::uint32_t seed = 1; seed <= 20; ++seed) {
        Town town(seed);
        const auto before =
            timeline(town.programmes, town.rules, town.devices, town.window, town.now);
        std::ranges::reverse(town.devices);
        std::ranges::reverse(town.programmes);
        const auto after =
            timeline(town.programmes, town.rules, town.devices, town.window, town.now);
        ASSERT_EQ(before.runs.size(), after.runs.size());
        for (std::size_t i = 0; i < before.runs.size(); ++i) {
            EXPECT_EQ(before.runs[i].id, after.runs[i].id);
            EXPECT_EQ(before.runs[i].devices, after.runs[i].devices);
        }
    }
}

} // namespace

} // namespace schedule
