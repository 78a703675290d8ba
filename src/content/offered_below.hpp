#pragma once

#include "content/bulletin.hpp"
#include "rights/actor.hpp"

/// Who may read a bulletin of another unit: what is approved and meant for a place may be read,
/// heard and copied by those who read bulletins there, though it was issued above them. Pure; see
/// docs/decisions/0033-bulletins-of-units-above.md.
namespace content {

/// The places it is meant for, while it is offered to the units there: nothing before the approval
/// and nothing after it was withdrawn.
[[nodiscard]] std::vector<area::AreaPath> offered_to(const Bulletin& bulletin);

/// The units that stand above one of the places, each once.
[[nodiscard]] std::vector<area::AreaPath> units_above(const std::vector<area::AreaPath>& places);

/// A unit above one of the places issued it, and it is meant for that place, for one around it or
/// for one within it.
[[nodiscard]] bool is_offered(const Bulletin& bulletin, const std::vector<area::AreaPath>& places);

/// Reads bulletins where it was issued, or where it is offered. Changing it, and reading what it
/// was before its approval, needs the right where it was issued.
[[nodiscard]] bool may_read(const Bulletin& bulletin, const rights::Actor& actor);

} // namespace content
