#include "alarms/observe.hpp"

#include <cstdlib>

namespace alarms {

namespace {

using devices::Condition;

constexpr std::int64_t clock_good_ms = 5'000;
constexpr std::int64_t store_roomy_mb = 200;
constexpr std::int64_t sim_enough_mb = 100;

Fact say(AlarmKind kind, Verdict verdict, std::string cause = {}) {
    return {.kind = kind, .verdict = verdict, .cause = std::move(cause), .since = {}};
}

Fact wrong_if(AlarmKind kind, bool wrong, std::string cause) {
    return wrong ? say(kind, Verdict::wrong, std::move(cause)) : say(kind, Verdict::right);
}

/// Wrong below `low`, right from `high` on.
Fact scarce(AlarmKind kind, const std::optional<std::int64_t>& amount, std::int64_t low,
            std::int64_t high, std::string cause) {
    if (!amount || (*amount >= low && *amount < high)) {
        return say(kind, Verdict::unknown);
    }
    return wrong_if(kind, *amount < low, std::move(cause));
}

bool is_silent(Condition condition) {
    return condition == Condition::silent_able || condition == Condition::silent_dead;
}

bool is_there(Condition condition) {
    return condition == Condition::online || condition == Condition::playing;
}

Fact silence(const Observed& device) {
    const devices::Presence& presence = device.presence;
    if (is_silent(device.condition)) {
        Fact fact = say(AlarmKind::silent, Verdict::wrong,
                        device.condition == Condition::silent_able ? "silent_able" : "silent_dead");
        // A closed line tells its moment; a lease that ran out means: since its last word.
        fact.since = presence.line == devices::Line::down ? std::optional(presence.lease_until)
                                                          : presence.seen_at;
        return fact;
    }
    return say(AlarmKind::silent, is_there(device.condition) ? Verdict::right : Verdict::unknown);
}

Fact commanded(const Observed& device) {
    const auto& audible = device.presence.health.audible;
    if (device.condition == Condition::playing && audible && !*audible) {
        return say(AlarmKind::commanded_silent, Verdict::wrong, "not_audible");
    }
    return wrong_if(AlarmKind::commanded_silent, !device.unsounded.empty(), device.unsounded);
}

Fact unasked(const Observed& device) {
    if (device.playing_unknown_run) {
        return say(AlarmKind::sounding_unasked, Verdict::wrong, "unknown_run");
    }
    return wrong_if(AlarmKind::sounding_unasked,
                    device.condition == Condition::online &&
                        device.presence.health.audible.value_or(false),
                    "audible");
}

Fact clock(const devices::Health& health) {
    if (health.clock_lost) {
        return say(AlarmKind::clock_wrong, Verdict::wrong, "clock_lost");
    }
    if (!health.clock_offset_ms) {
        return say(AlarmKind::clock_wrong, Verdict::unknown);
    }
    const std::int64_t off = std::abs(*health.clock_offset_ms);
    if (off > clock_good_ms && off <= clock_off_ms) {
        return say(AlarmKind::clock_wrong, Verdict::unknown);
    }
    return wrong_if(AlarmKind::clock_wrong, off > clock_off_ms, "clock_offset");
}

Fact sound(const devices::Health& health) {
    if (!health.amplifier_ok && !health.loudspeaker_ok) {
        return say(AlarmKind::sound_fault, Verdict::unknown);
    }
    if (!health.amplifier_ok.value_or(true)) {
        return say(AlarmKind::sound_fault, Verdict::wrong, "amplifier");
    }
    return wrong_if(AlarmKind::sound_fault, !health.loudspeaker_ok.value_or(true), "loudspeaker");
}

/// The date is in the register, so it is known of a silent device too.
Fact sim(const Observed& device, base::Instant now) {
    const base::LocalDate today = base::to_local(now).date;
    if (device.sim_expires_on && *device.sim_expires_on <= base::add_days(today, sim_days)) {
        return say(AlarmKind::sim_ending, Verdict::wrong, "sim_date");
    }
    const auto& left =
        is_there(device.condition) ? device.presence.health.sim_left_mb : std::nullopt;
    if (!left) {
        // Without a figure of data the date alone decides.
        return say(AlarmKind::sim_ending,
                   device.sim_expires_on ? Verdict::right : Verdict::unknown);
    }
    return scarce(AlarmKind::sim_ending, left, sim_short_mb, sim_enough_mb, "sim_data");
}

Fact mains(const devices::Health& health) {
    return health.mains ? wrong_if(AlarmKind::mains_lost, !*health.mains, "battery")
                        : say(AlarmKind::mains_lost, Verdict::unknown);
}

} // namespace

std::vector<Fact> observe(const Observed& device, base::Instant now) {
    std::vector<Fact> facts{
        silence(device), sim(device, now),
        wrong_if(AlarmKind::relay_lost, !device.relay_trouble.empty(), device.relay_trouble),
        wrong_if(AlarmKind::sends_too_much, device.sends_too_much, "too_many_messages")};
    if (!is_there(device.condition)) {
        // What a device that is away said last is no news: it is neither worse nor better.
        for (const AlarmKind kind :
             {AlarmKind::commanded_silent, AlarmKind::sounding_unasked, AlarmKind::clock_wrong,
              AlarmKind::store_full, AlarmKind::sound_fault, AlarmKind::mains_lost}) {
            facts.push_back(say(kind, Verdict::unknown));
        }
        return facts;
    }
    const devices::Health& health = device.presence.health;
    facts.push_back(commanded(device));
    facts.push_back(unasked(device));
    facts.push_back(clock(health));
    facts.push_back(scarce(AlarmKind::store_full, health.store_free_mb, store_full_mb,
                           store_roomy_mb, "store"));
    facts.push_back(sound(health));
    facts.push_back(mains(health));
    return facts;
}

} // namespace alarms
