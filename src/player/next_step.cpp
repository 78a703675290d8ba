#include "player/next_step.hpp"

#include "device_protocol/preemption.hpp"

#include <algorithm>

namespace player {

using base::Instant;
using base::Millis;
using device_protocol::Clash;
using device_protocol::Late;
using device_protocol::Outcome;

namespace {

/// What a run on its own would do now, before anything else that sounds is considered.
struct Wish {
    enum class Kind : std::uint8_t { wait, start, over };
    Kind kind = Kind::wait;
    Instant wake_at;
    Start start;
    Over over;
};

Wish wait_until(Instant at) {
    return {Wish::Kind::wait, at, {}, {}};
}

Wish give_up(const PlannedRun& run, Outcome outcome, std::string reason) {
    return {Wish::Kind::over, {}, {}, {run.run, outcome, std::move(reason)}};
}

Wish start_at(const PlannedRun& run, Instant at, std::int64_t position_ms) {
    return {Wish::Kind::start, {}, {run.run, at, position_ms}, {}};
}

bool is_emergency(const PlannedRun& run) {
    return run.class_ == BroadcastClass::emergency;
}

/// Where a late run begins, and whether it still may.
Wish late_wish(const PlannedRun& run, const RunRecord* record, Instant at) {
    const Millis late = at - run.at;
    const bool begun = record != nullptr && record->phase == Phase::begun;
    const bool paused = record != nullptr && record->phase == Phase::paused;
    const bool deferred = record != nullptr && record->deferred;
    const bool in_time = at <= run.not_after + late_tolerance;
    // Power may go between the intention and the first sample: then it is still to begin.
    const bool sounded = begun && !record->parts.empty();
    if (run.live) {
        // Whoever comes late, or gave way, hears the present.
        return at < run.live->until
                   ? start_at(run, at, 0)
                   : give_up(run, begun || paused ? Outcome::partial : Outcome::missed,
                             begun || paused ? "interrupted" : "too_late");
    }
    if (paused) {
        return in_time ? start_at(run, at, record->resume_ms)
                       : give_up(run, Outcome::preempted, "no_room");
    }
    if (!sounded && !in_time) {
        return give_up(run, Outcome::missed, deferred ? "no_room" : "too_late");
    }
    if (!begun && (deferred || run.late == Late::restart)) {
        return start_at(run, at, 0);
    }
    if (!begun && run.late == Late::drop && late > late_tolerance) {
        return give_up(run, Outcome::missed, "too_late");
    }
    if (late + shortest_rest > Millis(device_protocol::duration_ms(run.items))) {
        return begun ? give_up(run, Outcome::partial, "interrupted")
                     : give_up(run, Outcome::missed, "too_late");
    }
    return start_at(run, at, late.count());
}

Wish wish_of(const PlannedRun& run, const Outlook& outlook, bool something_sounds) {
    const RunRecord* record = outlook.memory.find(run.run);
    if (!outlook.clock_known && !(is_emergency(run) && run.cid)) {
        return wait_until(outlook.now + std::chrono::seconds(5));
    }
    const Millis cold_ahead = std::max(prepare_ahead, outlook.warm_up + change_ahead);
    const Instant look_at = run.at - (something_sounds ? change_ahead : cold_ahead);
    if (outlook.now < look_at) {
        return wait_until(look_at);
    }
    const Instant earliest = outlook.now + std::max(lead, outlook.warm_up);
    const bool fresh = record == nullptr || record->phase == Phase::untouched;
    Wish wish = fresh && earliest <= run.at ? start_at(run, run.at, 0)
                                            : late_wish(run, record, std::max(earliest, run.at));
    if (wish.kind == Wish::Kind::start && !is_emergency(run) &&
        is_quiet(outlook.quiet, wish.start.at)) {
        return give_up(run, fresh ? Outcome::missed : Outcome::stopped, "quiet_hours");
    }
    if (outlook.has_media(run)) {
        const bool rests = outlook.now < outlook.output_ready_at;
        return rests && wish.kind == Wish::Kind::start ? wait_until(outlook.output_ready_at) : wish;
    }
    // Without its files it waits as long as a late start would still be allowed.
    if (wish.kind == Wish::Kind::start) {
        return wait_until(outlook.now + media_poll);
    }
    return wish.over.outcome == Outcome::missed ? give_up(run, Outcome::failed, "media_missing")
                                                : wish;
}

/// Emergencies first, then by instant; the id makes the order the same on every device.
std::vector<const PlannedRun*> in_order(const Outlook& outlook) {
    std::vector<const PlannedRun*> open;
    for (const PlannedRun& run : outlook.runs) {
        const bool sounding_now = outlook.sounding && outlook.sounding->run.run == run.run;
        if (!sounding_now && outlook.memory.phase_of(run.run) != Phase::over) {
            open.push_back(&run);
        }
    }
    std::ranges::sort(open, [](const PlannedRun* a, const PlannedRun* b) {
        if (a->class_ != b->class_) {
            return a->class_ > b->class_;
        }
        return a->at != b->at ? a->at < b->at : a->run < b->run;
    });
    return open;
}

class Stepper {
public:
    explicit Stepper(const Outlook& outlook) : outlook_(outlook) {
        if (outlook.sounding) {
            taken_ = &outlook.sounding->run;
        }
    }

    Step take() {
        judge_sounding();
        give_up_withdrawn();
        for (const PlannedRun* run : in_order(outlook_)) {
            consider(*run);
        }
        return std::move(step_);
    }

private:
    void wake(Instant at) {
        if (!step_.wake_at || at < *step_.wake_at) {
            step_.wake_at = at;
        }
    }

