#pragma once

#include "base/result.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace mqtt {

/// A program of our own that may not outlive us: in its own process group, so that a signal from
/// the terminal goes to us alone, and killed by the kernel when the thread that started it ends.
/// Start it from a thread that lives as long as the child is wanted. Its output arrives in a pipe.
/// Movable; the destructor kills and reaps.
class ChildProcess {
public:
    [[nodiscard]] static base::Result<ChildProcess>
    start(const std::filesystem::path& program, const std::vector<std::string>& arguments);
    ~ChildProcess();
    ChildProcess(ChildProcess&& other) noexcept;
    ChildProcess& operator=(ChildProcess&& other) noexcept;
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    [[nodiscard]] pid_t process_id() const { return pid_; }
    /// Readable when the child has ended.
    [[nodiscard]] int ended_descriptor() const { return ended_; }
    /// What it writes; non-blocking.
    [[nodiscard]] int output_descriptor() const { return output_; }
    void signal(int number) const;
    /// Reaps it when it has ended: "exit 1", "signal 9".
    [[nodiscard]] std::optional<std::string> try_reap();

private:
    ChildProcess(pid_t pid, int ended, int output) : pid_(pid), ended_(ended), output_(output) {}
    void release() noexcept;

    pid_t pid_ = -1;
    int ended_ = -1;
    int output_ = -1;
};

} // namespace mqtt
