#pragma once

#include "content/bulletin_desk.hpp"

namespace content {

/// What a unit writes when it takes over a bulletin: title, class, texts, recordings and papers.
/// In another unit it is for that unit's own area. Days that are over begin anew, as many as there
/// were; what is still valid ends with its original, and nothing is bound to an hour any more.
[[nodiscard]] BulletinBody body_of_copy(const Bulletin& original, const area::AreaPath& area,
                                        base::LocalDate today);

/// A draft of `area` from any bulletin that the actor may read, with the sound that was made of the
/// same words. The unit's own rule of approval holds for it. `content.not_found`,
/// `content.changed_since_approval`, `rights.forbidden`, `media.blob_missing`.
[[nodiscard]] base::Result<Bulletin> copy_bulletin(BulletinDesk& desk, const rights::Actor& actor,
                                                   const BulletinId& id,
                                                   const area::AreaPath& area);

} // namespace content
