#pragma once

#include "base/clock.hpp"
#include "base/random.hpp"
#include "simulation/fact.hpp"

#include <functional>
#include <map>
#include <queue>
#include <random>
#include <vector>

namespace simulation {

/// Time, chance and what is to happen next. Everything is decided by the seed. One thread.
class World final : public base::Clock, public base::Random {
public:
    World(std::uint64_t seed, base::Instant start) : now_(start), engine_(seed) {}

    [[nodiscard]] base::Instant now() const override { return now_; }
    void fill(std::span<std::byte> out) override {
        for (std::byte& byte : out) {
            byte = static_cast<std::byte>(engine_() & 0xFFU);
        }
    }
    [[nodiscard]] std::uint64_t number() { return engine_(); }
    /// From `low` to `high`, both included.
    [[nodiscard]] std::int64_t between(std::int64_t low, std::int64_t high) {
        return low +
               static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(high - low + 1));
    }
    /// One in `of` times.
    [[nodiscard]] bool one_in(std::int64_t of) { return between(1, of) == 1; }

    void after(base::Millis span, std::function<void()> act) { at(now_ + span, std::move(act)); }
    void at(base::Instant when, std::function<void()> act) {
        events_.push({std::max(when, now_), next_++, std::move(act)});
    }
    /// Does what is next. False when nothing is to happen before `until`; the clock stands there.
    bool step(base::Instant until) {
        if (events_.empty() || events_.top().at > until) {
            now_ = until;
            return false;
        }
        Event event = events_.top();
        events_.pop();
        now_ = event.at;
        event.act();
        return true;
    }

    /// Notes that something worth having tried did happen.
    void sometimes(const std::string& what) { ++seen_[what]; }
    [[nodiscard]] const std::map<std::string, std::int64_t>& seen() const { return seen_; }

    std::function<void(const Fact&)> tell = [](const Fact&) {};

private:
    struct Event {
        base::Instant at;
        std::uint64_t order = 0;
        std::function<void()> act;
        friend bool operator<(const Event& a, const Event& b) {
            return a.at != b.at ? a.at > b.at : a.order > b.order; // the queue gives the largest
        }
    };
    base::Instant now_;
    std::mt19937_64 engine_;
    std::uint64_t next_ = 0;
    std::priority_queue<Event> events_;
    std::map<std::string, std::int64_t> seen_;
};

} // namespace simulation
