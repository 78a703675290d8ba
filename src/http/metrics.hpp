#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace http {

/// Label names and values in the order in which they are shown.
using Labels = std::vector<std::pair<std::string, std::string>>;

class Counter {
public:
    void add(std::uint64_t amount = 1) { value_.fetch_add(amount, std::memory_order_relaxed); }
    [[nodiscard]] std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> value_ = 0;
};

class Gauge {
public:
    void set(std::int64_t value) { value_.store(value, std::memory_order_relaxed); }
    void add(std::int64_t amount) { value_.fetch_add(amount, std::memory_order_relaxed); }
    [[nodiscard]] std::int64_t value() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::int64_t> value_ = 0;
};

/// Counts in buckets of upper bounds, in seconds.
class Histogram {
public:
    explicit Histogram(std::vector<double> bounds);
    void observe(double seconds);
    [[nodiscard]] const std::vector<double>& bounds() const { return bounds_; }
    /// Number of observations at most as large as each bound, then all.
    [[nodiscard]] std::vector<std::uint64_t> cumulative() const;
    [[nodiscard]] double sum() const;

private:
    std::vector<double> bounds_;
    std::vector<std::atomic<std::uint64_t>> counts_;
    std::atomic<std::uint64_t> sum_microseconds_ = 0;
};

/// The measurements of this process in Prometheus' text format 0.0.4. References stay valid as long
/// as the registry. ENSUREs names and label names; values may be any text, but few: never ids or
/// names of people. Safe to call from any thread.
class Metrics {
public:
    Metrics();
    ~Metrics();
    Counter& counter(const std::string& name, const std::string& help, const Labels& labels = {});
    Gauge& gauge(const std::string& name, const std::string& help, const Labels& labels = {});
    Histogram& histogram(const std::string& name, const std::string& help,
                         const Labels& labels = {});
    /// A gauge whose value is asked for when it is read.
    void observe(const std::string& name, const std::string& help, std::function<double()> value);
    [[nodiscard]] std::string text() const;

private:
    struct Family;
    Family& family(const std::string& name, const std::string& help, const char* kind);

    mutable std::mutex mutex_;
    std::map<std::string, std::unique_ptr<Family>> families_;
};

} // namespace http
