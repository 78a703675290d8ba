#include "media/sandbox_process.hpp"

#include "base/scope_exit.hpp"
#include "base/try.hpp"
#include "media/descriptor.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

namespace media {

namespace {

using Deadline = std::chrono::steady_clock::time_point;
constexpr std::size_t error_output_bytes_max = 8192;
constexpr auto directory_check_interval = std::chrono::milliseconds(100);

base::Failure unavailable(std::string_view step, std::string_view why) {
    return base::fail(
        base::Fault::unavailable, "media.sandbox_unavailable",
        "Máy chủ không mở được vùng cách ly để xử lý tệp. Hãy báo người quản trị hệ thống.",
        fmt::format("The sandbox could not be set up ({}: {}).", step, why));
}

/// Pipe ends and the like never take the numbers 0 to 3, which the child's own descriptors get.
Descriptor above_standard(int number) {
    const int moved = fcntl(number, F_DUPFD_CLOEXEC, 10);
    close(number);
    return Descriptor(moved);
}

struct Pipe {
    Descriptor read_end;
    Descriptor write_end;
};

bool open_pipe(Pipe& pipe) {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) {
        return false;
    }
    pipe.read_end = above_standard(ends[0]);
    pipe.write_end = above_standard(ends[1]);
    return pipe.read_end && pipe.write_end;
}

/// Standard input as a sealed file in memory: the child can seek in it, and nobody waits for a pipe
/// to be emptied.
Descriptor input_file(std::string_view bytes) {
    const int made = memfd_create("input", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (made < 0) {
        return {};
    }
    Descriptor file = above_standard(made);
    while (!bytes.empty()) {
        const ssize_t written = write(file.get(), bytes.data(), bytes.size());
        if (written <= 0) {
            return {};
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    lseek(file.get(), 0, SEEK_SET);
    fcntl(file.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL);
    return file;
}

void add_order(std::vector<std::string>& words, const SandboxCommand& command) {
    const SandboxLimits& limits = command.limits;
    const auto add = [&](std::string name, std::string value) {
        words.push_back(std::move(name));
        words.push_back(std::move(value));
    };
    add("memory", std::to_string(limits.memory_bytes_max));
    add("cpu", std::to_string(limits.cpu_max.count()));
    add("file", std::to_string(limits.file_bytes_max));
    add("files", std::to_string(limits.open_files_max));
    for (const auto& path : command.readable) {
        add("read", path.string());
    }
    if (command.writable_directory) {
        add("write", command.writable_directory->string());
    }
    add("env", "LANG=C.UTF-8");
    for (const auto& [name, value] : command.environment) {
        add("env", name + "=" + value);
    }
    words.emplace_back("--");
    words.push_back(command.program.string());
    words.insert(words.end(), command.arguments.begin(), command.arguments.end());
}

std::uint64_t bytes_in(const std::filesystem::path& directory) {
    std::uint64_t sum = 0;
    std::error_code error;
    for (std::filesystem::directory_iterator entry(directory, error), end; !error && entry != end;
         entry.increment(error)) {
        std::error_code gone;
        const auto size = entry->file_size(gone);
        sum += gone ? 0 : size;
    }
    return sum;
}

/// The child while it runs: its process and our ends of its pipes. Its destructor ends it.
class Child {
public:
    explicit Child(const SandboxCommand& command) : command_(command) {}
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    ~Child() {
        if (process_) {
            end_now();
            wait();
        }
    }

    base::Result<void> start(const std::filesystem::path& launcher);
    base::Result<SandboxOutcome> follow(std::stop_token stop);

private:
    base::Result<void> spawn(const std::filesystem::path& launcher, Pipe& output, Pipe& error,
                             Pipe& report);
    base::Result<void> read_report();
    void pump(int wake, Deadline deadline);
    void take_output();
    void take_error();
    void check_directory();
    void interrupt(SandboxEnd why) {
        if (!interrupted_) {
            interrupted_ = why;
            end_now();
        }
    }
    void end_now() const { syscall(SYS_pidfd_send_signal, process_.get(), SIGKILL, nullptr, 0); }
    void wait();

    const SandboxCommand& command_;
    Descriptor process_;
    Descriptor output_;
    Descriptor error_;
    Descriptor report_;
    std::uint64_t output_bytes_ = 0;
    std::optional<SandboxEnd> interrupted_;
    SandboxOutcome outcome_;
};

base::Result<void> Child::spawn(const std::filesystem::path& launcher, Pipe& output, Pipe& error,
                                Pipe& report) {
    const Descriptor input = command_.input_descriptor >= 0
                                 ? Descriptor(fcntl(command_.input_descriptor, F_DUPFD_CLOEXEC, 10))
                                 : input_file(command_.input);
    if (!input) {
        return unavailable("input", std::strerror(errno));
    }
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    const base::ScopeExit release([&] {
        posix_spawn_file_actions_destroy(&actions);
        posix_spawnattr_destroy(&attributes);
    });
    posix_spawn_file_actions_adddup2(&actions, input.get(), 0);
    posix_spawn_file_actions_adddup2(&actions, output.write_end.get(), 1);
    posix_spawn_file_actions_adddup2(&actions, error.write_end.get(), 2);
    posix_spawn_file_actions_adddup2(&actions, report.write_end.get(), 3);
    posix_spawn_file_actions_addclosefrom_np(&actions, 4);
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
                                              POSIX_SPAWN_SETSIGDEF);
    std::vector<std::string> words{launcher.string()};
    add_order(words, command_);
    std::vector<char*> arguments;
    for (const std::string& word : words) {
        arguments.push_back(const_cast<char*>(word.c_str()));
    }
    arguments.push_back(nullptr);
    std::array<char*, 1> no_environment{nullptr};
    pid_t pid = 0;
    const int failed = posix_spawn(&pid, launcher.c_str(), &actions, &attributes, arguments.data(),
                                   no_environment.data());
    if (failed != 0) {
        return unavailable("launcher", std::strerror(failed));
    }
    process_ = Descriptor(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
    if (!process_) {
        kill(pid, SIGKILL);
        waitpid(pid, nullptr, 0);
        return unavailable("pidfd", "kernel too old");
    }
    return {};
}

base::Result<void> Child::start(const std::filesystem::path& launcher) {
    Pipe output;
    Pipe error;
    Pipe report;
    if (!open_pipe(output) || !open_pipe(error) || !open_pipe(report)) {
        return unavailable("pipe", std::strerror(errno));
    }
    TRY(spawn(launcher, output, error, report));
    output_ = std::move(output.read_end);
    error_ = std::move(error.read_end);
    report_ = std::move(report.read_end);
    fcntl(output_.get(), F_SETFL, O_NONBLOCK);
    fcntl(error_.get(), F_SETFL, O_NONBLOCK);
    // Our copies of the child's ends close here, so that its end is seen as the end of the pipes.
    return {};
}

/// The launcher writes one short line and closes the pipe when the program starts, so this wait is
/// short.
base::Result<void> Child::read_report() {
    std::string line;
    std::array<char, 256> part{};
    while (true) {
        const ssize_t got = read(report_.get(), part.data(), part.size());
        if (got > 0) {
            line.append(part.data(), static_cast<std::size_t>(got));
        } else if (got == 0 || errno != EINTR) {
            break;
        }
    }
    int network = 0;
    if (std::sscanf(line.c_str(), "ok %d %d", &network, &outcome_.protection.landlock_version) !=
            2 ||
        line.find("failed") != std::string::npos) {
        return unavailable("launcher", line);
    }
    outcome_.protection.network_namespace = network == 1;
    return {};
}

void Child::take_output() {
    std::array<char, 65536> part;
    const ssize_t got = read(output_.get(), part.data(), part.size());
    if (got == 0) {
        output_.reset();
    }
    if (got <= 0 || interrupted_) {
        return;
    }
    output_bytes_ += static_cast<std::uint64_t>(got);
    if (output_bytes_ > command_.limits.output_bytes_max) {
        interrupt(SandboxEnd::output_too_large);
        return;
    }
    const std::string_view bytes(part.data(), static_cast<std::size_t>(got));
    if (!command_.on_output) {
        outcome_.output.append(bytes);
    } else if (!command_.on_output(bytes)) {
        interrupt(SandboxEnd::stopped);
    }
}

void Child::take_error() {
    std::array<char, 4096> part;
    const ssize_t got = read(error_.get(), part.data(), part.size());
    if (got == 0) {
        error_.reset();
    }
    if (got <= 0) {
        return;
    }
    std::string& kept = outcome_.error_output;
    kept.append(part.data(), static_cast<std::size_t>(got));
    if (kept.size() > error_output_bytes_max) {
        kept.erase(0, kept.size() - error_output_bytes_max);
    }
}

void Child::check_directory() {
    if (command_.writable_directory &&
        bytes_in(*command_.writable_directory) > command_.limits.file_bytes_max) {
        interrupt(SandboxEnd::output_too_large);
    }
}

void Child::pump(int wake, Deadline deadline) {
    bool alive = true;
    while (alive || output_ || error_) {
        const auto now = std::chrono::steady_clock::now();
        if (now >= deadline) {
            interrupt(SandboxEnd::out_of_time);
        }
        auto pause = std::chrono::milliseconds(1000);
        if (!interrupted_) {
            pause = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - now) +
                    std::chrono::milliseconds(1);
            if (command_.writable_directory) {
                pause = std::min(pause, directory_check_interval);
            }
        }
        std::array<pollfd, 4> watched{
            {{.fd = output_.get(), .events = POLLIN, .revents = 0},
             {.fd = error_.get(), .events = POLLIN, .revents = 0},
             {.fd = alive ? process_.get() : -1, .events = POLLIN, .revents = 0},
             {.fd = interrupted_ ? -1 : wake, .events = POLLIN, .revents = 0}}};
        poll(watched.data(), watched.size(),
             static_cast<int>(std::min<std::int64_t>(pause.count(), 60'000)));
        if (watched[0].revents != 0) {
            take_output();
        }
        if (watched[1].revents != 0) {
            take_error();
        }
        if (watched[3].revents != 0) {
            interrupt(SandboxEnd::cancelled);
        }
        check_directory();
        alive = alive && watched[2].revents == 0;
    }
}

void Child::wait() {
    siginfo_t status{};
    rusage used{};
    while (syscall(SYS_waitid, P_PIDFD, process_.get(), &status, WEXITED, &used) != 0 &&
           errno == EINTR) {
    }
    process_.reset();
    const auto micros = (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1'000'000 +
                        used.ru_utime.tv_usec + used.ru_stime.tv_usec;
    outcome_.cpu = std::chrono::milliseconds(micros / 1000);
    if (status.si_code == CLD_EXITED) {
        outcome_.end = SandboxEnd::exited;
        outcome_.exit_code = status.si_status;
        return;
    }
    outcome_.signal = status.si_status;
    outcome_.end = status.si_status == SIGXCPU   ? SandboxEnd::out_of_cpu
                   : status.si_status == SIGXFSZ ? SandboxEnd::output_too_large
                                                 : SandboxEnd::crashed;
}

base::Result<SandboxOutcome> Child::follow(std::stop_token stop) {
    const Descriptor wake = above_standard(eventfd(0, EFD_CLOEXEC));
    const std::stop_callback on_stop(stop, [&] { eventfd_write(wake.get(), 1); });
    const Deadline deadline = std::chrono::steady_clock::now() + command_.limits.wall_max;
    TRY(read_report());
    pump(wake.get(), deadline);
    check_directory();
    wait();
    outcome_.end = interrupted_.value_or(outcome_.end);
    return std::move(outcome_);
}

} // namespace

base::Result<SandboxOutcome> ProcessSandbox::run(const SandboxCommand& command,
                                                 std::stop_token stop) {
    Child child(command);
    TRY(child.start(launcher_));
    return child.follow(std::move(stop));
}

std::vector<std::string> confined_words(const SandboxCommand& command) {
    std::vector<std::string> words{"stays", "yes"};
    add_order(words, command);
    return words;
}

base::Result<std::filesystem::path> find_own_program(std::string_view name) {
    std::error_code error;
    std::vector<std::filesystem::path> places;
    if (const char* given = std::getenv("NGUON_LIBEXEC"); given != nullptr) {
        places.emplace_back(given);
    }
    const auto self = std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
    places.push_back(self);
    places.push_back(self / "../libexec/nguon");
    places.push_back(self / "../../libexec/nguon");
    for (const auto& place : places) {
        const auto program = std::filesystem::weakly_canonical(place / name, error);
        if (!error && access(program.c_str(), X_OK) == 0) {
            return program;
        }
    }
    return base::fail(
        base::Fault::unavailable, "media.program_missing",
        fmt::format("Thiếu chương trình {} trên máy chủ. Hãy báo người quản trị cài lại.", name),
        fmt::format("The program {} is not installed.", name));
}

base::Result<std::filesystem::path> find_system_program(std::string_view name) {
    for (const std::filesystem::path place : {"/usr/bin", "/usr/local/bin"}) {
        if (access((place / name).c_str(), X_OK) == 0) {
            return place / name;
        }
    }
    return base::fail(
        base::Fault::unavailable, "media.program_missing",
        fmt::format("Thiếu chương trình {} trên máy chủ. Hãy báo người quản trị cài đặt.", name),
        fmt::format("The program {} is not installed.", name));
}

} // namespace media
