#pragma once

#include "content/bulletin.hpp"
#include "rights/actor.hpp"

namespace content {

[[nodiscard]] inline Person person_of(const rights::Actor& actor) {
    return {actor.user, actor.name};
}

/// What every change leaves behind.
inline void note_change(Bulletin& bulletin, const rights::Actor& actor, base::Instant now) {
    bulletin.changed_by = person_of(actor);
    bulletin.changed_at = now;
    ++bulletin.version;
}

[[nodiscard]] inline bool has_expired(const Bulletin& bulletin, base::Instant now) {
    return bulletin.body.valid_to < base::to_local(now).date;
}

/// Refuses a reason that says nothing or too much (`content.reason_needed`); the result is NFC.
[[nodiscard]] base::Result<std::string> check_reason(std::string_view reason);
/// `content.expired`.
[[nodiscard]] base::Failure refuse_expired(const Bulletin& bulletin);

} // namespace content
