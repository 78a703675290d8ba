// Goal: our own broker is there, lets nobody do more than the access list says, and is neither lost
// nor left behind. Method: the real Mosquitto of Debian on free ports, spoken to by libmosquitto.
#include "mqtt/broker_process.hpp"

#include "testing/seeded_random.hpp"
#include "testing/temporary_folder.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <thread>

#include <gtest/gtest.h>
#include <mosquitto.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

using namespace std::chrono_literals;

/// A bare client: what it got and whether it is connected.
class Probe {
public:
    Probe(std::uint16_t port, const std::string& user, const std::string& password) {
        mosquitto_lib_init();
        client_ = mosquitto_new(user.c_str(), true, this);
        mosquitto_username_pw_set(client_, user.c_str(), password.c_str());
        mosquitto_connect_callback_set(client_, [](mosquitto*, void* self, int code) {
            static_cast<Probe*>(self)->note([&](Probe& probe) { probe.connack_ = code; });
        });
        mosquitto_disconnect_callback_set(client_, [](mosquitto*, void* self, int) {
            static_cast<Probe*>(self)->note([](Probe& probe) { probe.lost_ = true; });
        });
        mosquitto_message_callback_set(
            client_, [](mosquitto*, void* self, const mosquitto_message* message) {
                static_cast<Probe*>(self)->note(
                    [&](Probe& probe) { probe.got_.emplace_back(message->topic); });
            });
        mosquitto_subscribe_callback_set(client_, [](mosquitto*, void* self, int, int, const int*) {
            static_cast<Probe*>(self)->note([](Probe& probe) { ++probe.subscribed_; });
        });
        mosquitto_publish_callback_set(client_, [](mosquitto*, void* self, int) {
            static_cast<Probe*>(self)->note([](Probe& probe) { ++probe.published_; });
        });
        mosquitto_connect(client_, "127.0.0.1", port, 30);
        mosquitto_loop_start(client_);
    }
    ~Probe() {
        mosquitto_disconnect(client_);
        mosquitto_loop_stop(client_, true);
        mosquitto_destroy(client_);
    }
    Probe(const Probe&) = delete;
    Probe& operator=(const Probe&) = delete;

    bool wait_connected() {
        return wait([&] { return connack_ >= 0; }) && connack_ == 0;
    }
    bool wait_lost() {
        return wait([&] { return lost_; });
    }
    void subscribe(const char* topic) {
        const int before = subscribed_;
        mosquitto_subscribe(client_, nullptr, topic, 1);
        EXPECT_TRUE(wait([&] { return subscribed_ > before; }));
    }
    void publish(const std::string& topic) {
        mosquitto_publish(client_, nullptr, topic.c_str(), 1, "x", 1, false);
    }
    bool wait_for(const std::string& topic) {
        return wait([&] { return std::ranges::find(got_, topic) != got_.end(); });
    }
    bool wait_published(int count) {
        return wait([&] { return published_ >= count; });
    }
    bool wait_got(std::size_t count) {
        return wait([&] { return got_.size() >= count; });
    }
    /// Meanwhile it takes nothing from the broker.
    template <class Action>
    void while_busy(Action action) {
        const std::lock_guard lock(mutex_);
        action();
    }
    std::vector<std::string> got() {
        const std::lock_guard lock(mutex_);
        return got_;
    }

private:
    template <class Change>
    void note(Change change) {
        const std::lock_guard lock(mutex_);
        change(*this);
        changed_.notify_all();
    }
    template <class Condition>
    bool wait(Condition condition) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, 10s, condition);
    }

    mosquitto* client_ = nullptr;
    std::mutex mutex_;
    std::condition_variable changed_;
    int connack_ = -1;
    bool lost_ = false;
    int subscribed_ = 0;
    int published_ = 0;
    std::vector<std::string> got_;
};

class BrokerProcessTest : public testing::Test {
protected:
    mqtt::BrokerSettings settings() {
        return {.directory = folder_.path() / "broker", .listen_address = "127.0.0.1"};
    }
    mqtt::BrokerAccount account(const std::string& user) {
        return {.user = user, .password_hash = mqtt::hash_broker_password(user + "-pw", random_)};
    }
    mqtt::AccessRules rules(const std::vector<std::string>& users) {
        mqtt::AccessRules rules{.patterns_read = {"lb/1/d/%u/cmd", "lb/1/all/cmd"},
                                .patterns_write = {"lb/1/d/%u/evt"}};
        rules.accounts.push_back(account("server"));
        rules.accounts.back().may_read = {"lb/#"};
        rules.accounts.back().may_write = {"lb/#"};
        for (const std::string& user : users) {
            rules.accounts.push_back(account(user));
        }
        return rules;
    }
    mqtt::BrokerProcess::Tell tell() {
        return [this](mqtt::BrokerState state, const base::Message&) {
            const std::lock_guard lock(mutex_);
            states_.push_back(state);
            changed_.notify_all();
        };
    }
    bool wait_state_count(mqtt::BrokerState state, long count) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, 15s,
                                 [&] { return std::ranges::count(states_, state) >= count; });
    }

    testing_support::TemporaryFolder folder_;
    testing_support::SeededRandom random_{7};
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<mqtt::BrokerState> states_;
};

