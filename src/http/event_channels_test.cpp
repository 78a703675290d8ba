#include "http/event_channels.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace http {

namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::unique_ptr<EventChannels::Listener> listen(EventChannels& hub, std::string last_id = "",
                                                std::string channel = "live") {
    return hub.listen(
        {.channel = std::move(channel), .filter = nullptr, .last_event_id = std::move(last_id)},
        [] {});
}

TEST(EventChannels, a_listener_gets_what_comes_after_it_in_its_channel) {
    EventChannels hub("run1");
    hub.publish("live", "device.changed", R"({"id":0})");
    const auto listener = listen(hub);
    EXPECT_EQ(listener->take(), "");
    hub.publish("live", "device.changed", R"({"id":1})");
    hub.publish("other", "x", "{}");
    EXPECT_EQ(listener->take(), "id: run1.2\nevent: device.changed\ndata: {\"id\":1}\n\n");
    EXPECT_EQ(listener->take(), "");
}

TEST(EventChannels, a_filter_hides_events) {
    EventChannels hub("run1");
    const auto listener =
        hub.listen({.channel = "live",
                    .filter = [](std::string_view event, std::string_view) { return event == "b"; },
                    .last_event_id = ""},
                   [] {});
    hub.publish("live", "a", "{}");
    hub.publish("live", "b", "{}");
    EXPECT_EQ(listener->take(), "id: run1.2\nevent: b\ndata: {}\n\n");
}

TEST(EventChannels, who_comes_back_in_time_misses_nothing) {
    EventChannels hub("run1");
    for (int i = 1; i <= 3; ++i) {
        hub.publish("live", "e", std::to_string(i));
    }
    EXPECT_EQ(listen(hub, "run1.1")->take(),
              "id: run1.2\nevent: e\ndata: 2\n\nid: run1.3\nevent: e\ndata: 3\n\n");
    EXPECT_EQ(listen(hub, "run1.3")->take(), "");
}

TEST(EventChannels, who_cannot_be_bridged_is_told_to_read_again) {
    EventChannels hub("run2", {.history_max = 2});
    for (int i = 1; i <= 5; ++i) {
        hub.publish("live", "e", std::to_string(i));
    }
    const std::string reset = "id: run2.5\nevent: reset\ndata: {}\n\n";
    for (const char* id : {"run1.5", "run2.1", "run2.9", "nonsense", "run2.", "run2.x"}) {
        const auto listener = listen(hub, id);
        EXPECT_EQ(listener->take(), reset) << id;
        EXPECT_EQ(listener->take(), "") << id;
    }
    EXPECT_THAT(listen(hub, "run2.3")->take(), StartsWith("id: run2.4"));
}

TEST(EventChannels, a_slow_listener_is_reset_and_costs_no_memory) {
    EventChannels hub("run1", {.history_max = 2});
    const auto listener = listen(hub);
    for (int i = 1; i <= 5; ++i) {
        hub.publish("live", "e", std::to_string(i));
    }
    EXPECT_THAT(listener->take(), HasSubstr("event: reset"));
    hub.publish("live", "e", "6");
    EXPECT_EQ(listener->take(), "id: run1.6\nevent: e\ndata: 6\n\n");
}

TEST(EventChannels, a_payload_over_the_limit_becomes_a_bare_hint) {
    EventChannels hub("run1", {.payload_bytes_max = 10});
    const auto listener = listen(hub);
    hub.publish("live", "e", std::string(11, '1'));
    EXPECT_THAT(listener->take(), HasSubstr("data: {}\n"));
}

TEST(EventChannels, listeners_are_bounded_and_leave) {
    EventChannels hub("run1", {.listeners_max = 2});
    auto one = listen(hub);
    const auto two = listen(hub);
    EXPECT_EQ(listen(hub), nullptr);
    one.reset();
    EXPECT_NE(listen(hub, "", "elsewhere"), nullptr);
    EXPECT_EQ(hub.listeners(), 1U);
}

TEST(EventChannels, a_callers_streams_are_ended_and_no_others) {
    EventChannels hub("run1");
    int wakes = 0;
    const auto listen_as = [&](std::string subject) {
        return hub.listen({.channel = "live",
                           .filter = nullptr,
                           .last_event_id = "",
                           .subject = std::move(subject),
                           .mark = hub.mark()},
                          [&] { ++wakes; });
    };
    const auto lan = listen_as("user/1");
    const auto binh = listen_as("user/2");
    hub.end_streams("user/1");
    EXPECT_TRUE(lan->ended());
    EXPECT_FALSE(binh->ended());
    EXPECT_EQ(wakes, 1);
    EXPECT_FALSE(listen_as("user/1")->ended());
}

TEST(EventChannels, a_stream_that_is_being_opened_is_ended_too) {
    EventChannels hub("run1", {.endings_max = 2});
    const auto open_at = [&](std::uint64_t mark) {
        return hub
            .listen({.channel = "live",
                     .filter = nullptr,
                     .last_event_id = "",
                     .subject = "user/1",
                     .mark = mark},
                    [] {})
            ->ended();
    };
    const auto before = hub.mark();
    hub.end_streams("user/1");
    EXPECT_TRUE(open_at(before));
    EXPECT_FALSE(open_at(hub.mark()));
    const auto then = hub.mark();
    hub.end_streams("user/2");
    EXPECT_FALSE(open_at(then));
    hub.end_streams("user/3");
    hub.end_streams("user/4");
    EXPECT_TRUE(open_at(then)); // whose streams were ended first is no longer known
}

TEST(EventChannels, many_threads_may_publish_and_listen) {
    EventChannels hub("run1", {.history_max = 10'000});
    std::atomic<int> wakes = 0;
    const auto listener =
        hub.listen({.channel = "live", .filter = nullptr, .last_event_id = ""}, [&] { ++wakes; });
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&] {
                for (int i = 0; i < 500; ++i) {
                    hub.publish("live", "e", "{}");
                    static_cast<void>(listen(hub)->take());
                }
            });
        }
    }
    EXPECT_EQ(wakes, 2000);
    std::string all;
    for (std::string piece = listener->take(); !piece.empty(); piece = listener->take()) {
        all += piece;
    }
    EXPECT_THAT(all, HasSubstr("id: run1.2000\n"));
}

} // namespace

} // namespace http
