#pragma once

#include "speech/child_runner.hpp"

namespace speech {

/// Starts the program directly, with an empty environment and no descriptors but the standard
/// three.
class ChildProcess final : public ChildRunner {
public:
    [[nodiscard]] base::Result<std::string> run(const ChildCommand& command,
                                                const std::stop_token& stop) override;
    [[nodiscard]] base::Result<TalkingChild> start(const ChildCommand& command) override;
};

/// The refusal that every engine gives when the caller no longer wants the sound.
[[nodiscard]] base::Error cancelled();
/// The failure of a speech program; `detail` is for the log and the English message.
[[nodiscard]] base::Error engine_failed(std::string_view detail);

} // namespace speech
