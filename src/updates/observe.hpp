#pragma once

#include "updates/update_record.hpp"

/// Pure: from what a device said to where it stands in a rollout.
namespace updates {

/// A result counts whenever it comes, also from a device that was given up. A device that refuses
/// because it has this version (or a later one) already is as good as updated.
[[nodiscard]] Member observe(const Observed& seen, const Rollout& rollout,
                             std::string_view version);

} // namespace updates
