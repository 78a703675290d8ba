#pragma once

#include "content/bulletin_desk.hpp"

namespace content {

/// The next approval by the unit's rule, with a word to the author if there is one. `seen` is what
/// the approver has read and heard.
[[nodiscard]] base::Result<Bulletin> approve_bulletin(BulletinDesk& desk,
                                                      const rights::Actor& actor,
                                                      const BulletinId& id, const SeenVersion& seen,
                                                      std::string_view comment = {});

/// Back to the author, with a reason.
[[nodiscard]] base::Result<Bulletin> return_bulletin(BulletinDesk& desk, const rights::Actor& actor,
                                                     const BulletinId& id, const SeenVersion& seen,
                                                     const std::string& reason);

/// Takes it off, from any state. Authors and approvers may.
[[nodiscard]] base::Result<Bulletin>
withdraw_bulletin(BulletinDesk& desk, const rights::Actor& actor, const BulletinId& id,
                  const SeenVersion& seen, const std::string& reason);

[[nodiscard]] base::Result<Bulletin> archive_bulletin(BulletinDesk& desk,
                                                      const rights::Actor& actor,
                                                      const BulletinId& id,
                                                      const SeenVersion& seen);

/// Takes it out of the archive again. Who may archive may.
[[nodiscard]] base::Result<Bulletin> unarchive_bulletin(BulletinDesk& desk,
                                                        const rights::Actor& actor,
                                                        const BulletinId& id,
                                                        const SeenVersion& seen);

/// The first proof of its sound arrived. Called by the job that reads proofs.
[[nodiscard]] base::Result<void> note_bulletin_broadcast(BulletinDesk& desk,
                                                         const rights::Actor& job,
                                                         const BulletinId& id, base::Instant at);

/// A unit's own rule of approval; needs the right to manage settings there. `rule.version` is that
/// of the unit's own rule as it was seen, 0 when it had none: `content.changed_meanwhile`.
[[nodiscard]] base::Result<ApprovalRule>
change_approval_rule(BulletinDesk& desk, const rights::Actor& actor, ApprovalRule rule);

} // namespace content
