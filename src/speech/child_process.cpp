#include "speech/child_process.hpp"

#include "base/scope_exit.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/eventfd.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace speech {

namespace {

/// A descriptor that closes itself.
class Descriptor {
public:
    explicit Descriptor(int number = -1) : number_(number) {}
    ~Descriptor() { close(); }
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        close();
        number_ = std::exchange(other.number_, -1);
        return *this;
    }
    [[nodiscard]] int number() const { return number_; }
    [[nodiscard]] bool open() const { return number_ >= 0; }
    void close() {
        if (number_ >= 0) {
            ::close(number_);
            number_ = -1;
        }
    }

private:
    int number_;
};

struct Pipe {
    Descriptor read;
    Descriptor write;
};

bool make_pipe(Pipe& out) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        return false;
    }
    out.read = Descriptor(ends[0]);
    out.write = Descriptor(ends[1]);
    return true;
}

/// The child's ends of its pipes, and the process once started.
class Child {
public:
    ~Child() {
        if (pid_ > 0) {
            ::kill(pid_, SIGKILL);
            wait();
        }
    }

    bool start(const ChildCommand& command) {
        if (!make_pipe(in_) || !make_pipe(out_)) {
            return false;
        }
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawnattr_t attributes;
        posix_spawnattr_init(&attributes);
        const base::ScopeExit cleanup([&] {
            posix_spawn_file_actions_destroy(&actions);
            posix_spawnattr_destroy(&attributes);
        });
        posix_spawn_file_actions_adddup2(&actions, in_.read.number(), STDIN_FILENO);
        posix_spawn_file_actions_adddup2(&actions, out_.write.number(), STDOUT_FILENO);
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
        sigset_t defaults;
        sigemptyset(&defaults);
        sigaddset(&defaults, SIGPIPE);
        posix_spawnattr_setsigdefault(&attributes, &defaults);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
        std::vector<std::string> words{command.program.string()};
        words.insert(words.end(), command.arguments.begin(), command.arguments.end());
        std::vector<char*> argv;
        for (std::string& word : words) {
            argv.push_back(word.data());
        }
        argv.push_back(nullptr);
        std::array<char*, 1> environment{nullptr};
        const int failure = ::posix_spawn(&pid_, words.front().c_str(), &actions, &attributes,
                                          argv.data(), environment.data());
        in_.read.close();
        out_.write.close();
        if (failure != 0) {
            pid_ = -1;
            return false;
        }
        ::fcntl(in_.write.number(), F_SETFL, O_NONBLOCK);
        ::fcntl(out_.read.number(), F_SETFL, O_NONBLOCK);
        return true;
    }

    /// Exit status as of waitpid; call once.
    int wait() {
        int status = 0;
        while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
        }
        pid_ = -1;
        return status;
    }

    Descriptor& input() { return in_.write; }
    Descriptor& output() { return out_.read; }

private:
    Pipe in_;
    Pipe out_;
    pid_t pid_ = -1;
};

/// Writes what the pipe takes; closes it when all is written or nobody reads.
void feed(Descriptor& pipe, std::string_view& left) {
    // A reader that went away must not kill this process; the signal is blocked for the thread of
    // one write.
    const ssize_t written = ::write(pipe.number(), left.data(), left.size());
    if (written > 0) {
        left.remove_prefix(static_cast<std::size_t>(written));
    }
    if (left.empty() || (written < 0 && errno != EAGAIN && errno != EINTR)) {
        pipe.close();
    }
}

/// Blocks SIGPIPE for this thread while it lives, and takes one that came meanwhile.
class NoPipeSignal {
public:
    NoPipeSignal() {
        sigemptyset(&pipe_);
        sigaddset(&pipe_, SIGPIPE);
        ::pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
    }
    ~NoPipeSignal() {
        const timespec now{0, 0};
        while (::sigtimedwait(&pipe_, nullptr, &now) > 0) {
        }
        ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    }
    NoPipeSignal(const NoPipeSignal&) = delete;
    NoPipeSignal& operator=(const NoPipeSignal&) = delete;

private:
    sigset_t pipe_{};
    sigset_t before_{};
};