TEST_F(BrokerProcessTest, a_device_reads_and_writes_only_its_own_topics) {
    mqtt::BrokerProcess broker(settings(), tell());
    ASSERT_TRUE(broker.start(rules({"d1", "d2"})));
    Probe server(broker.local_port(), "server", "server-pw");
    Probe one(broker.device_port(), "d1", "d1-pw");
    Probe two(broker.device_port(), "d2", "d2-pw");
    ASSERT_TRUE(server.wait_connected() && one.wait_connected() && two.wait_connected());
    server.subscribe("lb/1/d/+/evt");
    for (const char* topic : {"#", "$SYS/#", "lb/1/d/d2/cmd", "lb/1/d/+/evt"}) {
        one.subscribe(topic);
    }
    two.publish("lb/1/d/d1/evt"); // not its own: dropped
    two.publish("lb/1/d/d2/evt");
    ASSERT_TRUE(server.wait_for("lb/1/d/d2/evt"));
    server.publish("lb/1/d/d2/cmd");
    server.publish("lb/1/d/d1/cmd");
    ASSERT_TRUE(one.wait_for("lb/1/d/d1/cmd"));
    EXPECT_EQ(server.got(), std::vector<std::string>{"lb/1/d/d2/evt"});
    for (const std::string& topic : one.got()) {
        EXPECT_EQ(topic, "lb/1/d/d1/cmd");
    }
}

TEST_F(BrokerProcessTest, a_wrong_password_and_no_password_are_refused) {
    mqtt::BrokerProcess broker(settings(), tell());
    ASSERT_TRUE(broker.start(rules({"d1"})));
    Probe wrong(broker.device_port(), "d1", "d2-pw");
    Probe stranger(broker.device_port(), "nobody", "");
    EXPECT_FALSE(wrong.wait_connected());
    EXPECT_FALSE(stranger.wait_connected());
}

TEST_F(BrokerProcessTest, what_thousands_of_devices_say_at_once_waits_for_a_busy_server) {
    mqtt::BrokerProcess broker(settings(), tell());
    ASSERT_TRUE(broker.start(rules({"d1"})));
    Probe server(broker.local_port(), "server", "server-pw");
    Probe one(broker.device_port(), "d1", "d1-pw");
    ASSERT_TRUE(server.wait_connected() && one.wait_connected());
    server.subscribe("lb/1/d/+/evt");
    constexpr int count = 5000;
    server.while_busy([&] {
        for (int i = 0; i < count; ++i) {
            one.publish("lb/1/d/d1/evt");
        }
        EXPECT_TRUE(one.wait_published(count));
    });
    EXPECT_TRUE(server.wait_got(count));
}

TEST_F(BrokerProcessTest, a_removed_account_is_cut_off_and_the_others_go_on) {
    mqtt::BrokerProcess broker(settings(), tell());
    ASSERT_TRUE(broker.start(rules({"d1", "d2"})));
    Probe one(broker.device_port(), "d1", "d1-pw");
    Probe two(broker.device_port(), "d2", "d2-pw");
    Probe server(broker.local_port(), "server", "server-pw");
    ASSERT_TRUE(one.wait_connected() && two.wait_connected() && server.wait_connected());
    two.subscribe("lb/1/d/d2/cmd");
    ASSERT_TRUE(broker.apply(rules({"d2"})));
    EXPECT_TRUE(one.wait_lost());
    server.publish("lb/1/d/d2/cmd");
    EXPECT_TRUE(two.wait_for("lb/1/d/d2/cmd"));
}

TEST_F(BrokerProcessTest, an_account_added_while_it_runs_may_connect) {
    mqtt::BrokerProcess broker(settings(), tell());
    ASSERT_TRUE(broker.start(rules({})));
    ASSERT_TRUE(broker.apply(rules({"d9"})));
    const auto deadline = std::chrono::steady_clock::now() + 10s;
    bool connected = false;
    while (!connected && std::chrono::steady_clock::now() < deadline) {
        connected = Probe(broker.device_port(), "d9", "d9-pw").wait_connected();
    }
    EXPECT_TRUE(connected);
}

