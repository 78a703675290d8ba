#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace base {

/// Random bytes, as a parameter. Safe to call from any thread.
class Random {
public:
    virtual ~Random() = default;
    virtual void fill(std::span<std::byte> out) = 0;
};

/// The operating system's cryptographic source (getrandom). Stops the process if the kernel
/// refuses.
class SystemRandom final : public Random {
public:
    void fill(std::span<std::byte> out) override;
};

} // namespace base
