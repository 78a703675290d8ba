#include "http/metrics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace http {

namespace {

using testing::HasSubstr;

TEST(Metrics, the_text_is_what_prometheus_reads) {
    Metrics metrics;
    metrics.counter("nguon_requests_total", "Requests.", {{"route", "/a\"b"}}).add(2);
    metrics.gauge("nguon_devices", "Devices.").set(-3);
    metrics.observe("nguon_queue", "Queue.", [] { return 1.5; });
    EXPECT_EQ(metrics.text(), "# HELP nguon_devices Devices.\n"
                              "# TYPE nguon_devices gauge\n"
                              "nguon_devices -3\n"
                              "# HELP nguon_queue Queue.\n"
                              "# TYPE nguon_queue gauge\n"
                              "nguon_queue 1.5\n"
                              "# HELP nguon_requests_total Requests.\n"
                              "# TYPE nguon_requests_total counter\n"
                              "nguon_requests_total{route=\"/a\\\"b\"} 2\n");
}

TEST(Metrics, the_same_name_and_labels_are_the_same_counter) {
    Metrics metrics;
    metrics.counter("a", "A.", {{"x", "1"}}).add();
    metrics.counter("a", "A.", {{"x", "1"}}).add();
    metrics.counter("a", "A.", {{"x", "2"}}).add();
    EXPECT_THAT(metrics.text(), HasSubstr("a{x=\"1\"} 2\na{x=\"2\"} 1\n"));
}

TEST(Metrics, a_histogram_counts_cumulatively) {
    Metrics metrics;
    Histogram& histogram = metrics.histogram("t", "Time.", {{"r", "x"}});
    histogram.observe(0.0005);
    histogram.observe(0.2);
    histogram.observe(100);
    const std::string text = metrics.text();
    EXPECT_THAT(text, HasSubstr("t_bucket{r=\"x\",le=\"0.001\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("t_bucket{r=\"x\",le=\"0.25\"} 2\n"));
    EXPECT_THAT(text, HasSubstr("t_bucket{r=\"x\",le=\"+Inf\"} 3\n"));
    EXPECT_THAT(text, HasSubstr("t_sum{r=\"x\"} 100.2005\nt_count{r=\"x\"} 3\n"));
}

} // namespace

} // namespace http
