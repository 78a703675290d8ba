#include "simulation/checker.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include <fmt/core.h>

namespace simulation {

namespace {

/// The shortest step of the clocks and of a sample block: two stretches may touch by so much.
constexpr std::int64_t grain_ms = 25;
/// A run may begin so much after its last instant: the tolerance of the device (spec section 8) and
/// the time from its decision to the first sample.
constexpr base::Millis begin_tolerance = std::chrono::milliseconds(2'500);
/// How long a device may be gone before it must be shown so: the lease of one and a half
/// heartbeats.
constexpr base::Millis shown_silent_after = std::chrono::seconds(91);

bool is_emergency(const std::string& class_) {
    return class_ == "emergency";
}

std::int64_t shared_ms(std::int64_t a, std::int64_t a_ms, std::int64_t b, std::int64_t b_ms) {
    return std::min(a + a_ms, b + b_ms) - std::max(a, b);
}

} // namespace

std::int64_t Checker::Errand::sounded_ms() const {
    std::int64_t sum = 0;
    for (const Stretch& stretch : stretches) {
        sum += stretch.ms;
    }
    return sum;
}

void Checker::break_promise(std::string promise, const Fact& fact, std::string detail) {
    violations_.push_back(
        {std::move(promise),
         fmt::format("device {} run {} at {}: {}", fact.device, fact.run, fact.at.ms, detail)});
}

void Checker::take(const Fact& fact) {
    const std::pair key{fact.device, fact.run};
    switch (fact.kind) {
    case FactKind::quiet:
        quiet_.push_back({fact.at, fact.until, {}});
        break;
    case FactKind::ordered:
        runs_[fact.run] = {fact.state == "command", fact.class_, fact.until, {}};
        break;
    case FactKind::targeted:
        errands_[key].targeted = true;
        break;
    case FactKind::sentence:
        runs_[fact.run].sentences_ms.insert(fact.position_ms);
        break;
    case FactKind::sounded:
        take_sounded(fact);
        break;
    case FactKind::recorded:
        if (std::exchange(errands_[key].recorded_ms, fact.ms)) {
            break_promise("proof_doubled", fact, "a second proof");
        }
        break;
    case FactKind::answered:
        if (auto& answered = errands_[key].answered; !answered) {
            answered = fact.state;
        }
        break;
    case FactKind::settled:
        errands_[key].settled = fact.state;
        break;
    case FactKind::shown:
        if ((fact.state == "online" || fact.state == "playing") &&
            fact.at - fact.until > shown_silent_after) {
            break_promise("silent_shown_online", fact,
                          fmt::format("gone since {}, shown as {}", fact.until.ms, fact.state));
        }
        break;
    case FactKind::programme:
        if (std::int64_t& known = programmes_[fact.device]; fact.ms < known) {
            break_promise("programme_went_back", fact,
                          fmt::format("from version {} to {}", known, fact.ms));
        } else {
            known = fact.ms;
        }
        break;
    case FactKind::lost:
        if (fact.ms > 0) {
            break_promise("event_lost", fact, fmt::format("{} events", fact.ms));
        }
        break;
    case FactKind::healed:
        check_healed(fact.at);
        break;
    }
}

void Checker::take_sounded(const Fact& fact) {
    if (fact.ms <= 0) {
        return;
    }
    Errand& errand = errands_[{fact.device, fact.run}];
    const auto run = runs_.find(fact.run);
    if (run == runs_.end() || !errand.targeted) {
        break_promise("sounded_unordered", fact, "nobody ordered it here");
    } else if (errand.stretches.empty() && fact.at > run->second.until + begin_tolerance) {
        break_promise("sounded_late", fact, fmt::format("allowed until {}", run->second.until.ms));
    }
    const bool resumes = resumes_at_sentence(errand, fact);
    for (const Stretch& stretch : errand.stretches) {
        if (!resumes &&
            shared_ms(stretch.position_ms, stretch.ms, fact.position_ms, fact.ms) > grain_ms) {
            break_promise("sounded_twice", fact,
                          fmt::format("{}+{} ms after {}+{} ms", fact.position_ms, fact.ms,
                                      stretch.position_ms, stretch.ms));
        }
    }
    errand.stretches.push_back({fact.at, fact.position_ms, fact.ms});
    const base::Instant end{fact.at.ms + fact.ms};
    if (Span& last = last_sound_[fact.device]; fact.at.ms + grain_ms < last.to.ms) {
        break_promise("two_at_once", fact, fmt::format("another sounded until {}", last.to.ms));
    } else {
        last = {fact.at, end, fact.run};
    }
    const bool loud = run == runs_.end() || !is_emergency(run->second.class_);
    for (const Span& quiet : quiet_) {
        const auto shared =
            shared_ms(quiet.from.ms, quiet.to.ms - quiet.from.ms, fact.at.ms, fact.ms);
        if (loud && shared > grain_ms) {
            break_promise("sounded_in_quiet", fact, fmt::format("{} ms of quiet time", shared));
        }
    }
}

/// What gave way goes on at the beginning of the sentence that was cut.
bool Checker::resumes_at_sentence(const Errand& errand, const Fact& fact) const {
    const auto run = runs_.find(fact.run);
    const auto before = last_sound_.find(fact.device);
    if (run == runs_.end() || errand.stretches.empty() || before == last_sound_.end() ||
        before->second.run == fact.run) {
        return false; // nothing else sounded meanwhile, so it did not give way
    }
    const Stretch& last = errand.stretches.back();
    const auto after = run->second.sentences_ms.upper_bound(last.position_ms + last.ms);
    return after != run->second.sentences_ms.begin() &&
           std::abs(*std::prev(after) - fact.position_ms) <= grain_ms;
}

void Checker::check_healed(base::Instant at) {
    for (const auto& [key, errand] : errands_) {
        Fact fact{.at = at, .device = key.first, .run = key.second};
        const std::int64_t sounded = errand.sounded_ms();
        if (sounded > 0 && !errand.recorded_ms) {
            break_promise("proof_lost", fact, fmt::format("{} ms sounded", sounded));
        }
        // A proof after a sudden loss of power may miss what sounded since its last note of a
        // second.
        if (errand.recorded_ms.value_or(0) > sounded + grain_ms) {
            break_promise("proof_false", fact,
                          fmt::format("{} ms proven, {} sounded", *errand.recorded_ms, sounded));
        }
        if (errand.answered && errand.settled != errand.answered) {
            break_promise("answer_lost", fact,
                          fmt::format("'{}' on the device, '{}' on the server", *errand.answered,
                                      errand.settled.value_or("nothing")));
        }
        if (!errand.targeted) {
            continue;
        }
        const bool commanded = runs_[key.second].commanded;
        if (commanded && !errand.settled) {
            break_promise("order_lost", fact, "accepted, and the server knows nothing of it");
            continue;
        }
        // No row: the run was taken out of the plan.
        const std::string state = errand.settled.value_or("withdrawn");
        const std::set<std::string> open{"planned", "sent", "received", "playing"};
        // A device that had a programme or not may have slept through it; a command is followed up.
        const bool forgotten = state == "silent" && commanded;
        if (open.contains(state) || forgotten) {
            break_promise("not_settled", fact, fmt::format("state '{}'", state));
        } else if (state == "done" && sounded == 0) {
            break_promise("settled_falsely", fact, "done without a sound");
        }
    }
}

} // namespace simulation
