#pragma once

#include "base/instant.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace fleet {

/// Spans of time, kept all, so that a percentile is exact.
class Spans {
public:
    void add(std::int64_t microseconds) { all_.push_back(microseconds); }
    void clear() { all_.clear(); }
    /// `{"n":…,"p50_us":…,"p99_us":…,"max_us":…}`
    [[nodiscard]] std::string to_json() const;

private:
    std::vector<std::int64_t> all_;
};

/// How one command fared.
struct CommandTally {
    std::int64_t received = 0; ///< devices that stored it
    std::int64_t doubled = 0;  ///< deliveries of what a device had already
    std::int64_t rejected = 0; ///< by whatever rule
    std::int64_t started = 0;
    std::int64_t done = 0;
    base::Instant first_at;
    base::Instant last_at;
};

/// What happened in the whole fleet. Of the loop's thread.
struct Tally {
    std::int64_t devices = 0;
    std::int64_t up = 0;       ///< connected now
    std::int64_t welcomed = 0; ///< accepted by the server now
    std::map<std::string, std::int64_t> counts;
    std::map<std::string, CommandTally> commands; ///< by cid
    Spans connecting;                             ///< from the attempt to CONNACK
    Spans welcoming;                              ///< from the attempt to `accepted`

    void count(const std::string& what) { ++counts[what]; }
    [[nodiscard]] std::string to_json() const;
};

} // namespace fleet
