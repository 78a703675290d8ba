#include "player/sound_input.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace player {

namespace {

constexpr int wait_ms = 3'000;

std::vector<std::string> words_of(const std::string& line) {
    std::vector<std::string> words;
    std::size_t begin = 0;
    while ((begin = line.find_first_not_of(' ', begin)) != std::string::npos) {
        const std::size_t end = line.find(' ', begin);
        words.push_back(line.substr(begin, end == std::string::npos ? end : end - begin));
        begin = end;
        if (end == std::string::npos) {
            break;
        }
    }
    return words;
}

/// A program of the board whose standard output is the sound.
class CommandInput final : public SoundInput {
public:
    explicit CommandInput(std::string line) : line_(std::move(line)) {}
    ~CommandInput() override { end(); }

    base::Result<void> open() override {
        end();
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
            return input_failure(line_, std::strerror(errno));
        }
        output_ = ends[0];
        const int error = start(ends[1]);
        ::close(ends[1]);
        if (error != 0) {
            end();
            return input_failure(line_, std::strerror(error));
        }
        return {};
    }

    base::Result<void> read(std::span<std::int16_t> frames) override {
        auto bytes = std::as_writable_bytes(frames);
        while (!bytes.empty()) {
            pollfd ready{output_, POLLIN, 0};
            if (::poll(&ready, 1, wait_ms) <= 0) {
                return input_failure(line_, "nothing comes");
            }
            const ssize_t count = ::read(output_, bytes.data(), bytes.size());
            if (count < 0 && errno == EINTR) {
                continue;
            }
            if (count <= 0) {
                return input_failure(line_, "the program has ended");
            }
            bytes = bytes.subspan(static_cast<std::size_t>(count));
        }
        return {};
    }

    void close() override { end(); }

private:
    /// 0, or why it could not be started.
    int start(int output) {
        std::vector<std::string> words = words_of(line_);
        std::vector<char*> arguments;
        for (std::string& word : words) {
            arguments.push_back(word.data());
        }
        arguments.push_back(nullptr);
        // The program must not inherit that this one's threads do not hear signals.
        sigset_t none;
        sigemptyset(&none);
        posix_spawnattr_t attributes;
        posix_spawnattr_init(&attributes);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
        posix_spawnattr_setsigmask(&attributes, &none);
        posix_spawn_file_actions_t files;
        posix_spawn_file_actions_init(&files);
        posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
        const int error = ::posix_spawnp(&child_, arguments.front(), &files, &attributes,
                                         arguments.data(), ::environ);
        posix_spawn_file_actions_destroy(&files);
        posix_spawnattr_destroy(&attributes);
        if (error != 0) {
            child_ = 0;
        }
        return error;
    }

    void end() {
        if (child_ > 0) {
            ::kill(child_, SIGKILL);
            ::waitpid(std::exchange(child_, 0), nullptr, 0);
        }
        if (output_ >= 0) {
            ::close(std::exchange(output_, -1));
        }
    }

    const std::string line_;
    pid_t child_ = 0;
    int output_ = -1;
};

} // namespace

std::unique_ptr<SoundInput> make_command_input(const std::string& command_line) {
    return std::make_unique<CommandInput>(command_line);
}

} // namespace player
