#pragma once

#include "base/instant.hpp"

namespace base {

/// The present, as a parameter. Only system_clock.cpp asks the operating system. Safe to call from
/// any thread.
class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual Instant now() const = 0;
};

/// The wall clock of this machine.
class SystemClock final : public Clock {
public:
    [[nodiscard]] Instant now() const override;
};

} // namespace base
