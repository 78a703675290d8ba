#pragma once

#include "http/server.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>

namespace http {

/// What the connections of one server share. Safe to use from any thread.
class ServerState {
public:
    ServerState(const ServerOptions& options, Pipeline& pipeline, async::WorkerPool& workers,
                EventChannels& events);

    const ServerOptions& options;
    Pipeline& pipeline;
    async::WorkerPool& workers;
    EventChannels& events;
    std::atomic<bool> stopping = false;

    [[nodiscard]] std::string next_request_id();
    /// True when that many more bytes of bodies may be held.
    [[nodiscard]] bool take_body_bytes(std::size_t bytes);
    void give_body_bytes(std::size_t bytes) { body_bytes_ -= bytes; }

    void task_started();
    void task_ended();
    /// Blocks until no task of a connection is with the workers.
    void wait_for_tasks();

private:
    std::string id_prefix_;
    std::atomic<std::uint32_t> requests_ = 0;
    std::atomic<std::size_t> body_bytes_ = 0;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::size_t tasks_ = 0;
};

} // namespace http
