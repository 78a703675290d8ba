#pragma once

#include "base/result.hpp"

#include <chrono>
#include <filesystem>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace speech {

/// A child that stays and answers over its pipes. Not thread-safe. Gone, with its process, when
/// this is destroyed.
class TalkingChild {
public:
    /// `speech.engine_failed` when it cannot be started.
    [[nodiscard]] static base::Result<TalkingChild>
    start(const std::filesystem::path& program, const std::vector<std::string>& arguments);
    TalkingChild(TalkingChild&& other) noexcept;
    TalkingChild& operator=(TalkingChild&& other) noexcept;
    ~TalkingChild();

    /// Both fail with `speech.engine_failed` when the child is gone or the time is over, and with
    /// `speech.cancelled`; after any failure the child is of no more use.
    [[nodiscard]] base::Result<void> send(std::string_view bytes, std::chrono::milliseconds longest,
                                          const std::stop_token& stop);
    [[nodiscard]] base::Result<void>
    receive(std::span<char> bytes, std::chrono::milliseconds longest, const std::stop_token& stop);

private:
    TalkingChild() = default;
    void end();

    pid_t pid_ = -1;
    int socket_ = -1;
};

} // namespace speech
