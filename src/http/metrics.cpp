#include "http/metrics.hpp"

#include "base/ensure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace http {

namespace {

/// Bounds for durations of requests: from a memory read to the time limit of a route.
const std::vector<double> duration_bounds{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                          0.25,  0.5,    1,     2.5,  5,     10,   30};

bool is_name(const std::string& name) {
    return !name.empty() && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
}

std::string escape(const std::string& value) {
    std::string text;
    for (const char c : value) {
        if (c == '\\' || c == '"') {
            text += '\\';
        }
        text += c == '\n' ? std::string("\\n") : std::string(1, c);
    }
    return text;
}

std::string label_text(const Labels& labels) {
    std::string text;
    for (const auto& [name, value] : labels) {
        ENSURE(is_name(name));
        text += fmt::format("{}{}=\"{}\"", text.empty() ? "" : ",", name, escape(value));
    }
    return text;
}

std::string braced(const std::string& labels) {
    return labels.empty() ? std::string{} : '{' + labels + '}';
}

void write_histogram(std::string& out, const std::string& name, const std::string& labels,
                     const Histogram& histogram) {
    const auto counts = histogram.cumulative();
    const std::string separator = labels.empty() ? "" : ",";
    for (std::size_t i = 0; i < histogram.bounds().size(); ++i) {
        fmt::format_to(std::back_inserter(out), "{}_bucket{{{}{}le=\"{}\"}} {}\n", name, labels,
                       separator, histogram.bounds()[i], counts[i]);
    }
    fmt::format_to(std::back_inserter(out), "{}_bucket{{{}{}le=\"+Inf\"}} {}\n", name, labels,
                   separator, counts.back());
    fmt::format_to(std::back_inserter(out), "{}_sum{} {}\n{}_count{} {}\n", name, braced(labels),
                   histogram.sum(), name, braced(labels), counts.back());
}

} // namespace

Histogram::Histogram(std::vector<double> bounds)
    : bounds_(std::move(bounds)), counts_(bounds_.size() + 1) {
    ENSURE(std::ranges::is_sorted(bounds_));
}

void Histogram::observe(double seconds) {
    const auto bucket = std::ranges::lower_bound(bounds_, seconds) - bounds_.begin();
    counts_[static_cast<std::size_t>(bucket)].fetch_add(1, std::memory_order_relaxed);
    sum_microseconds_.fetch_add(static_cast<std::uint64_t>(std::max(0.0, seconds) * 1e6),
                                std::memory_order_relaxed);
}

std::vector<std::uint64_t> Histogram::cumulative() const {
    std::vector<std::uint64_t> counts;
    std::uint64_t sum = 0;
    for (const auto& count : counts_) {
        sum += count.load(std::memory_order_relaxed);
        counts.push_back(sum);
    }
    return counts;
}

double Histogram::sum() const {
    return static_cast<double>(sum_microseconds_.load(std::memory_order_relaxed)) / 1e6;
}

struct Metrics::Family {
    std::string help;
    std::string kind;
    std::map<std::string, std::unique_ptr<Counter>> counters;
    std::map<std::string, std::unique_ptr<Gauge>> gauges;
    std::map<std::string, std::unique_ptr<Histogram>> histograms;
    std::function<double()> observed;
};

Metrics::Metrics() = default;
Metrics::~Metrics() = default;

Metrics::Family& Metrics::family(const std::string& name, const std::string& help,
                                 const char* kind) {
    ENSURE(is_name(name));
    auto& family = families_[name];
    if (family == nullptr) {
        family = std::make_unique<Family>();
        family->help = help;
        family->kind = kind;
    }
    ENSURE(family->kind == kind);
    return *family;
}

Counter& Metrics::counter(const std::string& name, const std::string& help, const Labels& labels) {
    const std::lock_guard lock(mutex_);
    auto& found = family(name, help, "counter").counters[label_text(labels)];
    if (found == nullptr) {
        found = std::make_unique<Counter>();
    }
    return *found;
}

Gauge& Metrics::gauge(const std::string& name, const std::string& help, const Labels& labels) {
    const std::lock_guard lock(mutex_);
    auto& found = family(name, help, "gauge").gauges[label_text(labels)];
    if (found == nullptr) {
        found = std::make_unique<Gauge>();
    }
    return *found;
}

Histogram& Metrics::histogram(const std::string& name, const std::string& help,
                              const Labels& labels) {
    const std::lock_guard lock(mutex_);
    auto& found = family(name, help, "histogram").histograms[label_text(labels)];
    if (found == nullptr) {
        found = std::make_unique<Histogram>(duration_bounds);
    }
    return *found;
}

void Metrics::observe(const std::string& name, const std::string& help,
                      std::function<double()> value) {
    const std::lock_guard lock(mutex_);
    family(name, help, "gauge").observed = std::move(value);
}

std::string Metrics::text() const {
    const std::lock_guard lock(mutex_);
    std::string out;
    for (const auto& [name, family] : families_) {
        fmt::format_to(std::back_inserter(out), "# HELP {} {}\n# TYPE {} {}\n", name, family->help,
                       name, family->kind);
        for (const auto& [labels, counter] : family->counters) {
            fmt::format_to(std::back_inserter(out), "{}{} {}\n", name, braced(labels),
                           counter->value());
        }
        for (const auto& [labels, gauge] : family->gauges) {
            fmt::format_to(std::back_inserter(out), "{}{} {}\n", name, braced(labels),
                           gauge->value());
        }
        for (const auto& [labels, histogram] : family->histograms) {
            write_histogram(out, name, labels, *histogram);
        }
        if (family->observed) {
            fmt::format_to(std::back_inserter(out), "{} {}\n", name, family->observed());
        }
    }
    return out;
}

} // namespace http
