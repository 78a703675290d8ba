#include "content/offered_below.hpp"

#include "rights/policy.hpp"

#include <algorithm>
#include <set>

namespace content {

namespace {

bool lies_above(const area::AreaPath& unit, const area::AreaPath& place) {
    return unit != place && unit.covers(place);
}

} // namespace

std::vector<area::AreaPath> offered_to(const Bulletin& bulletin) {
    switch (bulletin.state) {
    case BulletinState::approved:
    case BulletinState::scheduled:
    case BulletinState::broadcast:
    case BulletinState::archived: // of what was withdrawn the approval is forgotten
        return bulletin.approved_digest ? bulletin.body.targets.areas
                                        : std::vector<area::AreaPath>();
    default:
        return {};
    }
}

std::vector<area::AreaPath> units_above(const std::vector<area::AreaPath>& places) {
    std::set<area::AreaPath> units;
    for (const area::AreaPath& place : places) {
        std::vector<area::AreaCode> codes = place.codes();
        while (!codes.empty()) {
            codes.pop_back();
            units.insert(area::AreaPath(codes));
        }
    }
    return {units.begin(), units.end()};
}

bool is_offered(const Bulletin& bulletin, const std::vector<area::AreaPath>& places) {
    const auto targets = offered_to(bulletin);
    return std::ranges::any_of(places, [&](const area::AreaPath& place) {
        const auto meets = [&](const area::AreaPath& target) {
            return target.covers(place) || place.covers(target);
        };
        return lies_above(bulletin.body.area, place) && std::ranges::any_of(targets, meets);
    });
}

bool may_read(const Bulletin& bulletin, const rights::Actor& actor) {
    constexpr auto reads = rights::Permission::read_bulletins;
    return rights::allows(actor, reads, bulletin.body.area) ||
           is_offered(bulletin, rights::areas_with(actor, reads));
}

} // namespace content