int milliseconds_left(std::chrono::steady_clock::time_point deadline) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        deadline - std::chrono::steady_clock::now());
    return static_cast<int>(std::max<std::int64_t>(left.count(), 0));
}

/// Moves bytes both ways until the child closes its output.
base::Result<std::string> converse(Child& child, const ChildCommand& command, int wake,
                                   const std::stop_token& stop) {
    const auto deadline = std::chrono::steady_clock::now() + command.wall_max;
    std::string_view input = command.input;
    std::string output;
    if (input.empty()) {
        child.input().close();
    }
    constexpr std::size_t chunk = 64U << 10U;
    while (true) {
        std::array<pollfd, 3> waiting{{{child.output().number(), POLLIN, 0},
                                       {wake, POLLIN, 0},
                                       {child.input().number(), POLLOUT, 0}}};
        const int left = milliseconds_left(deadline);
        if (left == 0) {
            return base::fail(engine_failed("it took too long"));
        }
        if (::poll(waiting.data(), child.input().open() ? 3 : 2, left) < 0 && errno != EINTR) {
            return base::fail(engine_failed(std::strerror(errno)));
        }
        if (stop.stop_requested()) {
            return base::fail(cancelled());
        }
        if (child.input().open() && (waiting[2].revents & (POLLOUT | POLLERR | POLLHUP)) != 0) {
            feed(child.input(), input);
        }
        if ((waiting[0].revents & (POLLIN | POLLHUP | POLLERR)) == 0) {
            continue;
        }
        const std::size_t before = output.size();
        output.resize(before + chunk);
        const ssize_t got = ::read(child.output().number(), output.data() + before, chunk);
        output.resize(before + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
        if (got == 0) {
            return output;
        }
        if (got < 0 && errno != EAGAIN && errno != EINTR) {
            return base::fail(engine_failed(std::strerror(errno)));
        }
        if (output.size() > command.output_bytes_max) {
            return base::fail(engine_failed("it wrote too much"));
        }
    }
}

} // namespace

base::Error cancelled() {
    return base::refuse(base::Fault::unavailable, "speech.cancelled", "Đã dừng đọc theo yêu cầu.",
                        "Speaking was stopped on request.");
}

base::Error engine_failed(std::string_view detail) {
    return base::refuse(
        base::Fault::unavailable, "speech.engine_failed",
        "Chương trình đọc chữ thành tiếng không chạy được. Hãy thử lại; nếu vẫn lỗi, báo kỹ thuật "
        "viên.",
        fmt::format("The speech program failed: {}. Try again; if it fails again, tell a "
                    "technician.",
                    detail));
}

base::Result<std::string> ChildProcess::run(const ChildCommand& command,
                                            const std::stop_token& stop) {
    const Descriptor wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    const NoPipeSignal no_signal;
    Child child;
    if (!wake.open() || !child.start(command)) {
        return base::fail(engine_failed(command.program.string() + " cannot be started"));
    }
    const std::stop_callback on_stop(stop, [&] {
        const std::uint64_t one = 1;
        [[maybe_unused]] const ssize_t told = ::write(wake.number(), &one, sizeof one);
    });
    auto output = converse(child, command, wake.number(), stop);
    if (!output) {
        return output;
    }
    const int status = child.wait();
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        return base::fail(engine_failed(
            WIFEXITED(status) ? fmt::format("it ended with status {}", WEXITSTATUS(status))
                              : fmt::format("it was ended by signal {}", WTERMSIG(status))));
    }
    return output;
}

base::Result<TalkingChild> ChildProcess::start(const ChildCommand& command) {
    return TalkingChild::start(command.program, command.arguments);
}

} // namespace speech
