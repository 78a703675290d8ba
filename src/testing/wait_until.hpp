#pragma once

#include <chrono>
#include <thread>

namespace testing_support {

/// Asks until `condition` holds, at most so long; false when it never did. For what another thread
/// or process does; the only place where tests may pause.
template <class Condition>
[[nodiscard]] bool wait_until(Condition condition,
                              std::chrono::milliseconds patience = std::chrono::seconds{10}) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline) {
            return false;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{2});
    }
    return true;
}

} // namespace testing_support