TEST_F(BrokerProcessTest, a_killed_broker_comes_back_on_the_same_ports) {
    mqtt::BrokerProcess broker(settings(), tell());
    ASSERT_TRUE(broker.start(rules({"d1"})));
    const auto port = broker.device_port();
    const auto first = broker.process_id();
    ::kill(static_cast<pid_t>(first.value()), SIGKILL);
    ASSERT_TRUE(wait_state_count(mqtt::BrokerState::running, 2));
    EXPECT_EQ(broker.device_port(), port);
    EXPECT_NE(broker.process_id(), first);
    EXPECT_TRUE(Probe(port, "d1", "d1-pw").wait_connected());
    EXPECT_EQ(std::ranges::count(states_, mqtt::BrokerState::restarting), 1);
}

TEST_F(BrokerProcessTest, a_program_that_ends_at_once_is_told_and_not_waited_for_for_ever) {
    mqtt::BrokerProcess first(settings(), tell());
    ASSERT_TRUE(first.start(rules({})));
    auto again = settings();
    again.directory = folder_.path() / "second";
    again.program = "/bin/false";
    again.start_time_max = 500ms;
    mqtt::BrokerProcess second(again, tell());
    const auto refused = second.start(rules({}));
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, "mqtt.broker_not_started");
}

/// A program that does something first, and then becomes the broker.
std::filesystem::path slow_broker(const std::filesystem::path& folder, const std::string& before) {
    const auto script = folder / "slow-broker";
    std::ofstream(script) << "#!/bin/bash\n" << before << "\nexec /usr/sbin/mosquitto \"$@\"\n";
    std::filesystem::permissions(script, std::filesystem::perms::owner_all);
    return script;
}

TEST_F(BrokerProcessTest, a_broker_that_still_reads_its_lists_is_waited_for) {
    auto slow = settings();
    slow.program = slow_broker(folder_.path(), "for ((i = 0; i < 1000000; ++i)); do :; done");
    slow.start_time_max = 1s;
    mqtt::BrokerProcess broker(slow, tell());
    const auto started = broker.start(rules({}));
    EXPECT_TRUE(started.has_value()) << started.error().message.en;
    EXPECT_EQ(std::ranges::count(states_, mqtt::BrokerState::restarting), 0);
}

TEST_F(BrokerProcessTest, a_broker_that_does_nothing_is_not_waited_for) {
    auto idle = settings();
    idle.program = slow_broker(folder_.path(), "exec sleep 600");
    idle.start_time_max = 500ms;
    mqtt::BrokerProcess broker(idle, tell());
    const auto refused = broker.start(rules({}));
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, "mqtt.broker_not_started");
}

TEST_F(BrokerProcessTest, the_broker_dies_with_a_server_that_is_killed) {
    std::array<int, 2> pipe{};
    ASSERT_EQ(::pipe(pipe.data()), 0);
    const pid_t server = ::fork();
    if (server == 0) {
        mqtt::BrokerProcess broker(settings(), [](auto, const auto&) {});
        std::int64_t id = -1;
        if (broker.start(rules({}))) {
            id = broker.process_id().value_or(-1);
        }
        (void)!::write(pipe[1], &id, sizeof(id));
        ::pause();
        ::_exit(0);
    }
    std::int64_t broker = -1;
    ASSERT_EQ(::read(pipe[0], &broker, sizeof(broker)), static_cast<ssize_t>(sizeof(broker)));
    ASSERT_GT(broker, 0);
    ::kill(server, SIGKILL);
    ::waitpid(server, nullptr, 0);
    const auto deadline = std::chrono::steady_clock::now() + 5s;
    const auto alive = [&] {
        std::ifstream stat("/proc/" + std::to_string(broker) + "/stat");
        std::string id;
        std::string name;
        std::string state;
        stat >> id >> name >> state;
        return stat.good() && state != "Z";
    };
    while (alive() && std::chrono::steady_clock::now() < deadline) {
        std::this_thread::yield();
    }
    EXPECT_FALSE(alive());
}

TEST(BrokerAccess, names_that_would_forge_lines_are_left_out) {
    mqtt::AccessRules rules;
    rules.accounts.push_back({.user = "a\nuser server", .password_hash = "$7$1$x$y"});
    rules.accounts.push_back(
        {.user = "good", .password_hash = "$7$1$x$y", .may_read = {"t 1", "ok/#"}});
    EXPECT_EQ(mqtt::password_file_text(rules), "good:$7$1$x$y\n");
    EXPECT_EQ(mqtt::access_file_text(rules), "user good\ntopic read ok/#\n");
}

} // namespace
