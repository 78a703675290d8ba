#include "speech/talking_child.hpp"

#include "base/scope_exit.hpp"
#include "speech/child_process.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace speech {

namespace {

using Clock = std::chrono::steady_clock;

/// Waits until the socket is ready for `events`; wakes at once when the stop is asked for.
base::Result<void> wait_for(int socket, short events, Clock::time_point deadline,
                            const std::stop_token& stop) {
    const int wake = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (wake < 0) {
        return base::fail(engine_failed("no descriptors left"));
    }
    const base::ScopeExit close_wake([wake] { ::close(wake); });
    const std::stop_callback on_stop(stop, [wake] {
        const std::uint64_t one = 1;
        [[maybe_unused]] const ssize_t told = ::write(wake, &one, sizeof one);
    });
    while (true) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
        if (stop.stop_requested()) {
            return base::fail(cancelled());
        }
        if (left.count() <= 0) {
            return base::fail(engine_failed("it took too long"));
        }
        std::array<pollfd, 2> waiting{{{socket, events, 0}, {wake, POLLIN, 0}}};
        const int ready = ::poll(waiting.data(), waiting.size(), static_cast<int>(left.count()));
        if (ready > 0 && waiting[0].revents != 0) {
            return {};
        }
    }
}

} // namespace

base::Result<TalkingChild> TalkingChild::start(const std::filesystem::path& program,
                                               const std::vector<std::string>& arguments) {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
        return base::fail(engine_failed("no descriptors left"));
    }
    TalkingChild child;
    child.socket_ = ends[0];
    const base::ScopeExit close_theirs([&] { ::close(ends[1]); });
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    const base::ScopeExit cleanup([&] { posix_spawn_file_actions_destroy(&actions); });
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
    std::vector<std::string> words{program.string()};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (std::string& word : words) {
        argv.push_back(word.data());
    }
    argv.push_back(nullptr);
    std::array<char*, 1> environment{nullptr};
    if (::posix_spawn(&child.pid_, words.front().c_str(), &actions, nullptr, argv.data(),
                      environment.data()) != 0) {
        child.pid_ = -1;
        return base::fail(engine_failed(program.string() + " cannot be started"));
    }
    ::fcntl(child.socket_, F_SETFL, O_NONBLOCK);
    return child;
}

TalkingChild::TalkingChild(TalkingChild&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), socket_(std::exchange(other.socket_, -1)) {}

TalkingChild& TalkingChild::operator=(TalkingChild&& other) noexcept {
    if (this != &other) {
        end();
        pid_ = std::exchange(other.pid_, -1);
        socket_ = std::exchange(other.socket_, -1);
    }
    return *this;
}

TalkingChild::~TalkingChild() {
    end();
}

void TalkingChild::end() {
    if (socket_ >= 0) {
        ::close(socket_);
        socket_ = -1;
    }
    if (pid_ > 0) {
        ::kill(pid_, SIGKILL);
        while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
        }
        pid_ = -1;
    }
}

base::Result<void> TalkingChild::send(std::string_view bytes, std::chrono::milliseconds longest,
                                      const std::stop_token& stop) {
    const auto deadline = Clock::now() + longest;
    while (!bytes.empty()) {
        if (auto ready = wait_for(socket_, POLLOUT, deadline, stop); !ready) {
            return ready;
        }
        const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN && errno != EINTR) {
            return base::fail(engine_failed("the voice program is gone"));
        }
        bytes.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(sent, 0)));
    }
    return {};
}

base::Result<void> TalkingChild::receive(std::span<char> bytes, std::chrono::milliseconds longest,
                                         const std::stop_token& stop) {
    const auto deadline = Clock::now() + longest;
    while (!bytes.empty()) {
        if (auto ready = wait_for(socket_, POLLIN, deadline, stop); !ready) {
            return ready;
        }
        const ssize_t got = ::recv(socket_, bytes.data(), bytes.size(), 0);
        if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) {
            return base::fail(engine_failed("the voice program is gone"));
        }
        bytes = bytes.subspan(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    }
    return {};
}

} // namespace speech
