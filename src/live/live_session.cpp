#include "live/live_session.hpp"

#include "base/try.hpp"
#include "rights/policy.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace live {

using rights::Permission;

namespace {

std::vector<DeviceId> in_both(const Session& a, const Session& b) {
    std::vector<DeviceId> shared;
    std::ranges::set_intersection(a.devices, b.devices, std::back_inserter(shared));
    return shared;
}

bool is_above(const Session& a, const Session& b) {
    return std::pair(a.class_, a.tier) > std::pair(b.class_, b.tier);
}

base::Failure devices_taken(const Session& speaker, std::size_t count) {
    const std::string number = std::to_string(count);
    return base::fail(base::Fault::conflict, "live.devices_taken",
                      speaker.owner_name + " đang phát trực tiếp \"" + speaker.title + "\" trên " +
                          number + " thiết bị đã chọn. Hãy chờ người đó kết thúc.",
                      speaker.owner_name + " is live with \"" + speaker.title + "\" on " + number +
                          " of the chosen devices. Wait until they have ended.");
}

} // namespace

Tier tier_of(const area::AreaPath& unit) {
    if (unit.is_country()) {
        return Tier::central;
    }
    return unit.codes().size() == 1 ? Tier::province : Tier::commune;
}

Tier tier_of(const rights::Actor& actor, const area::AreaPath& place) {
    Tier tier = Tier::commune;
    for (const rights::Grant& grant : actor.grants) {
        if (grant.area.covers(place)) {
            tier = std::max(tier, tier_of(grant.area));
        }
    }
    return tier;
}

base::Result<std::vector<Displaced>> arbitrate(const std::vector<Session>& on_air,
                                               const Session& wanted) {
    std::vector<Displaced> displaced;
    for (const Session& other : on_air) {
        std::vector<DeviceId> shared = in_both(other, wanted);
        if (shared.empty() || other.state == SessionState::ended) {
            continue;
        }
        if (!is_above(wanted, other)) {
            return devices_taken(other, shared.size());
        }
        displaced.push_back({other.id, std::move(shared)});
    }
    return displaced;
}

std::vector<DeviceId> free_devices(const std::vector<Session>& on_air, const Session& wanted) {
    std::vector<DeviceId> free = wanted.devices;
    for (const Session& other : on_air) {
        if (other.state != SessionState::ended && !is_above(wanted, other)) {
            std::vector<DeviceId> rest;
            std::ranges::set_difference(free, other.devices, std::back_inserter(rest));
            free = std::move(rest);
        }
    }
    return free;
}

std::vector<Displaced> resumable(const std::vector<Session>& on_air, const Session& ended) {
    std::vector<const Session*> waiting;
    for (const Session& other : on_air) {
        if (other.id != ended.id && other.state != SessionState::ended) {
            waiting.push_back(&other);
        }
    }
    // Of several that wait for one device the highest gets it.
    std::ranges::sort(waiting, [](const Session* a, const Session* b) {
        return is_above(*a, *b) || (!is_above(*b, *a) && a->id < b->id);
    });
    std::vector<DeviceId> free = ended.devices;
    std::vector<Displaced> back;
    for (const Session* other : waiting) {
        std::vector<DeviceId> shared;
        std::ranges::set_intersection(other->devices, free, std::back_inserter(shared));
        if (shared.empty()) {
            continue;
        }
        std::vector<DeviceId> rest;
        std::ranges::set_difference(free, shared, std::back_inserter(rest));
        free = std::move(rest);
        // Who stands above the ended one was never displaced by it.
        if (is_above(ended, *other)) {
            back.push_back({other->id, std::move(shared)});
        }
    }
    return back;
}

base::Result<EndReason> may_stop(const rights::Actor& actor, const Session& session) {
    if (actor.user == session.owner) {
        return EndReason::by_owner;
    }
    const Tier tier = tier_of(actor, session.area);
    if (tier >= session.tier && rights::allows(actor, Permission::stop_everything, session.area)) {
        return EndReason::by_higher;
    }
    TRY(rights::require(actor, Permission::operate_devices, session.area));
    if (tier > session.tier) {
        return EndReason::by_higher;
    }
    return base::fail(base::Fault::forbidden, "live.not_yours",
                      "Chỉ " + session.owner_name + " hoặc cấp trên mới được kết thúc buổi này.",
                      "Only " + session.owner_name + " or a higher level may end this session.");
}

std::optional<EndReason> due_end(const Session& session, std::optional<base::Instant> last_sound,
                                 base::Instant now) {
    if (session.state == SessionState::ended) {
        return std::nullopt;
    }
    if (now >= session.ends_by) {
        return EndReason::time_limit;
    }
    if (session.source == SourceKind::station) {
        return std::nullopt; // its chain decides when nothing is left
    }
    if (!last_sound) {
        const base::Millis most =
            session.emergency ? first_sound_max_in_emergency : first_sound_max;
        return now - session.created_at >= most ? std::optional(EndReason::no_source)
                                                : std::nullopt;
    }
    return now - *last_sound >= pause_max ? std::optional(EndReason::source_lost) : std::nullopt;
}

} // namespace live
