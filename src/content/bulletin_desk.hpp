#pragma once

#include "base/clock.hpp"
#include "base/random.hpp"
#include "content/content_unit_of_work.hpp"
#include "content/target_places.hpp"

namespace content {

/// What the use cases of bulletins work with. All must outlive it.
struct BulletinDesk {
    ContentUnitOfWork& work;
    BulletinStore& store;
    TargetPlaces& places;
    const base::Clock& clock;
    base::Random& random;
};

/// The version that the actor has seen. Absent: whatever it is now.
using SeenVersion = std::optional<std::int64_t>;

/// `content.not_found`, also for what may not be read.
[[nodiscard]] base::Failure not_found();

/// Loads a bulletin for a change: `content.not_found` also when the actor may not read it,
/// `content.changed_meanwhile` with the name of who changed it when it is not the seen version.
[[nodiscard]] base::Result<Bulletin> load_seen(ContentTransaction& transaction,
                                               const rights::Actor& actor, const BulletinId& id,
                                               const SeenVersion& seen);

} // namespace content
