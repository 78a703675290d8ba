#include "app/confined_children.hpp"

#include "speech/child_process.hpp"

#include <fmt/format.h>

namespace app {

namespace {

media::SandboxCommand confined(const speech::ChildCommand& command) {
    media::SandboxCommand out;
    out.program = command.program;
    out.arguments = command.arguments;
    out.readable = command.readable;
    out.input = command.input;
    out.limits = {.memory_bytes_max = command.memory_bytes_max,
                  .cpu_max = std::chrono::ceil<std::chrono::seconds>(command.wall_max),
                  .wall_max = command.wall_max,
                  .output_bytes_max = command.output_bytes_max};
    return out;
}

std::string why_ended(const media::SandboxOutcome& outcome) {
    switch (outcome.end) {
    case media::SandboxEnd::exited:
        return fmt::format("it ended with status {}", outcome.exit_code);
    case media::SandboxEnd::crashed:
        return fmt::format("it was ended by signal {}", outcome.signal);
    case media::SandboxEnd::out_of_cpu:
    case media::SandboxEnd::out_of_time:
        return "it took too long";
    case media::SandboxEnd::output_too_large:
        return "it wrote too much";
    case media::SandboxEnd::stopped:
    case media::SandboxEnd::cancelled:
        break;
    }
    return "it was stopped";
}

} // namespace

base::Result<std::string> ConfinedChildren::run(const speech::ChildCommand& command,
                                                const std::stop_token& stop) {
    auto outcome = sandbox_.run(confined(command), stop);
    if (!outcome) {
        return base::fail(std::move(outcome).error());
    }
    if (outcome->end == media::SandboxEnd::cancelled) {
        return base::fail(speech::cancelled());
    }
    if (!outcome->ok()) {
        return base::fail(speech::engine_failed(why_ended(*outcome)));
    }
    return std::move(outcome->output);
}

base::Result<speech::TalkingChild> ConfinedChildren::start(const speech::ChildCommand& command) {
    media::SandboxCommand order = confined(command);
    // It lives as long as the server; each sentence has its own time, watched by the engine.
    order.limits.cpu_max = std::chrono::seconds{0};
    return speech::TalkingChild::start(launcher_, media::confined_words(order));
}

} // namespace app
