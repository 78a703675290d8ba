#pragma once

#include "media/sandbox_process.hpp"
#include "speech/child_runner.hpp"

namespace app {

/// Speech programs in the sandbox of the media programs: no network, no other programs, limited
/// memory, time and files. They read what officers typed, and models of strangers.
class ConfinedChildren final : public speech::ChildRunner {
public:
    /// `launcher` is `nguon-sandbox`.
    explicit ConfinedChildren(std::filesystem::path launcher)
        : launcher_(std::move(launcher)), sandbox_(launcher_) {}
    [[nodiscard]] base::Result<std::string> run(const speech::ChildCommand& command,
                                                const std::stop_token& stop) override;
    [[nodiscard]] base::Result<speech::TalkingChild>
    start(const speech::ChildCommand& command) override;

private:
    std::filesystem::path launcher_;
    media::ProcessSandbox sandbox_;
};

} // namespace app
