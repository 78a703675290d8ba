#pragma once

#include "base/instant.hpp"
#include "base/result.hpp"
#include "device_protocol/event.hpp"

#include <string>
#include <string_view>

namespace broadcast {

/// Outbox topic: a run was heard for the first time, on whichever device told it first.
inline constexpr std::string_view sounded_topic = "broadcast.sounded";

struct Sounded {
    device_protocol::RunId run;
    std::string bulletin; ///< of a command; empty for a programme, whose plan names its items
    base::Instant at;
};

[[nodiscard]] std::string write_sounded(const Sounded& sounded);
[[nodiscard]] base::Result<Sounded> read_sounded(std::string_view payload);

} // namespace broadcast
