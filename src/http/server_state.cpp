#include "http/server_state.hpp"

#include "base/random.hpp"

#include <fmt/format.h>

#include <array>

namespace http {

ServerState::ServerState(const ServerOptions& server_options, Pipeline& server_pipeline,
                         async::WorkerPool& server_workers, EventChannels& server_events)
    : options(server_options), pipeline(server_pipeline), workers(server_workers),
      events(server_events) {
    std::array<std::byte, 4> bytes{};
    base::SystemRandom{}.fill(bytes);
    for (const std::byte byte : bytes) {
        id_prefix_ += fmt::format("{:02x}", std::to_integer<unsigned>(byte));
    }
}

std::string ServerState::next_request_id() {
    return fmt::format("{}{:08x}", id_prefix_, requests_.fetch_add(1));
}

bool ServerState::take_body_bytes(std::size_t bytes) {
    if (body_bytes_.fetch_add(bytes) + bytes <= options.limits.bodies_bytes_max) {
        return true;
    }
    body_bytes_ -= bytes;
    return false;
}

void ServerState::task_started() {
    const std::lock_guard lock(mutex_);
    ++tasks_;
}

void ServerState::task_ended() {
    const std::lock_guard lock(mutex_);
    --tasks_;
    changed_.notify_all();
}

void ServerState::wait_for_tasks() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return tasks_ == 0; });
}

} // namespace http
