#pragma once

#include "content/bulletin_desk.hpp"

namespace content {

/// A new draft. `id` is the client's own when it made one. `content.wrong_members`,
/// `rights.forbidden`, `content.already_exists`, `media.blob_missing`.
[[nodiscard]] base::Result<Bulletin> draft_bulletin(BulletinDesk& desk, const rights::Actor& actor,
                                                    const std::optional<BulletinId>& id,
                                                    BulletinBody body);

/// Replaces the body of a draft. Moving it to another area needs the right in both.
[[nodiscard]] base::Result<Bulletin> edit_bulletin(BulletinDesk& desk, const rights::Actor& actor,
                                                   const BulletinId& id, const SeenVersion& seen,
                                                   BulletinBody body);

/// Hands it to the approvers. Every target must lie where the actor may write:
/// `content.target_beyond_rights`, `content.unknown_target`.
[[nodiscard]] base::Result<Bulletin> submit_bulletin(BulletinDesk& desk, const rights::Actor& actor,
                                                     const BulletinId& id, const SeenVersion& seen);

} // namespace content
