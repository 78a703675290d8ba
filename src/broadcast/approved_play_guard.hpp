#pragma once

#include "broadcast/play_guard.hpp"
#include "content/bulletin.hpp"
#include "content/bulletin_store.hpp"
#include "schedule/unit_rules.hpp"

#include <functional>

namespace broadcast {

/// Pure: what of the bulletin may sound at that instant. Refuses `broadcast.not_approved`,
/// `broadcast.not_valid_now`, `broadcast.no_sound`.
[[nodiscard]] base::Result<PlayableBulletin> playable(const content::Bulletin& bulletin,
                                                      base::Instant at);

/// Pure: `broadcast.outside_hours` names the times that the unit's rules allow on that day.
[[nodiscard]] base::Result<void> within_hours(const schedule::UnitRules& rules, base::Instant at,
                                              std::int64_t duration_ms);

/// Pure: the rules' quiet hours as devices know them, seasons as the days of the coming year.
[[nodiscard]] std::vector<device_protocol::QuietHours>
device_quiet_hours(const schedule::UnitRules& rules, base::LocalDate today);

/// The guard over bulletins and the rules in force. Both must outlive it.
class ApprovedPlayGuard final : public PlayGuard {
public:
    using LoadRules = std::function<base::Result<schedule::RuleBook>()>;
    ApprovedPlayGuard(content::BulletinStore& bulletins, LoadRules load_rules)
        : bulletins_(bulletins), load_rules_(std::move(load_rules)) {}

    [[nodiscard]] base::Result<PlayableBulletin> find_playable(const content::BulletinId& bulletin,
                                                               base::Instant at) override;
    [[nodiscard]] base::Result<void> may_sound(const area::AreaPath& area,
                                               device_protocol::BroadcastClass class_,
                                               base::Instant at, std::int64_t duration_ms) override;
    [[nodiscard]] base::Result<std::vector<device_protocol::QuietHours>>
    quiet_hours(const area::AreaPath& area, base::Instant now) override;

private:
    content::BulletinStore& bulletins_;
    const LoadRules load_rules_;
};

} // namespace broadcast
