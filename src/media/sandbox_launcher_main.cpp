// nguon-sandbox: confines itself, then becomes the program it was asked to run. Started only by
// ProcessSandbox, which reads from descriptor 3 either "ok NETWORK LANDLOCK" or the step that
// failed, and with confined_words by whoever talks to a child that stays.
#include "media/confinement.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <string>
#include <string_view>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace {

/// Of a child that stays nobody reads a report, and 3 may be anything.
int report_descriptor = 3;

void report(const std::string& line) {
    [[maybe_unused]] const auto written = write(report_descriptor, line.data(), line.size());
}

[[noreturn]] void give_up(std::string_view step) {
    report(fmt::format("failed {}: {}", step, std::strerror(errno)));
    _exit(125);
}

struct Order {
    media::Confinement confinement;
    bool stays = false; ///< answers over a socket, and ends by itself when that is closed
    std::vector<char*> environment;
    char** program_and_arguments = nullptr;
};

/// `name value` pairs up to `--`; everything after it is the program with its arguments.
Order read_order(int count, char** words) {
    Order order;
    int at = 1;
    for (; at + 1 < count && std::string_view(words[at]) != "--"; at += 2) {
        const std::string_view name = words[at];
        char* value = words[at + 1];
        const auto number = [&] { return std::strtoull(value, nullptr, 10); };
        if (name == "memory") {
            order.confinement.memory_bytes_max = number();
        } else if (name == "cpu") {
            order.confinement.cpu_seconds_max = number();
        } else if (name == "file") {
            order.confinement.file_bytes_max = number();
        } else if (name == "files") {
            order.confinement.open_files_max = number();
        } else if (name == "read") {
            order.confinement.readable.emplace_back(value);
        } else if (name == "write") {
            order.confinement.writable = value;
        } else if (name == "stays") {
            order.stays = true;
        } else if (name == "env") {
            order.environment.push_back(value);
        }
    }
    order.environment.push_back(nullptr);
    order.program_and_arguments = words + at + 1;
    if (at + 1 >= count) {
        errno = EINVAL;
        give_up("order");
    }
    order.confinement.program = *order.program_and_arguments;
    return order;
}

} // namespace

int main(int count, char** words) {
    const Order order = read_order(count, words);
    if (order.stays) {
        report_descriptor = STDERR_FILENO;
    } else {
        fcntl(report_descriptor, F_SETFD, FD_CLOEXEC);
    }
    umask(0077);
    const bool network = media::leave_network();
    if (!media::drop_capabilities()) {
        give_up("privileges");
    }
    // Dies with the thread that waits for it, so that a killed server leaves no converter behind.
    // After the privileges, because the kernel forgets this wish when they change.
    if (!order.stays) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
    }
    const int landlock = media::limit_files(order.confinement);
    if (landlock < 0) {
        give_up("files");
    }
    if (!order.confinement.writable.empty() && chdir(order.confinement.writable.c_str()) != 0) {
        give_up("directory");
    }
    if (!media::limit_resources(order.confinement)) {
        give_up("limits");
    }
    if (!media::filter_system_calls()) {
        give_up("filter");
    }
    report(fmt::format("ok {} {}", network ? 1 : 0, landlock));
    execve(*order.program_and_arguments, order.program_and_arguments, order.environment.data());
    report(fmt::format(" failed start: {}", std::strerror(errno)));
    _exit(125);
}
