#pragma once

#include "base/result.hpp"
#include "content/approval.hpp"
#include "content/bulletin.hpp"
#include "rights/policy.hpp"

namespace content {

/// A new draft from a checked body.
[[nodiscard]] Bulletin draft(BulletinId id, BulletinBody body, const rights::Actor& author,
                             base::Instant now);

/// A new body for a draft, a returned bulletin or a withdrawn one that never sounded; it is a draft
/// again. Renderings of unchanged variants stay. `content.not_editable` says what to do instead.
[[nodiscard]] base::Result<Bulletin> edit(Bulletin bulletin, BulletinBody body,
                                          const rights::Actor& actor, base::Instant now);

/// `content.not_editable` when text and sound must stay as they are.
[[nodiscard]] base::Result<void> require_editable(const Bulletin& bulletin);

/// Sound made from the variant of its language. `content.not_editable`;
/// `content.rendering_outdated` when the variant has changed since the work began.
[[nodiscard]] base::Result<Bulletin> add_rendering(Bulletin bulletin, Rendering rendering,
                                                   const rights::Actor& actor, base::Instant now);

/// Hands the bulletin to the approvers and freezes it. Every variant needs what is to be heard or
/// read: `content.nothing_to_say`, `content.not_rendered`, `content.no_targets`, `content.expired`,
/// `content.not_a_draft`.
[[nodiscard]] base::Result<Bulletin> submit(Bulletin bulletin, const rights::Actor& actor,
                                            base::Instant now);

/// Takes the bulletin off, from any state: nothing of it starts any more. `content.withdrawn`,
/// `content.reason_needed`.
[[nodiscard]] base::Result<Bulletin> withdraw(Bulletin bulletin, const rights::Actor& actor,
                                              std::string reason, base::Instant now);

/// It stands in a programme now. A scheduled or broadcast bulletin stays what it is.
/// `content.not_approved`, `content.expired`, `content.changed_since_approval`.
[[nodiscard]] base::Result<Bulletin> schedule(Bulletin bulletin, const rights::Actor& actor,
                                              base::Instant now);

/// The last programme let go of it; a bulletin that has not sounded is approved again.
[[nodiscard]] Bulletin unschedule(Bulletin bulletin, const rights::Actor& actor, base::Instant now);

/// The first proof arrived. Withdrawn or archived bulletins keep their state, but know that they
/// sounded.
[[nodiscard]] Bulletin note_broadcast(Bulletin bulletin, const rights::Actor& actor,
                                      base::Instant at, base::Instant now);

/// Puts away what is over: broadcast, withdrawn, or approved and expired. `content.still_in_use`.
[[nodiscard]] base::Result<Bulletin> archive(Bulletin bulletin, const rights::Actor& actor,
                                             base::Instant now);

/// Takes it out of the archive: it is again what it was before. `content.not_archived`.
[[nodiscard]] base::Result<Bulletin> unarchive(Bulletin bulletin, const rights::Actor& actor,
                                               base::Instant now);

/// What is heard of an approved bulletin, in order of its variants. `content.not_approved`,
/// `content.changed_since_approval`.
[[nodiscard]] base::Result<std::vector<Rendering>> approved_sound(const Bulletin& bulletin);

/// What the actor may do with the bulletin now; sent with every reply so that the web never repeats
/// a policy.
struct Abilities {
    bool edit = false;
    bool render = false;
    bool submit = false;
    bool approve = false;
    /// Approving needs nothing but a second factor shown just before.
    bool approve_after_second_factor = false;
    bool give_back = false;
    bool withdraw = false;
    bool schedule = false;
    /// Sounding it at once, by a command and not by a programme.
    bool play = false;
    bool archive = false;
    bool unarchive = false;
    /// Making an own draft from it.
    bool copy = false;

    friend bool operator==(const Abilities&, const Abilities&) = default;
};

[[nodiscard]] Abilities abilities(const Bulletin& bulletin, const rights::Actor& actor,
                                  const ApprovalRule& rule, base::Instant now);

} // namespace content
