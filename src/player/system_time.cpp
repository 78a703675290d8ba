#include "player/system_time.hpp"

#include "player/sound_output.hpp"

#include <cstdio>
#include <fstream>
#include <string>
#include <sys/timex.h>
#include <unistd.h>

namespace player {

SystemTime read_system_time() {
    SystemTime time;
    time.wall = {system_microseconds() / 1000};
    time.steady = std::chrono::duration_cast<base::Millis>(
        std::chrono::steady_clock::now().time_since_epoch());
    timex kernel{};
    const int state = ::adjtimex(&kernel);
    time.synchronised = state >= 0 && state != TIME_ERROR && (kernel.status & STA_UNSYNC) == 0;
    if (time.synchronised) {
        time.error_ms = kernel.maxerror / 1000 + 1;
    }
    return time;
}

std::int64_t process_memory_kb() {
    // /proc/self/statm: size resident shared … in pages.
    std::ifstream file("/proc/self/statm");
    std::int64_t size = 0;
    std::int64_t resident = 0;
    file >> size >> resident;
    return resident * ::sysconf(_SC_PAGESIZE) / 1024;
}

std::int64_t machine_uptime_s() {
    std::ifstream file("/proc/uptime");
    double seconds = 0;
    file >> seconds;
    return static_cast<std::int64_t>(seconds);
}

} // namespace player
