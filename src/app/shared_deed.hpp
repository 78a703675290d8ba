#pragma once

#include "base/result.hpp"

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>

namespace app {

/// Something dear that does the same for everybody who asks, like writing a whole file anew. Those
/// who ask while it is being done share the next turn, so a hundred askers cost two turns. Each
/// returns after a turn that began after it asked. Thread-safe.
class SharedDeed {
public:
    using Deed = std::function<base::Result<void>()>;
    explicit SharedDeed(Deed deed) : deed_(std::move(deed)) {}

    /// What the turn said.
    [[nodiscard]] base::Result<void> ask();

private:
    const Deed deed_; ///< never runs twice at a time
    std::mutex mutex_;
    std::condition_variable turn_over_;
    bool running_ = false;
    std::int64_t asked_ = 0;   ///< number of the latest asker
    std::int64_t covered_ = 0; ///< askers up to this one had their turn
    base::Result<void> last_;
};

} // namespace app
