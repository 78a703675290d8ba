#pragma once

#include "base/result.hpp"
#include "fleet/loop.hpp"

#include <functional>

namespace fleet::check {

/// Accepts connections on a free port of loopback.
class Listener final : public Watcher {
public:
    using Take = std::function<void(int descriptor)>;
    ~Listener() override;
    /// Gives the port.
    [[nodiscard]] base::Result<std::uint16_t> open(Loop& loop, Take take);
    void ready(std::uint32_t events) override;

private:
    int descriptor_ = -1;
    Take take_;
};

} // namespace fleet::check
