#pragma once

#include "storage/outbox_consumer.hpp"
#include "storage/sequencer.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace storage {

/// Runs the sequencer and the consumers, each on a thread of its own: at once when this process has
/// committed outbox entries, when another server says so, and every `poll` in any case (a hint may
/// be lost, a parked entry may be due). Trims the outbox once an hour.
class OutboxRunner {
public:
    /// Sets the database's outbox hint. All references must outlive this.
    OutboxRunner(Database& database, Sequencer& sequencer, std::vector<OutboxConsumer*> consumers,
                 std::chrono::milliseconds poll = std::chrono::milliseconds{1'000});
    /// Waits for the batch at hand of each consumer.
    ~OutboxRunner();
    OutboxRunner(const OutboxRunner&) = delete;
    OutboxRunner& operator=(const OutboxRunner&) = delete;

private:
    /// Counts occasions; each thread remembers which it has seen.
    class Bell {
    public:
        void ring();
        /// Waits for an occasion newer than `seen`, for a stop, or until the time is over.
        void wait(std::uint64_t& seen, std::chrono::milliseconds longest,
                  const std::stop_token& stop);

    private:
        std::mutex mutex_; ///< guards rung_
        std::condition_variable_any changed_;
        std::uint64_t rung_ = 0;
    };

    void run_sequencer(const std::stop_token& stop);
    void tell_peers_about(Sequencer::Outcome outcome);
    void run_consumer(const std::stop_token& stop, OutboxConsumer& consumer);
    void listen_to_peers(const std::stop_token& stop);

    Database& database_;
    Sequencer& sequencer_;
    const std::chrono::milliseconds poll_;
    /// Since when another server was seen to number; so that it is told once per `poll`, not in a
    /// loop through our own message. Of the sequencer's thread.
    std::optional<std::chrono::steady_clock::time_point> peer_told_;
    Bell appended_;
    Bell numbered_;
    std::vector<std::jthread> threads_; ///< last: stopped and joined first
};

} // namespace storage
