#include "fleet/tally.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace fleet {

std::string Spans::to_json() const {
    std::vector<std::int64_t> sorted = all_;
    std::ranges::sort(sorted);
    const auto at = [&](std::size_t percent) {
        return sorted.empty() ? 0 : sorted[(sorted.size() - 1) * percent / 100];
    };
    return fmt::format(R"({{"n":{},"p50_us":{},"p99_us":{},"max_us":{}}})", sorted.size(), at(50),
                       at(99), at(100));
}

std::string Tally::to_json() const {
    std::string text =
        fmt::format(R"({{"devices":{},"up":{},"welcomed":{},"counts":{{)", devices, up, welcomed);
    const char* comma = "";
    for (const auto& [name, count] : counts) {
        text += fmt::format(R"({}"{}":{})", comma, name, count);
        comma = ",";
    }
    text += R"(},"commands":{)";
    comma = "";
    for (const auto& [cid, one] : commands) {
        text += fmt::format(R"({}"{}":{{"received":{},"doubled":{},"rejected":{},"started":{},)"
                            R"("done":{},"first_at":{},"last_at":{}}})",
                            comma, cid, one.received, one.doubled, one.rejected, one.started,
                            one.done, one.first_at.ms, one.last_at.ms);
        comma = ",";
    }
    text += R"(},"connecting":)" + connecting.to_json() + R"(,"welcoming":)" + welcoming.to_json();
    return text + "}";
}

} // namespace fleet
