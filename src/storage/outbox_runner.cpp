#include "storage/outbox_runner.hpp"

#include <spdlog/spdlog.h>

namespace storage {

namespace {

/// How long a stop may have to wait for the thread that listens.
constexpr std::chrono::milliseconds listen_max{250};
constexpr std::chrono::hours trim_every{1};

} // namespace

void OutboxRunner::Bell::ring() {
    {
        const std::lock_guard lock(mutex_);
        ++rung_;
    }
    changed_.notify_all();
}

void OutboxRunner::Bell::wait(std::uint64_t& seen, std::chrono::milliseconds longest,
                              const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, stop, longest, [&] { return rung_ != seen; });
    seen = rung_;
}

OutboxRunner::OutboxRunner(Database& database, Sequencer& sequencer,
                           std::vector<OutboxConsumer*> consumers, std::chrono::milliseconds poll)
    : database_(database), sequencer_(sequencer), poll_(poll) {
    database_.on_outbox([this] { appended_.ring(); });
    threads_.emplace_back([this](const std::stop_token& stop) { run_sequencer(stop); });
    for (OutboxConsumer* consumer : consumers) {
        threads_.emplace_back(
            [this, consumer](const std::stop_token& stop) { run_consumer(stop, *consumer); });
    }
    if (database_.dialect() == "postgres") {
        threads_.emplace_back([this](const std::stop_token& stop) { listen_to_peers(stop); });
    }
}

OutboxRunner::~OutboxRunner() {
    for (std::jthread& thread : threads_) {
        thread.request_stop();
    }
    threads_.clear();
    database_.on_outbox({});
}

void OutboxRunner::tell_peers_about(Sequencer::Outcome outcome) {
    if (outcome == Sequencer::Outcome::idle) {
        return;
    }
    const auto now = std::chrono::steady_clock::now();
    const bool held = outcome == Sequencer::Outcome::held_by_peer;
    if (held && peer_told_ && now - *peer_told_ < poll_) {
        return;
    }
    peer_told_ = held ? std::optional(now) : std::nullopt;
    // One message per batch and server, outside every transaction that others wait for.
    database_.tell_peers();
}

void OutboxRunner::run_sequencer(const std::stop_token& stop) {
    std::uint64_t seen = 0;
    auto trim_at = std::chrono::steady_clock::now() + trim_every;
    while (!stop.stop_requested()) {
        if (std::chrono::steady_clock::now() >= trim_at) {
            static_cast<void>(sequencer_.trim()); // a failure was logged; the next hour tries again
            trim_at += trim_every;
        }
        const auto outcome = sequencer_.run_once();
        if (outcome) {
            tell_peers_about(*outcome);
        }
        if (outcome && *outcome == Sequencer::Outcome::numbered) {
            numbered_.ring();
            continue;
        }
        appended_.wait(seen, poll_, stop);
    }
}

void OutboxRunner::run_consumer(const std::stop_token& stop, OutboxConsumer& consumer) {
    std::uint64_t seen = 0;
    while (!stop.stop_requested()) {
        const auto done = consumer.run_once();
        if (done && *done > 0) {
            continue;
        }
        numbered_.wait(seen, poll_, stop);
    }
}

void OutboxRunner::listen_to_peers(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        if (database_.await_peers(listen_max)) {
            appended_.ring();
            numbered_.ring();
        }
    }
}

} // namespace storage
