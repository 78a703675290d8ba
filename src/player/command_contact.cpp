#include "player/command_contact.hpp"

#include <array>
#include <chrono>
#include <csignal>
#include <optional>
#include <spawn.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace player {

namespace {

using Steady = std::chrono::steady_clock;

constexpr auto patience = std::chrono::seconds(2);
constexpr auto look_every = std::chrono::milliseconds(5);

/// The exit status, or nothing when the program does not end in time; then it is killed.
std::optional<int> wait_for(pid_t child) {
    int status = 0;
    for (const auto until = Steady::now() + patience; Steady::now() < until;) {
        if (::waitpid(child, &status, WNOHANG) == child) {
            return status;
        }
        std::this_thread::sleep_for(look_every);
    }
    ::kill(child, SIGKILL);
    ::waitpid(child, &status, 0);
    return std::nullopt;
}

class CommandContact final : public ContactLine {
public:
    explicit CommandContact(std::string program) : program_(std::move(program)) {}

    base::Result<void> set(bool closed) override {
        std::string word = closed ? "on" : "off";
        const std::array<char*, 3> arguments{program_.data(), word.data(), nullptr};
        // The program must not inherit that this one's threads do not hear signals.
        sigset_t none;
        sigemptyset(&none);
        posix_spawnattr_t attributes;
        posix_spawnattr_init(&attributes);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
        posix_spawnattr_setsigmask(&attributes, &none);
        pid_t child = 0;
        const int error = ::posix_spawn(&child, program_.c_str(), nullptr, &attributes,
                                        arguments.data(), ::environ);
        posix_spawnattr_destroy(&attributes);
        const std::optional<int> status = error == 0 ? wait_for(child) : std::nullopt;
        if (status && WIFEXITED(*status) && WEXITSTATUS(*status) == 0) {
            return {};
        }
        return base::fail(base::Fault::unavailable, "player.contact",
                          "Chương trình điều khiển tiếp điểm không báo xong: " + program_ + " " +
                              word + ".",
                          "The contact's program did not succeed: " + program_ + " " + word + ".");
    }

private:
    std::string program_;
};

} // namespace

base::Result<std::unique_ptr<ContactLine>> open_command_contact(const ContactSettings& settings) {
    return std::make_unique<CommandContact>(settings.path);
}

} // namespace player