    void judge_sounding() {
        if (!outlook_.sounding) {
            return;
        }
        const PlannedRun& run = outlook_.sounding->run;
        if (!is_planned(run.run)) {
            step_.stop = Stop{Outcome::stopped, "withdrawn", false};
        } else if (!is_emergency(run) && is_quiet(outlook_.quiet, outlook_.now)) {
            step_.stop = Stop{Outcome::stopped, "quiet_hours", false};
        } else {
            wake_for_quiet(run);
        }
        if (step_.stop) {
            taken_ = nullptr;
        }
    }

    /// What sounds, or begins now, is looked at again when quiet hours begin.
    void wake_for_quiet(const PlannedRun& run) {
        if (is_emergency(run)) {
            return;
        }
        if (const auto change = next_quiet_change(outlook_.quiet, outlook_.now)) {
            wake(*change);
        }
    }

    /// What was begun or gave way, and is in no programme any more, is over: it may have sounded,
    /// and without this nobody would ever prove it.
    void give_up_withdrawn() {
        if (!outlook_.clock_known) {
            return; // whether a programme is valid cannot be told
        }
        for (const auto& [run, record] : outlook_.memory.records()) {
            const bool open = record.phase == Phase::begun || record.phase == Phase::paused;
            if (!open || !record.plan || is_planned(run) ||
                (outlook_.sounding && outlook_.sounding->run.run == run)) {
                continue;
            }
            if (record.plan->cid || outlook_.has_programme) {
                step_.over.push_back({run, Outcome::stopped, "withdrawn"});
            }
        }
    }

    [[nodiscard]] bool is_planned(const RunId& run) const {
        return std::ranges::find(outlook_.runs, run, &PlannedRun::run) != outlook_.runs.end();
    }

    void consider(const PlannedRun& run) {
        const Wish wish = wish_of(run, outlook_, taken_ != nullptr);
        if (wish.kind == Wish::Kind::wait) {
            wake(wish.wake_at);
        } else if (wish.kind == Wish::Kind::over) {
            step_.over.push_back(wish.over);
        } else if (taken_ == nullptr) {
            if (const PlannedRun* other = about_to_displace(run)) {
                wake(std::max(other->at, outlook_.now + media_poll));
            } else {
                begin(run, wish.start);
            }
        } else {
            settle(run, wish.start);
        }
    }

    /// A voice goes before what a tier no higher prepared in its class, and goes on after what is
    /// more urgent.
    [[nodiscard]] Clash word_for(const PlannedRun& sounding, const PlannedRun& arriving) const {
        if (arriving.live && !sounding.live && arriving.class_ == sounding.class_ &&
            arriving.tier >= sounding.tier) {
            return Clash::pause;
        }
        const Clash word = device_protocol::clash_word(
            outlook_.clashes, device_protocol::Standing{sounding.class_, sounding.tier},
            device_protocol::Standing{arriving.class_, arriving.tier});
        return sounding.live && word == Clash::stop ? Clash::pause : word;
    }

    /// The run for whose beginning this one was paused a moment ago, or would be paused at once.
    [[nodiscard]] const PlannedRun* about_to_displace(const PlannedRun& run) const {
        if (outlook_.memory.phase_of(run.run) != Phase::paused) {
            return nullptr;
        }
        const auto found = std::ranges::find_if(outlook_.runs, [&](const PlannedRun& other) {
            const RunRecord* record = outlook_.memory.find(other.run);
            const bool fresh = record == nullptr ||
                               (record->phase == Phase::untouched && !record->deferred) ||
                               (other.live && record->phase == Phase::paused);
            const bool due =
                outlook_.now >= other.at - change_ahead && outlook_.now <= other.not_after;
            if (!fresh || !due || !outlook_.has_media(other)) {
                return false;
            }
            const Clash word = word_for(run, other);
            return word == Clash::stop || word == Clash::pause;
        });
        return found == outlook_.runs.end() ? nullptr : &*found;
    }

    void begin(const PlannedRun& run, const Start& start) {
        step_.start = start;
        taken_ = &run;
        wake_for_quiet(run);
    }

    /// Something else has the loudspeaker: the word for the two decides. What waits already, or
    /// gave way before, takes nobody's place; else two runs could push each other aside for ever.
    /// A voice does: nothing that it displaces can displace it.
    void settle(const PlannedRun& run, const Start& start) {
        const Clash word = word_for(*taken_, run);
        const RunRecord* record = outlook_.memory.find(run.run);
        const bool is_deferred = record != nullptr && record->deferred;
        const bool waits =
            !run.live && (is_deferred || (record != nullptr && record->phase == Phase::paused));
        const bool may_displace = !step_.start && !step_.stop && !waits;
        if (word == Clash::never) {
            step_.over.push_back({run.run, Outcome::preempted, "never"});
        } else if (word == Clash::defer || !may_displace) {
            if (!is_deferred) {
                step_.deferred.push_back(run.run);
            }
            wake(run.not_after + late_tolerance + Millis(1));
        } else {
            step_.stop = Stop{Outcome::preempted, "preempted", word == Clash::pause};
            begin(run, start);
        }
    }

    const Outlook& outlook_;
    const PlannedRun* taken_ = nullptr; ///< what will have the loudspeaker after this step
    Step step_;
};

} // namespace

Step next_step(const Outlook& outlook) {
    return Stepper(outlook).take();
}

} // namespace player
