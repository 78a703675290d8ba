#include "fleet/faults.hpp"

#include <array>
#include <charconv>
#include <string>

namespace fleet {

namespace {

constexpr std::int64_t day_ms = 86'400'000;

base::Failure bad_faults(std::string_view part) {
    const std::string text(part);
    return base::fail(base::Fault::invalid, "fleet.bad_faults",
                      "Không hiểu lỗi giả lập \"" + text +
                          "\": viết như drop=0.1,slow=0.05,duplicate=0.01,clock=0.02,silent=0.01,"
                          "full=0.01,mute=0.1.",
                      "The fault \"" + text +
                          "\" is not understood: write "
                          "drop=0.1,slow=0.05,duplicate=0.01,clock=0.02,silent=0.01,full=0.01,"
                          "mute=0.1.");
}

} // namespace

base::Result<FaultPlan> parse_faults(std::string_view text) {
    FaultPlan plan;
    const std::array<std::pair<std::string_view, double*>, 7> names{{{"drop", &plan.drop},
                                                                     {"slow", &plan.slow},
                                                                     {"duplicate", &plan.duplicate},
                                                                     {"clock", &plan.clock},
                                                                     {"silent", &plan.silent},
                                                                     {"full", &plan.full},
                                                                     {"mute", &plan.mute}}};
    while (!text.empty()) {
        const std::string_view part = text.substr(0, text.find(','));
        text.remove_prefix(std::min(text.size(), part.size() + 1));
        const std::size_t equals = part.find('=');
        double* value = nullptr;
        for (const auto& [name, member] : names) {
            if (part.substr(0, equals) == name) {
                value = member;
            }
        }
        if (value == nullptr || equals == std::string_view::npos) {
            return bad_faults(part);
        }
        const std::string_view number = part.substr(equals + 1);
        const auto [end, error] =
            std::from_chars(number.data(), number.data() + number.size(), *value);
        if (error != std::errc() || end != number.data() + number.size() || *value < 0 ||
            (*value > 1 && value != &plan.drop)) {
            return bad_faults(part);
        }
    }
    return plan;
}

std::uint64_t mix(std::uint64_t seed, std::uint64_t number) {
    std::uint64_t value = seed + 0x9E3779B97F4A7C15U * (number + 1);
    value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9U;
    value = (value ^ (value >> 27U)) * 0x94D049BB133111EBU;
    return value ^ (value >> 31U);
}

double share_of(std::uint64_t random) {
    return static_cast<double>(random >> 11U) / 9'007'199'254'740'992.0;
}

DeviceFaults faults_of(const FaultPlan& plan, std::uint64_t seed, std::size_t device) {
    const std::uint64_t own = mix(seed, device);
    DeviceFaults faults;
    faults.slow = share_of(mix(own, 1)) < plan.slow;
    faults.silent = share_of(mix(own, 2)) < plan.silent;
    faults.full = share_of(mix(own, 5)) < plan.full;
    if (share_of(mix(own, 3)) < plan.clock) {
        faults.clock_offset_ms = static_cast<std::int64_t>((share_of(mix(own, 4)) * 2 - 1) *
                                                           static_cast<double>(day_ms));
    }
    return faults;
}

} // namespace fleet
