#pragma once

#include "base/random.hpp"

#include <mutex>
#include <random>

namespace testing_support {

/// Bytes from a seed, the same on every run. Not for secrets.
class SeededRandom final : public base::Random {
public:
    explicit SeededRandom(std::uint64_t seed) : engine_(seed) {}
    void fill(std::span<std::byte> out) override {
        const std::lock_guard lock(mutex_);
        for (std::byte& byte : out) {
            byte = static_cast<std::byte>(engine_() & 0xFFU);
        }
    }

private:
    std::mutex mutex_;
    std::mt19937_64 engine_;
};

} // namespace testing_support
