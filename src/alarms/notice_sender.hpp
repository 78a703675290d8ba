#pragma once

#include "alarms/notice.hpp"

namespace alarms {

/// Carries a notice to its contact, once. Blocks for at most half a minute. A failure says why, for
/// the alarm's page; it may have arrived all the same.
class NoticeSender {
public:
    virtual ~NoticeSender() = default;
    [[nodiscard]] virtual base::Result<void> send(const Notice& notice, base::Instant now) = 0;
};

} // namespace alarms
