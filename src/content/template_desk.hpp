#pragma once

#include "base/clock.hpp"
#include "base/random.hpp"
#include "content/bulletin_template.hpp"
#include "rights/actor.hpp"
#include "storage/database.hpp"

namespace content {

/// What people do with templates. Those of a unit are seen by everybody who reads bulletins within
/// it, and kept by who writes its bulletins; another unit's do not exist for them.
class TemplateDesk {
public:
    /// All must outlive the desk.
    TemplateDesk(storage::Database& database, const base::Clock& clock, base::Random& random)
        : database_(database), clock_(clock), random_(random) {}

    /// The unit's own by name, then those of the units above it. `rights.forbidden`.
    [[nodiscard]] base::Result<std::vector<BulletinTemplate>> list(const rights::Actor& actor,
                                                                   const area::AreaPath& area);
    /// `content.template_missing`
    [[nodiscard]] base::Result<BulletinTemplate> find(const rights::Actor& actor,
                                                      const TemplateId& id);
    /// `content.too_many_templates` beyond 200 of a unit.
    [[nodiscard]] base::Result<BulletinTemplate> add(const rights::Actor& actor, TemplateBody body);
    /// `seen` is the version that the actor saw; another is `content.changed_meanwhile`. Its unit
    /// stays (`content.template_elsewhere`).
    [[nodiscard]] base::Result<BulletinTemplate>
    change(const rights::Actor& actor, const TemplateId& id, std::int64_t seen, TemplateBody body);
    [[nodiscard]] base::Result<void> remove(const rights::Actor& actor, const TemplateId& id);

    /// What the actor may do with this template now.
    [[nodiscard]] static std::vector<std::string> abilities(const rights::Actor& actor,
                                                            const BulletinTemplate& kept);

private:
    storage::Database& database_;
    const base::Clock& clock_;
    base::Random& random_;
};

} // namespace content
