#include "player/sound_output.hpp"

#include "player/alsa_output.hpp"
#include "player/null_output.hpp"
#include "player/wav_output.hpp"

#include <array>
#include <cerrno>
#include <ctime>

namespace player {

namespace {

struct OutputKind {
    std::string_view name;
    std::unique_ptr<SoundOutput> (*make)(const std::string& where);
};

constexpr std::array<OutputKind, 3> kinds{{
    {"wav", [](const std::string& where) { return make_wav_output(where); }},
    {"alsa", [](const std::string& where) { return make_alsa_output(where); }},
    {"null", [](const std::string&) { return make_null_output(); }},
}};

constexpr std::int64_t nanoseconds_per_ms = 1'000'000;

} // namespace

base::Result<std::unique_ptr<SoundOutput>> make_sound_output(const std::string& name) {
    const std::size_t colon = name.find(':');
    const std::string kind = name.substr(0, colon);
    const std::string where = colon == std::string::npos ? "" : name.substr(colon + 1);
    for (const OutputKind& known : kinds) {
        if (known.name == kind && (kind == "null" || !where.empty())) {
            return known.make(where);
        }
    }
    return base::fail(base::Fault::invalid, "player.unknown_output",
                      "Đầu ra âm thanh phải là wav:THƯ_MỤC, alsa:THIẾT_BỊ hoặc null.",
                      "The sound output must be wav:DIR, alsa:DEVICE or null.");
}

void sleep_until_system(base::Instant at) {
    const timespec until{at.ms / 1000, (at.ms % 1000) * nanoseconds_per_ms};
    while (::clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &until, nullptr) == EINTR) {
    }
}

std::int64_t system_microseconds() {
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    return std::int64_t{now.tv_sec} * 1'000'000 + now.tv_nsec / 1000;
}

} // namespace player
