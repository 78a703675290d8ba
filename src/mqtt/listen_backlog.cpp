#include "mqtt/listen_backlog.hpp"

#include "base/scope_exit.hpp"

#include <charconv>
#include <filesystem>
#include <string>

#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace mqtt {

namespace {

bool is_listening(int descriptor) {
    int listening = 0;
    socklen_t length = sizeof(listening);
    return ::getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listening, &length) == 0 &&
           listening != 0;
}

/// glibc of Debian 12 declares neither of the two calls in a header that C++ can include.
int open_process(std::int64_t process) {
    return static_cast<int>(::syscall(SYS_pidfd_open, process, 0));
}

int copy_descriptor(int process, int descriptor) {
    return static_cast<int>(::syscall(SYS_pidfd_getfd, process, descriptor, 0));
}

} // namespace

std::size_t widen_listen_backlog(std::int64_t process, int backlog) {
    const int handle = open_process(process);
    if (handle < 0) {
        return 0;
    }
    const base::ScopeExit close_handle([&] { ::close(handle); });
    std::size_t widened = 0;
    std::error_code error;
    for (const auto& entry :
         std::filesystem::directory_iterator("/proc/" + std::to_string(process) + "/fd", error)) {
        const std::string name = entry.path().filename().string();
        int number = -1;
        std::from_chars(name.data(), name.data() + name.size(), number);
        const int copy = number < 0 ? -1 : copy_descriptor(handle, number);
        if (copy < 0) {
            continue;
        }
        const base::ScopeExit close_copy([&] { ::close(copy); });
        // The same socket, so what is said to the copy holds for the original.
        if (is_listening(copy) && ::listen(copy, backlog) == 0) {
            ++widened;
        }
    }
    return widened;
}

} // namespace mqtt
